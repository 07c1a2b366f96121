using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Npgsql;
using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Postgres;
using Sapphire.Persistence.Sqlite;
using Sapphire.Persistence.Tests.Journal;
using Sapphire.Postgres.TestKit;

namespace Sapphire.Persistence.Tests.Postgres;

/// <summary>PostgreSQL's own faults: restarts, a full disk, frozen programs, foreign transactions.</summary>
public sealed class PostgresFaultTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData("fast")]
    [InlineData("immediate")]
    [InlineData("kill")]
    public async Task Through_a_restart_of_the_server_no_acknowledged_event_of_50_writers_is_lost(string how)
    {
        await using PostgresServer server = await PostgresServer.StartAsync();
        await using PostgresJournal journal = PostgresJournal.Open(new(await server.NewDatabaseAsync()) { OutageLimit = TimeSpan.FromSeconds(30) });
        ConcurrentDictionary<string, long> acknowledged = new(StringComparer.Ordinal);
        using CancellationTokenSource stop = new();
        Task[] writers = [.. Enumerable.Range(0, 50).Select(i => Task.Run(() => WriteAsync(journal, $"id-{i}", acknowledged, stop.Token)))];
        for (int round = 0; round < 2; round++)
        {
            await ProgressAsync(acknowledged, writers);
            if (how == "kill")
            {
                await server.KillAsync();
            }
            else
            {
                await server.StopAsync(how == "fast" ? PostgresStop.Fast : PostgresStop.Immediate);
            }

            await server.StartAgainAsync();
        }

        await ProgressAsync(acknowledged, writers);
        await stop.CancelAsync();
        await Task.WhenAll(writers).WaitAsync(Patience);
        acknowledged.Count.ShouldBe(50);
        foreach ((string id, long last) in acknowledged)
        {
            JournalRow[] rows = [.. await journal.AllAsync(id)];
            rows.Select(row => row.SequenceNr).ShouldBe(Enumerable.Range(1, rows.Length).Select(nr => (long)nr));
            rows.Length.ShouldBeGreaterThanOrEqualTo((int)last, id);
            rows.ShouldAllBe(row => Encoding.UTF8.GetString(row.Payload) == $"{id}:{row.SequenceNr}");
        }
    }

    [Fact]
    public async Task On_a_full_disk_writes_fail_clearly_and_work_again_when_space_is_back()
    {
        using TmpfsFolder? disk = TmpfsFolder.TryMount(32 * 1024);
        if (disk is null)
        {
            // Only root may mount one; what a quota would say is the same code.
            PostgresErrors.Translate(new PostgresException("no space", "ERROR", "ERROR", "53100"), "the test").Reason.ShouldBe(StorageReason.Full);
            return;
        }

        // A server of its own: any backend may have to write a page of the full disk, on behalf of another database.
        await using PostgresServer server = await PostgresServer.StartAsync();
        string folder = disk.File("space");
        Directory.CreateDirectory(folder);
        await PostgresServer.GiveAsync(folder);
        await server.ExecuteAsync("postgres", $"CREATE TABLESPACE small LOCATION '{folder}'");
        await server.ExecuteAsync("postgres", "CREATE DATABASE small TABLESPACE small");
        await using PostgresJournal journal = PostgresJournal.Open(new(server.ConnectionString("small")));
        long epoch = await journal.RaiseEpochAsync("a");
        long other = await journal.RaiseEpochAsync("b");
        string ballast = disk.File("ballast");
        await File.WriteAllBytesAsync(ballast, new byte[8 << 20]);
        byte[] large = new byte[200_000];
        Random.Shared.NextBytes(large);
        long stored = 0;
        StorageException error = await Should.ThrowAsync<StorageException>(async () =>
        {
            while (stored < 1000)
            {
                await journal.WriteAsync(new("a", epoch, [new(stored + 1, "test.large.1", large, Entries.Time)]));
                stored++;
            }
        });
        error.Reason.ShouldBe(StorageReason.Full);
        error.Message.ShouldContain("Free some space");
        (await journal.HighestSequenceNrAsync("a")).ShouldBe(stored);
        File.Delete(ballast);
        await journal.WriteAsync(new("a", epoch, [new(stored + 1, "test.large.1", large, Entries.Time)]));
        await journal.WriteAsync(Entries.Write("b", other, 1));
        (await journal.AllAsync("a")).Select(row => row.SequenceNr).ShouldBe(Enumerable.Range(1, (int)stored + 1).Select(nr => (long)nr));
    }

    [Fact]
    public async Task A_frozen_program_stops_nobody_for_ever_and_is_refused_when_it_wakes()
    {
        string database = await (await PostgresServer.SharedAsync()).NewDatabaseAsync();
        await using PostgresJournal journal = PostgresJournal.Open(new(database) { IdleLockLimit = TimeSpan.FromSeconds(1) });
        long other = await journal.RaiseEpochAsync("other");
        for (int round = 0; round < 8; round++)
        {
            using Process process = FrozenWriter.Start(database);
            try
            {
                // Anywhere in a write: no two rounds stop at the same place.
                for (int line = 0; line < 10 + (round * 3); line++)
                {
                    (await process.StandardOutput.ReadLineAsync().WaitAsync(Patience)).ShouldNotBeNull();
                }

                Thread.SpinWait(round * 20_000);
                await SignalAsync("-STOP", process);
                await journal.WriteAsync(Entries.Write("other", other, round + 1)).WaitAsync(Patience);
                long epoch = await journal.RaiseEpochAsync(FrozenWriter.Id).WaitAsync(Patience);
                long next = await journal.HighestSequenceNrAsync(FrozenWriter.Id) + 1;
                await journal.WriteAsync(Entries.Write(FrozenWriter.Id, epoch, next)).WaitAsync(Patience);
                await SignalAsync("-CONT", process);
                string rest = await process.StandardOutput.ReadToEndAsync().WaitAsync(Patience);
                rest.TrimEnd().Split('\n')[^1].ShouldBe(nameof(StorageReason.Fenced));

                // What it wrote before it was frozen stands, and nothing behind the newer owner.
                (await journal.AllAsync(FrozenWriter.Id))[^1].Epoch.ShouldBe(epoch);
                (await journal.HighestSequenceNrAsync(FrozenWriter.Id)).ShouldBe(next);
            }
            finally
            {
                process.Kill();
            }
        }
    }

    [Fact]
    public async Task Who_holds_the_lock_and_does_nothing_is_ended()
    {
        string database = await (await PostgresServer.SharedAsync()).NewDatabaseAsync();
        await using PostgresJournal journal = PostgresJournal.Open(new(database) { IdleLockLimit = TimeSpan.FromSeconds(1) });
        long epoch = await journal.RaiseEpochAsync("a");
        await using NpgsqlConnection holder = await PostgresOutcomeTests.LockAsync(database);
        await journal.WriteAsync(Entries.Write("a", epoch, 1)).WaitAsync(Patience);
        await using NpgsqlCommand command = new("COMMIT", holder);
        await Should.ThrowAsync<NpgsqlException>(() => command.ExecuteNonQueryAsync());
    }

    [Fact]
    public async Task Transactions_of_others_that_commit_late_or_never_hide_no_event_from_a_follower()
    {
        string database = await (await PostgresServer.SharedAsync()).NewDatabaseAsync();
        PostgresJournal[] journals = [.. Enumerable.Range(0, 3).Select(_ => PostgresJournal.Open(new(database)))];
        try
        {
            using CancellationTokenSource stop = new();
            Task<List<(long Ordering, string Id, long Number)>>[] followers = [.. journals.Select(journal => FollowAsync(journal, stop.Token))];
            Task foreign = Task.Run(() => InsertAsOthersAsync(database, 40));
            await Task.WhenAll(Enumerable.Range(0, 50).Select(writer => Task.Run(async () =>
            {
                PostgresJournal journal = journals[writer % 3];
                long epoch = await journal.RaiseEpochAsync($"id-{writer}");
                for (int nr = 1; nr <= 20; nr++)
                {
                    await journal.WriteAsync(Entries.Write($"id-{writer}", epoch, nr));
                }
            }))).WaitAsync(Patience);
            await foreign.WaitAsync(Patience);
            long last = await journals[0].WriteAsync(Entries.Write("end", await journals[0].RaiseEpochAsync("end"), 1));
            List<(long Ordering, string Id, long Number)> expected = [];
            while (await journals[0].ReadAllAsync(expected.LastOrDefault().Ordering, 1000) is { IsEmpty: false } page)
            {
                expected.AddRange(page.Select(row => (row.Ordering, row.PersistenceId, row.SequenceNr)));
            }

            expected.Count(row => row.Id.StartsWith("foreign", StringComparison.Ordinal)).ShouldBe(20);
            expected.Count.ShouldBe(1000 + 20 + 1);

            // Rolled back: their numbers are nobody's.
            last.ShouldBeGreaterThan(expected.Count);
            foreach (Task<List<(long Ordering, string Id, long Number)>> follower in followers)
            {
                (await follower.WaitAsync(Patience)).ShouldBe(expected);
            }
        }
        finally
        {
            foreach (PostgresJournal journal in journals)
            {
                await journal.DisposeAsync();
            }
        }
    }

    private static async Task<List<(long Ordering, string Id, long Number)>> FollowAsync(PostgresJournal journal, CancellationToken stop)
    {
        List<(long Ordering, string Id, long Number)> seen = [];
        while (seen.Count == 0 || seen[^1].Id != "end")
        {
            long after = seen.LastOrDefault().Ordering;
            await journal.WaitForOrderingAfterAsync(after, stop);
            seen.AddRange((await journal.ReadAllAsync(after, 50, stop)).Select(row => (row.Ordering, row.PersistenceId, row.SequenceNr)));
        }

        return seen;
    }

    // By hand, as a person would in psql; every other one is rolled back.
    private static async Task InsertAsOthersAsync(string database, int count)
    {
        await using NpgsqlConnection connection = new(database + ";Pooling=false");
        await connection.OpenAsync();
        for (int i = 1; i <= count; i++)
        {
            await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync();
            await using NpgsqlCommand insert = new(
                "INSERT INTO sapphire.journal (created, persistence_id, sequence_number, message, manifest, writer_uuid) VALUES (0, $1, 1, '{}', 'test.event.1', 'hand')", connection)
            {
                Parameters = { new() { Value = string.Create(CultureInfo.InvariantCulture, $"foreign-{i}") } },
            };
            await insert.ExecuteNonQueryAsync();
            await using NpgsqlCommand dawdle = new("SELECT pg_sleep(0.01)", connection);
            await dawdle.ExecuteNonQueryAsync();
            if (i % 2 == 0)
            {
                await transaction.CommitAsync();
            }
            else
            {
                await transaction.RollbackAsync();
            }
        }
    }

    // An actor that fails starts again: a new epoch, and on from what is stored.
    private static async Task WriteAsync(PostgresJournal journal, string id, ConcurrentDictionary<string, long> acknowledged, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                long epoch = await journal.RaiseEpochAsync(id);
                long number = await journal.HighestSequenceNrAsync(id, stop);
                while (!stop.IsCancellationRequested)
                {
                    await journal.WriteAsync(new(id, epoch, [Entries.Entry(number + 1, $"{id}:{number + 1}")]));
                    acknowledged[id] = ++number;
                }
            }
            catch (StorageException e) when (e.Reason is StorageReason.Io or StorageReason.Busy)
            {
                await Task.Yield();
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    // Until each of them has stored ten more.
    private static async Task ProgressAsync(ConcurrentDictionary<string, long> acknowledged, Task[] writers)
    {
        Dictionary<string, long> before = new(acknowledged, StringComparer.Ordinal);
        await Poll.UntilAsync(
            () => Task.FromResult(writers.Any(writer => writer.IsFaulted)
                || Enumerable.Range(0, 50).All(i => acknowledged.GetValueOrDefault($"id-{i}") >= before.GetValueOrDefault($"id-{i}") + 10)),
            "every writer goes on");
        foreach (Task writer in writers.Where(writer => writer.IsFaulted))
        {
            await writer;
        }
    }

    private static async Task SignalAsync(string signal, Process process)
    {
        using Process kill = Process.Start("kill", [signal, process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
        kill.ExitCode.ShouldBe(0);
    }
}
