using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Sqlite;

namespace Sapphire.Persistence.Tests.Journal;

public sealed class SqliteJournalTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string JournalPath => _folder.File("journal.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_full_queue_refuses_with_a_clear_error_and_loses_nothing_it_took()
    {
        await using SqliteJournal journal = SqliteJournal.Open(new(JournalPath) { MaxQueuedRows = 100, MaxBatchRows = 10 });
        long epoch = await journal.RaiseEpochAsync("a");
        Task[] writes = [.. Enumerable.Range(1, 5000).Select(nr => journal.WriteAsync(Entries.Write("a", epoch, nr)))];
        int taken = 0;
        foreach (Task write in writes)
        {
            try
            {
                await write;
                taken++;
            }
            catch (StorageException e)
            {
                // Behind the first refused one, the rest would leave a gap.
                e.Reason.ShouldBeOneOf(StorageReason.Busy, StorageReason.Conflict);
            }
        }

        taken.ShouldBeInRange(100, 4999);
        StorageException refusal = await Should.ThrowAsync<StorageException>(writes.First(write => write.IsFaulted));
        refusal.Reason.ShouldBe(StorageReason.Busy);
        refusal.Message.ShouldContain("queue is full");
        (await journal.AllAsync("a")).Select(row => row.SequenceNr).ShouldBe(Enumerable.Range(1, taken).Select(nr => (long)nr));
    }

    [Fact]
    public async Task A_failed_commit_does_not_announce_events()
    {
        await using SqliteJournal journal = SqliteJournal.Open(new(JournalPath) { MaxBytes = 200_000 });
        long epoch = await journal.RaiseEpochAsync("a");
        await journal.WriteAsync(Entries.Write("a", epoch, 1));
        await Should.ThrowAsync<StorageException>(journal.WriteAsync(new("a", epoch, [Entries.Entry(2), Entries.Entry(3, Convert.ToHexString(System.Security.Cryptography.RandomNumberGenerator.GetBytes(1_500_000)))])));
        await journal.RaiseEpochAsync("b");
        journal.LastOrdering.ShouldBe(1);
        await journal.WriteAsync(Entries.Write("a", epoch, 2));
        journal.LastOrdering.ShouldBe((await journal.ReadAllAsync(1, 10)).Single().Ordering);
    }

    [Fact]
    public async Task After_closing_calls_fail_with_a_reason_and_what_was_queued_is_stored()
    {
        SqliteJournal journal = SqliteJournal.Open(new(JournalPath));
        long epoch = await journal.RaiseEpochAsync("a");
        Task[] writes = [.. Enumerable.Range(1, 500).Select(nr => journal.WriteAsync(Entries.Write("a", epoch, nr)))];
        await journal.DisposeAsync();
        await Task.WhenAll(writes);
        (await Should.ThrowAsync<StorageException>(journal.WriteAsync(Entries.Write("a", epoch, 501)))).Reason.ShouldBe(StorageReason.Closed);
        (await Should.ThrowAsync<StorageException>(journal.ReadAsync("a", 1, 10, 10))).Reason.ShouldBe(StorageReason.Closed);
        File.Exists(JournalPath + "-wal").ShouldBeFalse();
        await using SqliteJournal reopened = SqliteJournal.Open(new(JournalPath));
        (await reopened.HighestSequenceNrAsync("a")).ShouldBe(500);
    }

    [Fact]
    public async Task The_wal_stays_bounded_while_writers_never_pause()
    {
        await using SqliteJournal journal = SqliteJournal.Open(new(JournalPath) { Synchronous = SqliteSynchronous.Normal, CheckpointBytes = 256 << 10, MaxWalBytes = 1 << 20 });
        string text = new('x', 20_000);
        long largest = 0;
        await Task.WhenAll(Enumerable.Range(0, 4).Select(async writer =>
        {
            string id = $"id-{writer}";
            long epoch = await journal.RaiseEpochAsync(id);
            for (int nr = 1; nr <= 400; nr++)
            {
                await journal.WriteAsync(new(id, epoch, [Entries.Entry(nr, text)]));
                long length = new FileInfo(JournalPath + "-wal").Length;
                InterlockedMax(ref largest, length);
            }
        }));

        // 32 MB were written. Twice the limit makes the writer wait; what it writes before it looks comes on top.
        largest.ShouldBeInRange(1, 6 << 20);
    }

    [Fact]
    public async Task The_wal_starts_over_in_the_space_that_it_has_under_a_writer_that_never_pauses()
    {
        const long Limit = 64 << 20;
        await using SqliteJournal journal = SqliteJournal.Open(new(JournalPath) { Synchronous = SqliteSynchronous.Normal, CheckpointBytes = 128 << 10, MaxWalBytes = Limit });
        long epoch = await journal.RaiseEpochAsync("a");
        string text = new('x', 2_000);
        long before = 0;
        for (int nr = 1; nr <= 2000; nr++)
        {
            await journal.WriteAsync(new("a", epoch, [Entries.Entry(nr, text)]));
            long length = new FileInfo(JournalPath + "-wal").Length;
            length.ShouldBeGreaterThanOrEqualTo(before, "It was truncated: the next syncs note a new length again.");
            before = length;
        }

        // Some 30 MB were written.
        before.ShouldBeLessThan(20 << 20);
    }

    private static void InterlockedMax(ref long target, long value)
    {
        long seen = Volatile.Read(ref target);
        while (value > seen)
        {
            seen = Interlocked.CompareExchange(ref target, value, seen);
        }
    }
}
