using Microsoft.Data.Sqlite;
using Sapphire.Persistence.Journal;
using Sapphire.Postgres.TestKit;

namespace Sapphire.Persistence.Tests.Faults;

/// <summary>kill -9 while a read model is built anew and takes the place of the one before, with writers at work.</summary>
public sealed class ProjectionKillTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly TemporaryFolder _folder = new();

    private static int Kills => Soak.Count(inTests: 8, inSoak: 300);

    public void Dispose() => _folder.Dispose();

    [Fact]
    [Trait("soak", "projection-kill")]
    public Task On_SQLite_the_view_is_whole_after_kill_9_around_a_switch() =>
        RunAsync(new(LedgerStoreKind.Sqlite, _folder.File("journal.db"), _folder.File("views")), static () => Task.CompletedTask);

    [Fact]
    [Trait("soak", "projection-kill")]
    public async Task On_PostgreSQL_the_view_is_whole_after_kill_9_around_a_switch()
    {
        PostgresServer server = await PostgresServer.SharedAsync();
        string database = await server.NewDatabaseAsync();
        await RunAsync(new(LedgerStoreKind.Postgres, database, _folder.File("views")), () => Backends.UntilGoneAsync(database));
    }

    [Fact]
    public async Task A_file_that_a_kill_left_without_tables_is_put_aside()
    {
        string folder = Directory.CreateDirectory(_folder.File("views")).FullName;
        string path = Path.Combine(folder, "ledger.1.db");
        await using (SqliteConnection connection = new($"Data Source={path};Pooling=False"))
        {
            await connection.OpenAsync(TestContext.Current.CancellationToken);
            await using SqliteCommand command = new("PRAGMA journal_mode = WAL", connection);
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        new FileInfo(path).Length.ShouldBeGreaterThan(0);
        await using LedgerViews views = new(folder, null);
        (await views.Store.FindAsync("ledger", TestContext.Current.CancellationToken)).ShouldBeEmpty();
        File.Exists(path).ShouldBeFalse();
    }

    private static async Task RunAsync(LedgerStore store, Func<Task> settled)
    {
        Random random = Soak.Random(out int seed);
        LedgerBook book = new();
        int switches = 0;
        LedgerRun next = LedgerRun.StartRebuilding(store);
        try
        {
            for (int i = 1; i <= Kills; i++)
            {
                await using LedgerRun run = next;
                string where = $"seed {seed}, kill {i}";
                await run.GoAsync(null);
                await run.KillAfterSwitchesAsync(random.Next(1, 4), TimeSpan.FromMicroseconds(random.Next(40_000)));
                switches += run.Switches;
                next = LedgerRun.StartRebuilding(store);
                await settled();
                await using IJournal journal = store.Open();
                await book.CheckAsync([run], journal, where);
                book.CheckView(await LedgerView.CatchUpAsync(store, journal, Patience), where);

                // One that answers, and at most one that is still being built: nothing piles up.
                await using LedgerViews views = store.OpenViews();
                (await views.Store.FindAsync(LedgerView.Definition.Name, TestContext.Current.CancellationToken)).Length.ShouldBeInRange(1, 2, where);
            }
        }
        finally
        {
            await next.DisposeAsync();
        }

        book.Events.ShouldBeGreaterThan(0);
        TestContext.Current.TestOutputHelper?.WriteLine($"{store.Kind}, seed {seed}: {Kills} kills -9 around {switches} switches, {book.Events} events; the view equals the events after each");
    }
}
