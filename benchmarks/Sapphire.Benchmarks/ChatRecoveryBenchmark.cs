using System.Diagnostics;
using Sapphire.Actors.Chat;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Ids;
using Sapphire.Actors.Subscriptions;
using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Benchmarks;
using Sapphire.Persistence.Events;
using Sapphire.Persistence.Health;
using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Sqlite;
using Sapphire.Web.TestKit;

namespace Sapphire.Benchmarks;

/// <summary>A long chat that is opened: from the start of its session to the first answer, what it shows its first reader. From a file that was just opened.</summary>
internal static class ChatRecoveryBenchmark
{
    private const int Runs = 7;
    private static readonly ChatId Chat = new(Guid.Parse("00000000-0000-7000-8000-00000000000c"));

    public static async Task<IReadOnlyList<Figure>> RunAsync()
    {
        using TemporaryFolder folder = new();
        List<double> withSnapshot = await TimesAsync(new(folder["short.db"]) { Synchronous = SqliteSynchronous.Normal }, 10_001, snapshotAt: 9_901);
        List<double> without = await TimesAsync(new(folder["long.db"]) { Synchronous = SqliteSynchronous.Normal }, 100_001, snapshotAt: null);
        return
        [
            Figure.Of("journal", "chat of 10,000 events with a snapshot, to first answer", "ms", withSnapshot, 50),
            Figure.Of("journal", "chat of 100,000 events without a snapshot", "events/s", without.Select(ms => 100_001 / ms * 1000), 200_000, atLeast: true),
        ];
    }

    private static async Task<List<double>> TimesAsync(SqliteJournalOptions options, int events, int? snapshotAt)
    {
        await FillAsync(options, events, snapshotAt);
        List<double> times = [];
        for (int run = -2; run < Runs; run++)
        {
            await using GuardedJournal journal = new(SqliteJournal.Open(options));
            await using ActorSystem system = ActorSystem.Create("bench");
            Persistence.Persistence.Add(system, journal, ChatEventCatalog.Create());

            // No turn begins here, so that what writes replies is not needed.
            ChatServices services = new(null!, () => ChatSettings.None, ChatSessionSettings.Default, TimeProvider.System, journal.Health);
            TaskCompletionSource<object> answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
            IActorRef reader = system.ActorOf(Props.Create(() => new Reader(answered)));
            GC.Collect();
            GC.WaitForPendingFinalizers();
            long start = Stopwatch.GetTimestamp();
            IActorRef session = system.ActorOf(Props.Create(() => new ChatSession(Chat, services)));
            session.Tell(new Subscribe(reader), reader);
            if (await answered.Task.WaitAsync(TimeSpan.FromMinutes(1)) is not ChatSnapshot) throw new InvalidOperationException("The chat did not open.");
            if (run >= 0) times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        return times;
    }

    // The creation, and turns of four events: a sentence, its turn, the reply in one piece, its end.
    private static async Task FillAsync(SqliteJournalOptions options, int events, int? snapshotAt)
    {
        await using SqliteJournal journal = SqliteJournal.Open(options);
        EventCatalog catalog = ChatEventCatalog.Create();
        string id = $"chat-{Chat}";
        long epoch = await journal.RaiseEpochAsync(id);
        ChatState state = ChatState.None;
        DateTimeOffset at = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        TurnId turn = default;
        MessageId? parent = null;
        List<JournalEntry> entries = [];
        for (int number = 1; number <= events; number++)
        {
            at += TimeSpan.FromSeconds(10);
            ChatEvent happened = Next(number);
            state = state.Apply(happened);
            SerializedEvent stored = catalog.Serialize(happened);
            entries.Add(new(number, stored.Manifest, stored.Payload, at));
            if (entries.Count == 500 || number == events || number == snapshotAt)
            {
                await journal.WriteAsync(new(id, epoch, [.. entries]));
                entries.Clear();
            }

            if (number == snapshotAt)
            {
                SerializedEvent snapshot = catalog.Serialize(ChatStateSnapshot.From(state));
                await journal.SaveSnapshotAsync(new(id, number, snapshot.Manifest, snapshot.Payload, at), epoch);
            }
        }

        ChatEvent Next(int number)
        {
            if (number == 1) return new ChatCreated(Id<CommandId>(guid => new(guid)), "A long chat", at);
            switch (number % 4)
            {
                case 2:
                    turn = Id<TurnId>(guid => new(guid));
                    MessageId reply = Id<MessageId>(guid => new(guid));
                    UserSaid said = new(Id<CommandId>(guid => new(guid)), Id<MessageId>(guid => new(guid)), parent, turn, reply, null, "page", [new TextContentPart("What is the weather like where the river bends, and will it stay so until the evening?")], at);
                    parent = reply;
                    return said;
                case 3:
                    return new TurnStarted(turn, at);
                case 0:
                    return new ReplyProgressed(turn, "It is mild there, with some clouds and a light wind from the west; it stays dry until the evening, and cools down later in the night.", Reasoning: false, at);
                default:
                    return new ReplyCompleted(turn, "model", new(100, 60), at);
            }
        }

        static T Id<T>(Func<Guid, T> make) => make(Guid.CreateVersion7());
    }

    private sealed class Reader : ReceiveActor
    {
        public Reader(TaskCompletionSource<object> answered) => ReceiveAny(message => answered.TrySetResult(message));
    }
}
