using System.Diagnostics;
using System.Globalization;
using Npgsql;
using Sapphire.Actors.Chat;
using Sapphire.Actors.Home;
using Sapphire.Actors.Ids;
using Sapphire.Kernel.Benchmarks;
using Sapphire.Persistence.Events;
using Sapphire.Persistence.InMemory;
using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Projections;
using Sapphire.Postgres.TestKit;
using Sapphire.Web.TestKit;

namespace Sapphire.Benchmarks;

/// <summary>The list of 1,000 chats, the search over 200,000 messages, and how fast both are built: on SQLite, and on PostgreSQL where it is installed.</summary>
internal static class ReadModelBenchmark
{
    private const int Chats = 1000;
    private const int MessagesEach = 200;
    private static readonly string[] Syllables = ["ka", "lo", "mi", "ten", "ra", "sol", "vi", "dun", "per", "gas", "to", "ne", "bri", "fel", "mor", "an"];

    // A word of every message, a frequent one, a rare one, a beginning, several words, words that stand together.
    private static readonly (string Name, string Query)[] Queries =
    [
        ("a word of every message", "everywhere"), ("one of ten messages", "kalo"), ("the first letter typed", "k"), ("a rare word", "needle7"),
        ("three words", "everywhere kalo mi"), ("words together", "\"everywhere kalo\""), ("nothing", "notthere"),
    ];

    public static async Task<IReadOnlyList<Figure>> RunAsync()
    {
        await using InMemoryJournal journal = new();
        long events = await FillAsync(journal);
        List<Figure> figures = [];
        using (TemporaryFolder folder = new())
        {
            figures.AddRange(await MeasureAsync("SQLite", new SqliteProjectionStore(folder["views"]), journal, events));
        }

        try
        {
            await using PostgresServer server = await PostgresServer.StartAsync();
            await using NpgsqlDataSource source = NpgsqlDataSource.Create(await server.NewDatabaseAsync());
            figures.AddRange(await MeasureAsync("PostgreSQL", new PostgresProjectionStore(source), journal, events));
        }
        catch (InvalidOperationException e)
        {
            await Console.Error.WriteLineAsync($"PostgreSQL is left out: {e.Message}");
        }

        return figures;
    }

    private static async Task<List<Figure>> MeasureAsync(string name, IProjectionStore store, InMemoryJournal journal, long events)
    {
        List<Figure> figures = [];
        long start = Stopwatch.GetTimestamp();
        await using ReadModels views = new(store, journal, ChatEventCatalog.Create());
        foreach (Projection view in views.All)
        {
            await view.WaitForAsync(journal.LastOrdering);
        }

        figures.Add(Figure.Of("views", $"{name}, all three views from the first event", "events/s", [events / Stopwatch.GetElapsedTime(start).TotalSeconds]));
        figures.Add(Figure.Of("views", $"{name}, list of {Chats} chats", "ms", await RepeatAsync(() => views.Chats.ReadAsync(0, default)), 50));
        foreach ((string what, string query) in Queries)
        {
            figures.Add(Figure.Of("views", $"{name}, search: {what}", "ms", await RepeatAsync(() => views.Search.SearchAsync(query, null, 20, default)), 100));
        }

        figures.Add(Figure.Of("views", $"{name}, usage of a year", "ms", await RepeatAsync(() => views.Usage.ReadAsync(new(2026, 1, 1), new(2026, 12, 31), TimeZoneInfo.Utc, default))));
        return figures;
    }

    private static async Task<List<double>> RepeatAsync<T>(Func<Task<T>> read)
    {
        await read();
        List<double> times = [];
        for (int i = 0; i < 15; i++)
        {
            long start = Stopwatch.GetTimestamp();
            await read();
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        return times;
    }

    // Half of the messages are replies.
    private static async Task<long> FillAsync(InMemoryJournal journal)
    {
        EventCatalog catalog = ChatEventCatalog.Create();
        Random random = new(1);
        DateTimeOffset at = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        int message = 0;
        for (int chat = 0; chat < Chats; chat++)
        {
            List<JournalEntry> entries = [];
            Add(new ChatCreated(Id<CommandId>(id => new(id)), string.Create(CultureInfo.InvariantCulture, $"Chat {chat} about {Word()}"), at));
            for (int i = 0; i < MessagesEach / 2; i++)
            {
                TurnId turn = Id<TurnId>(id => new(id));
                Add(new UserSaid(Id<CommandId>(id => new(id)), Id<MessageId>(id => new(id)), null, turn, Id<MessageId>(id => new(id)), null, "page", [new TextContentPart(Text(12))], at));
                Add(new TurnStarted(turn, at));
                Add(new ReplyProgressed(turn, Text(60), Reasoning: false, at));
                Add(new ReplyCompleted(turn, "model", new(100, 60), at));
                at += TimeSpan.FromMinutes(4);
            }

            string persistenceId = $"chat-{Id<ChatId>(id => new(id))}";
            await journal.WriteAsync(new(persistenceId, await journal.RaiseEpochAsync(persistenceId), [.. entries]));

            void Add(ChatEvent happened)
            {
                SerializedEvent stored = catalog.Serialize(happened);
                entries.Add(new(entries.Count + 1, stored.Manifest, stored.Payload, happened.At));
            }
        }

        return journal.LastOrdering;

        string Text(int words)
        {
            message++;
            string rare = message % 10_000 == 0 ? "needle7 " : "";
            string frequent = message % 10 == 0 ? "kalo " : "";
            return $"everywhere {frequent}{rare}{string.Join(' ', Enumerable.Range(0, words).Select(_ => Word()))}";
        }

        string Word() => string.Concat(Enumerable.Range(0, random.Next(1, 4)).Select(_ => Syllables[random.Next(Syllables.Length)]));

        static T Id<T>(Func<Guid, T> make) => make(Guid.CreateVersion7());
    }
}
