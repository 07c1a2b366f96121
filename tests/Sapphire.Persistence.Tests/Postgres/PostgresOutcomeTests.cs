using System.Collections.Immutable;
using Npgsql;
using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Postgres;
using Sapphire.Persistence.Sqlite;
using Sapphire.Persistence.Tests.Journal;
using Sapphire.Postgres.TestKit;

namespace Sapphire.Persistence.Tests.Postgres;

/// <summary>The connection is cut while a commit is under way: what came of it is found out, and told right.</summary>
public sealed class PostgresOutcomeTests
{
    private const string Marker = "the-one-that-is-cut";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(CutPoint.BeforeTheServer)]
    [InlineData(CutPoint.AfterTheAnswer)]
    [InlineData(CutPoint.AfterSending)]
    public async Task A_write_whose_connection_is_cut_is_stored_once(CutPoint point)
    {
        PostgresServer server = await PostgresServer.SharedAsync();
        string database = await server.NewDatabaseAsync();
        await using CuttingProxy proxy = new(server.Port);
        await using PostgresJournal journal = PostgresJournal.Open(new(proxy.Through(database)));
        long epoch = await journal.RaiseEpochAsync("a");
        long other = await journal.RaiseEpochAsync("b");
        await journal.WriteAsync(Entries.Write("a", epoch, 1));
        Task cut = proxy.CutAt(Marker, point);
        Task<long>[] writes =
        [
            journal.WriteAsync(new("a", epoch, [Entries.Entry(2, Marker), Entries.Entry(3) with { Tags = ["red"] }])),
            journal.WriteAsync(new("a", epoch, [Entries.Entry(4)])),
            journal.WriteAsync(new("b", other, [Entries.Entry(1)])),
        ];
        long[] orderings = await Task.WhenAll(writes).WaitAsync(Patience);
        await cut.WaitAsync(Patience);
        ImmutableArray<JournalRow> all = await journal.ReadAllAsync(0, 100);
        all.Select(row => (row.PersistenceId, row.SequenceNr)).Order().ShouldBe([("a", 1L), ("a", 2L), ("a", 3L), ("a", 4L), ("b", 1L)]);
        orderings.ShouldBe([.. new[] { ("a", 3L), ("a", 4L), ("b", 1L) }.Select(key => all.Single(row => (row.PersistenceId, row.SequenceNr) == key).Ordering)]);
        (await journal.ReadTagAsync("red", 0, 10)).Length.ShouldBe(1);
        await journal.WriteAsync(Entries.Write("a", epoch, 5));
    }

    [Fact]
    public async Task What_the_old_connection_still_has_under_way_is_not_stored_behind_our_back()
    {
        PostgresServer server = await PostgresServer.SharedAsync();
        string database = await server.NewDatabaseAsync();
        await using CuttingProxy proxy = new(server.Port);
        await using PostgresJournal journal = PostgresJournal.Open(new(proxy.Through(database)) { IdleLockLimit = TimeSpan.FromSeconds(60) });
        long epoch = await journal.RaiseEpochAsync("a");
        for (int round = 0; round < 5; round++)
        {
            // The server has the write, which waits for the lock; the connection is cut, and a new one asks what came of it.
            await using NpgsqlConnection holder = await LockAsync(database);
            Task cut = proxy.CutAt(Marker + round, CutPoint.AfterSending);
            Task<long> write = journal.WriteAsync(new("a", epoch, [Entries.Entry(round + 1, Marker + round)]));
            await cut.WaitAsync(Patience);
            await Poll.UntilAsync(async () => await CountAsync(database, "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted") >= 2, "old and new connection wait for the lock");
            await holder.CloseAsync();
            long ordering = await write.WaitAsync(Patience);
            JournalRow row = (await journal.ReadAsync("a", round + 1, round + 1, 10)).Single();
            row.Ordering.ShouldBe(ordering);
        }

        (await journal.AllAsync("a")).Select(row => row.SequenceNr).ShouldBe([1, 2, 3, 4, 5]);
    }

    [Theory]
    [InlineData(CutPoint.BeforeTheServer)]
    [InlineData(CutPoint.AfterTheAnswer)]
    public async Task Snapshots_epochs_and_deletions_are_done_again(CutPoint point)
    {
        PostgresServer server = await PostgresServer.SharedAsync();
        await using CuttingProxy proxy = new(server.Port);
        await using PostgresJournal journal = PostgresJournal.Open(new(proxy.Through(await server.NewDatabaseAsync())));
        long epoch = await journal.RaiseEpochAsync("a");
        await journal.WriteAsync(Entries.Write("a", epoch, 1, 2));
        Task cut = proxy.CutAt(Marker, point);
        await journal.SaveSnapshotAsync(new("a", 1, Marker, [1], Entries.Time), epoch).WaitAsync(Patience);
        await cut.WaitAsync(Patience);
        (await journal.LoadSnapshotAsync("a")).ShouldNotBeNull().Manifest.ShouldBe(Marker);
        string id = Marker + "-id";
        cut = proxy.CutAt(id, point);
        long raised = await journal.RaiseEpochAsync(id).WaitAsync(Patience);
        await cut.WaitAsync(Patience);
        await journal.WriteAsync(Entries.Write(id, raised, 1, 2));
        cut = proxy.CutAt(id, point);
        await journal.DeleteEventsAsync(id, raised, 1).WaitAsync(Patience);
        await cut.WaitAsync(Patience);
        (await journal.AllAsync(id)).Select(row => row.SequenceNr).ShouldBe([2]);
    }

    [Fact]
    public async Task When_the_server_stays_away_the_write_fails_and_later_ones_at_once_until_it_is_back()
    {
        await using PostgresServer server = await PostgresServer.StartAsync();
        await using PostgresJournal journal = PostgresJournal.Open(new(await server.NewDatabaseAsync()) { OutageLimit = TimeSpan.FromSeconds(1) });
        long epoch = await journal.RaiseEpochAsync("a");
        await journal.WriteAsync(Entries.Write("a", epoch, 1));
        long[] others = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => journal.RaiseEpochAsync($"id-{i}")));
        await server.StopAsync(PostgresStop.Immediate);
        Task<long> first = journal.WriteAsync(Entries.Write("a", epoch, 2));
        Task<long>[] behind = [.. others.Select((one, i) => journal.WriteAsync(Entries.Write($"id-{i}", one, 1)))];
        StorageException error = await Should.ThrowAsync<StorageException>(() => first.WaitAsync(Patience));
        error.Reason.ShouldBe(StorageReason.Io);
        error.Message.ShouldContain("recover the id");
        foreach (Task<long> write in behind)
        {
            (await Should.ThrowAsync<StorageException>(() => write.WaitAsync(Patience))).Reason.ShouldBe(StorageReason.Io, "each of those that shared its fate is told");
        }

        long start = TimeProvider.System.GetTimestamp();
        for (int i = 0; i < 20; i++)
        {
            (await Should.ThrowAsync<StorageException>(() => journal.WriteAsync(Entries.Write("a", epoch, 2)).WaitAsync(Patience))).Reason.ShouldBe(StorageReason.Io);
        }

        TimeProvider.System.GetElapsedTime(start).ShouldBeLessThan(TimeSpan.FromSeconds(10));
        (await Should.ThrowAsync<StorageException>(() => journal.AllAsync("a").WaitAsync(Patience))).Reason.ShouldBe(StorageReason.Io);
        await server.StartAgainAsync();
        await Poll.UntilAsync(
            async () =>
            {
                try
                {
                    epoch = await journal.RaiseEpochAsync("a");
                    return true;
                }
                catch (StorageException)
                {
                    return false;
                }
            },
            "the journal works again by itself");
        (await journal.ReadAllAsync(0, 100)).ShouldAllBe(row => row.PersistenceId == "a");
        long next = await journal.HighestSequenceNrAsync("a") + 1;
        await journal.WriteAsync(Entries.Write("a", epoch, next));
        await Task.WhenAll(others.Select((one, i) => journal.WriteAsync(Entries.Write($"id-{i}", one, 1))));
        (await journal.AllAsync("a")).Select(row => row.SequenceNr).ShouldBe(Enumerable.Range(1, (int)next).Select(nr => (long)nr));
    }

    internal static async Task<NpgsqlConnection> LockAsync(string database)
    {
        NpgsqlConnection connection = new(database + ";Pooling=false");
        await connection.OpenAsync();
        await using NpgsqlCommand command = new("BEGIN; SELECT pg_advisory_xact_lock(1398894666, hashtext('sapphire'))", connection);
        await command.ExecuteNonQueryAsync();
        return connection;
    }

    internal static async Task<long> CountAsync(string database, string sql)
    {
        await using NpgsqlConnection connection = new(database + ";Pooling=false");
        await connection.OpenAsync();
#pragma warning disable CA2100 // Constants only.
        await using NpgsqlCommand command = new(sql, connection);
#pragma warning restore CA2100
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
