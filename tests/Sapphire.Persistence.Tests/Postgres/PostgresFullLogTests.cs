using System.Collections.Immutable;
using Sapphire.Persistence.Postgres;
using Sapphire.Persistence.Sqlite;
using Sapphire.Persistence.Tests.Journal;
using Sapphire.Postgres.TestKit;

namespace Sapphire.Persistence.Tests.Postgres;

/// <summary>The disk of PostgreSQL's write-ahead log is full: the server cannot go on without it, and panics.</summary>
public sealed class PostgresFullLogTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task When_the_server_panics_for_a_full_log_disk_nothing_acknowledged_is_lost_and_writing_goes_on_with_space_and_a_restart()
    {
        using TmpfsFolder? disk = TmpfsFolder.TryMount(96 * 1024);
        Assert.SkipWhen(disk is null, "Only root may mount a small disk.");

        // It would try to start again by itself, and end when there is still no space: at once is simpler.
        ImmutableDictionary<string, string> settings = ImmutableDictionary<string, string>.Empty
            .SetItem("min_wal_size", "32MB").SetItem("max_wal_size", "32MB").SetItem("restart_after_crash", "off");
        await using PostgresServer server = await PostgresServer.StartAsync(new() { Settings = settings });
        await server.StopAsync();
        await server.MoveLogAsync(disk.Path);
        await server.StartAgainAsync();
        await using PostgresJournal journal = PostgresJournal.Open(new(await server.NewDatabaseAsync()) { OutageLimit = TimeSpan.FromSeconds(2) });
        long epoch = await journal.RaiseEpochAsync("a");
        byte[] large = new byte[200_000];
        new Random(1).NextBytes(large);
        string ballast = disk.File("ballast");
        Fill(ballast);
        long stored = 0;
        StorageException error = await Should.ThrowAsync<StorageException>(async () =>
        {
            while (stored < 1000)
            {
                await journal.WriteAsync(new("a", epoch, [new(stored + 1, "test.large.1", large, Entries.Time)])).WaitAsync(Patience);
                stored++;
            }
        });
        error.Reason.ShouldBeOneOf(StorageReason.Io, StorageReason.Full);
        server.Log.ShouldContain("PANIC");
        server.Log.ShouldContain("No space left on device");

        // Meanwhile it fails, and does not hang.
        await Should.ThrowAsync<StorageException>(journal.RaiseEpochAsync("b").WaitAsync(Patience));

        File.Delete(ballast);
        await Poll.UntilAsync(() => Task.FromResult(server.ProcessId is null), "the server ends");
        await server.StartAgainAsync();
        long next = 0;
        await Poll.UntilAsync(
            async () =>
            {
                try
                {
                    next = await journal.RaiseEpochAsync("a").WaitAsync(Patience);
                    return true;
                }
                catch (StorageException e) when (e.Reason is StorageReason.Io or StorageReason.Busy or StorageReason.Full)
                {
                    return false;
                }
            },
            "the server is found again");

        // The one whose outcome was not known may be there.
        long highest = await journal.HighestSequenceNrAsync("a");
        highest.ShouldBeInRange(stored, stored + 1);
        await journal.WriteAsync(new("a", next, [new(highest + 1, "test.large.1", large, Entries.Time)]));
        (await journal.AllAsync("a")).Select(row => row.SequenceNr).ShouldBe(Enumerable.Range(1, (int)highest + 1).Select(nr => (long)nr));
        (await journal.AllAsync("a")).ShouldAllBe(row => row.Payload.SequenceEqual(large));
    }

    private static void Fill(string path)
    {
        using FileStream file = File.Create(path);
        byte[] block = new byte[1 << 20];
        try
        {
            while (true)
            {
                file.Write(block);
                file.Flush();
            }
        }
        catch (IOException)
        {
            // It is full.
        }
    }
}
