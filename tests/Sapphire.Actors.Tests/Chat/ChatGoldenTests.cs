using Sapphire.Actors.Chat;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Ids;
using Sapphire.Persistence.Events;
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

    // Their manifests are those of the forms without what was added, which may be left out: both are pinned.
    [Fact]
    public void What_was_added_to_events_later_is_written_and_read_as_ever() =>
        GoldenFiles.Verify(
            new EventCatalog()
                .Add("chat.created.1", ChatJsonContext.Default.ChatCreated)
                .Add("chat.user-said.2", ChatJsonContext.Default.UserSaid)
                .Add("chat.turn-requested.1", ChatJsonContext.Default.TurnRequested)
                .Add("chat.renamed.1", ChatJsonContext.Default.ChatRenamed)
                .Add("chat.reply-completed.1", ChatJsonContext.Default.ReplyCompleted).Add("chat.snapshot.2", ChatJsonContext.Default.ChatStateSnapshot),
            GoldenFiles.FolderBeside("golden-added"),
            [
                new ChatCreated(Command, "Tea", At) { TitledByPerson = true },
                Said with { Undoable = true },
                new TurnRequested(Command, Turn, Reply, Question, Continues: false, At) { Undoable = true },
                new ChatRenamed(Command, "Tea", At) { Undoable = true },
                CompletedWithAll(),
                SnapshotWithTree(),
            ]);

    [Fact]
    public void A_snapshot_from_before_branches_could_be_walked_becomes_a_whole_tree()
    {
        ChatState state = SnapshotBefore().ToState();
        state.VisibleChildren(null).ShouldBe([Question]);
        state.VisibleChildren(Question).ShouldBe([Reply]);
        state.TitledByPerson.ShouldBeFalse();
        state.Undo.ShouldBeEmpty();
        state.Settings.ShouldBe(ChatSettings.None);
    }

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
        new ChatSettingsChanged(Command, Settings, "apply the persona Ada", At),
        new ChatPinned(Command, Pinned: true, At),
        new ChatArchived(Command, Archived: true, At),
        new ChatTitled(Command, "Tea for two", At),
        new BranchSelected(Command, Question, Reply, At),
        new ReplyEdited(Command, Reply, Question, "Half past noon.", At),
        new MessagesRemoved(Command, [Question], 2, Reply, At),
        new ToolCallRemoved(Command, Reply, "call-1", At),
        new Undone(Command, Change, At),
        new Redone(Command, Change, At),
        new MessagesImported(Command, [SnapshotBefore().Nodes[0] with { Parts = [new TextPart("Look"), new ImagePart("ab12", "image/png", 640, 480, "tea.png")] }], Question, At),
        Snapshot(),
    ];

    private static ChatSettings Settings { get; } = new()
    {
        Persona = "Ada",
        Prompt = "engineer",
        Toolset = "all",
        Voice = "voice",
        Speed = 1.25,
        Pitch = 0.75,
        SpiceEnabled = true,
        SpiceTurns = 3,
        SpiceSets = ["weather", "music"],
        Provider = "lm-studio",
        Model = "qwen3",
        MemoryScope = "work",
        CustomContext = "Short answers.",
        InjectDateTime = true,
        Avatar = "ada",
        TrimColor = "#00aaff",
    };

    private static ChatChange Change { get; } = new("delete 2 messages")
    {
        Leaf = new(Reply, Question),
        Added = Question,
        Removed = [Reply],
        Settings = new(ChatSettings.None, Settings),
        Title = new(null, "Tea", BeforeByPerson: true),
        Pinned = true,
        Archived = false,
        ToolCall = new(Reply, 1, new("c", "get_time", "{}", "12:00", null, 3)),
    };

    private static ChatStateSnapshot Snapshot()
    {
        ChatStateSnapshot before = SnapshotBefore();
        return before with { Nodes = [before.Nodes[0] with { RoomId = Room }, before.Nodes[1] with { HeardLength = 3 }] };
    }

    private static ReplyCompleted CompletedWithAll() =>
        new(Turn, "qwen3 (LM Studio)", new(10, 20) { ReasoningTokens = 5, CachedTokens = 4, CostUsd = 0.0125m, FirstTokenMs = 120, DurationMs = 3400, SystemPromptTokens = 300, DroppedMessages = 2 }, At)
        {
            ProviderId = "lm-studio",
            ModelId = "qwen3",
            Spice = "rain",
        };

    private static ChatStateSnapshot SnapshotWithTree()
    {
        ChatStateSnapshot before = Snapshot();
        return before with
        {
            Nodes = [before.Nodes[0], before.Nodes[1] with { ProviderId = "lm-studio", ModelId = "qwen3", Spice = "rain", Edited = true }],
            Tree = new([Reply], [new(null, Question), new(Question, Reply)], Settings, Pinned: true, Archived: true, TitledByPerson: true, [Change], [Change]),
        };
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
