using Sapphire.Actors.Chat;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Ids;
using Sapphire.Persistence.TestKit;

namespace Sapphire.Actors.Tests.Chat;

public sealed class ChatGoldenTests
{
    private static readonly DateTimeOffset At = new(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero);
    private static readonly CommandId Command = new(Guid.Parse("01900000-0000-7000-8000-000000000001"));
    private static readonly MessageId Question = new(Guid.Parse("01900000-0000-7000-8000-000000000002"));
    private static readonly MessageId Reply = new(Guid.Parse("01900000-0000-7000-8000-000000000003"));
    private static readonly TurnId Turn = new(Guid.Parse("01900000-0000-7000-8000-000000000004"));

    private static readonly RoomId Room = new(Guid.Parse("01900000-0000-7000-8000-000000000007"));
    private static readonly UserSaid Said = new(Command, Question, Reply, Turn, Reply, "somebody", "page", [new TextContentPart("Hello\n<b>wörld</b> 😀")], At, Room);

    [Fact]
    public void Every_event_ever_written_can_be_read() =>
        GoldenFiles.Verify(ChatEventCatalog.Create(), GoldenFiles.FolderBeside("golden"), Samples(), new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["chat.user-said.1"] = Said with { RoomId = null },
            ["chat.snapshot.1"] = SnapshotBefore(),
        });

    private static IEnumerable<object> Samples() =>
    [
        new ChatCreated(Command, "Tea \"time\" ☕", At),
        Said,
        new ReplyHeard(Command, Turn, 12, At),
        new TurnRequested(Command, Turn, Reply, Question, Continues: true, At),
        new TurnStarted(Turn, At),
        new ReplyProgressed(Turn, "some words ", Reasoning: true, At),
        new ToolCalled(Turn, "call-1", "set_timer", "{\"duration_seconds\":300}", At),
        new ToolReturned(Turn, "call-1", "{\"ok\":true}", "no", 12, At),
        new ReplyCompleted(Turn, "qwen3 (LM Studio)", new(10, 20), At),
        new TurnFailed(Turn, "It broke.", "Try again.", CanRetry: true, "qwen3 (LM Studio)", At),
        new TurnCancelled(Command, Turn, At),
        new TurnInterrupted(Turn, At),
        new ChatRenamed(Command, "Tea", At),
        new ChatDeleted(Command, At),
        new ChatRestored(Command, At),
        Snapshot(),
    ];

    private static ChatStateSnapshot Snapshot()
    {
        ChatStateSnapshot before = SnapshotBefore();
        return before with { Nodes = [before.Nodes[0] with { RoomId = Room }, before.Nodes[1] with { HeardLength = 3 }] };
    }

    private static ChatStateSnapshot SnapshotBefore() => new(
        Exists: true,
        Deleted: true,
        "Tea",
        At,
        [
            new(Question, null, MessageRole.User, [new TextPart("Hello")], MessageStatus.Completed, At) { CommandId = Command, Source = "page", Author = "somebody" },
            new(Reply, Question, MessageRole.Assistant, [new ReasoningPart("hm"), new ToolPart("c", "get_time", "{}", "12:00", null, 3), new TextPart("Noon.")], MessageStatus.Failed, At)
            {
                TurnId = Turn,
                Error = new("It broke.", "Try again.", CanRetry: true, CanContinue: true),
                Model = "qwen3",
                Usage = new(1, 2),
                Touched = true,
                CompletedAt = At,
            },
        ],
        [new(Turn, Reply)],
        Reply,
        Turn,
        [Turn],
        [new(Command, Question, Turn)]);
}
