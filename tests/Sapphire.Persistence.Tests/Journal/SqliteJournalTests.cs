using System.Collections.Immutable;
using System.Text;
using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Sqlite;

namespace Sapphire.Persistence.Tests.Journal;

public sealed class SqliteJournalTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string JournalPath => _folder.File("journal.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Events_are_read_back_in_order_after_reopening()
    {
        await using (SqliteJournal journal = SqliteJournal.Open(new(JournalPath)))
        {
            long epoch = await journal.RaiseEpochAsync("a");
            await journal.WriteAsync(Entries.Write("a", epoch, 1, 2));
            await journal.WriteAsync(new("a", epoch, [Entries.Entry(3, "", "test.empty.1")]));
        }

        await using SqliteJournal reopened = SqliteJournal.Open(new(JournalPath));
        ImmutableArray<JournalRow> rows = await reopened.AllAsync("a");
        rows.Select(row => row.SequenceNr).ShouldBe([1, 2, 3]);
        Encoding.UTF8.GetString(rows[1].Payload).ShouldBe("""{"n":2}""");
        rows[1].Manifest.ShouldBe("test.event.1");
        rows[1].Timestamp.ShouldBe(Entries.Time);
        rows[2].Manifest.ShouldBe("test.empty.1");
        rows[2].Payload.ShouldBeEmpty();
        (await reopened.HighestSequenceNrAsync("a")).ShouldBe(3);
        (await reopened.HighestSequenceNrAsync("b")).ShouldBe(0);
        reopened.LastOrdering.ShouldBe(3);
    }

    [Fact]
    public async Task The_older_of_two_owners_is_refused_whichever_writes_first()
    {
        await using SqliteJournal first = SqliteJournal.Open(new(JournalPath));
        await using SqliteJournal second = SqliteJournal.Open(new(JournalPath));
        long older = await first.RaiseEpochAsync("a");
        await first.WriteAsync(Entries.Write("a", older, 1));
        long newer = await second.RaiseEpochAsync("a");
        newer.ShouldBeGreaterThan(older);

        // The newer owner has written nothing yet.
        StorageException error = await Should.ThrowAsync<StorageException>(first.WriteAsync(Entries.Write("a", older, 2)));
        error.Reason.ShouldBe(StorageReason.Fenced);
        error.Message.ShouldContain("newer owner");
        await second.WriteAsync(Entries.Write("a", newer, 2));
        (await Should.ThrowAsync<StorageException>(first.WriteAsync(Entries.Write("a", older, 3)))).Reason.ShouldBe(StorageReason.Fenced);
        (await Should.ThrowAsync<StorageException>(first.SaveSnapshotAsync(new("a", 1, "s.1", [1], Entries.Time), older))).Reason.ShouldBe(StorageReason.Fenced);
        (await second.AllAsync("a")).Select(row => row.SequenceNr).ShouldBe([1, 2]);
    }

    [Fact]
    public async Task A_write_without_an_epoch_is_refused()
    {
        await using SqliteJournal journal = SqliteJournal.Open(new(JournalPath));
        (await Should.ThrowAsync<StorageException>(journal.WriteAsync(Entries.Write("a", 1, 1)))).Reason.ShouldBe(StorageReason.Fenced);
    }

    [Fact]
    public async Task A_gap_and_a_duplicate_are_refused_and_store_nothing()
    {
        await using SqliteJournal journal = SqliteJournal.Open(new(JournalPath));
        long epoch = await journal.RaiseEpochAsync("a");
        await journal.WriteAsync(Entries.Write("a", epoch, 1));
        foreach (long[] bad in new long[][] { [1], [3], [2, 2], [2, 4], [0] })
        {
            StorageException error = await Should.ThrowAsync<StorageException>(journal.WriteAsync(Entries.Write("a", epoch, bad)));
            error.Reason.ShouldBe(StorageReason.Conflict);
        }

        (await journal.AllAsync("a")).Select(row => row.SequenceNr).ShouldBe([1]);
    }

    [Fact]
    public async Task In_one_commit_a_bad_write_fails_alone()
    {
        await using SqliteJournal journal = SqliteJournal.Open(new(JournalPath));
        long[] epochs = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => journal.RaiseEpochAsync($"id-{i}")));

        // All are queued while the writer syncs the first, so most share a commit. Every fifth one ends in a duplicate.
        Task[] writes = [.. epochs.Select((epoch, i) => journal.WriteAsync(i % 5 == 0 ? Entries.Write($"id-{i}", epoch, 1, 2, 2) : Entries.Write($"id-{i}", epoch, 1, 2)))];
        for (int i = 0; i < writes.Length; i++)
        {
            if (i % 5 == 0)
            {
                (await Should.ThrowAsync<StorageException>(writes[i])).Reason.ShouldBe(StorageReason.Conflict);
            }
            else
            {
                await writes[i];
            }

            (await journal.HighestSequenceNrAsync($"id-{i}")).ShouldBe(i % 5 == 0 ? 0 : 2);
        }
    }

    [Fact]
    public async Task Writes_queued_behind_a_failed_one_of_the_same_id_leave_no_gap()
    {
        await using SqliteJournal journal = SqliteJournal.Open(new(JournalPath) { MaxPayloadBytes = 100 });
        long epoch = await journal.RaiseEpochAsync("a");
        Task first = journal.WriteAsync(Entries.Write("a", epoch, 1));
        Task tooLarge = journal.WriteAsync(new("a", epoch, [Entries.Entry(2, new string('x', 101))]));
        Task behind = journal.WriteAsync(Entries.Write("a", epoch, 3));
        await first;
        (await Should.ThrowAsync<StorageException>(tooLarge)).Reason.ShouldBe(StorageReason.TooLarge);
        (await Should.ThrowAsync<StorageException>(behind)).Reason.ShouldBe(StorageReason.Conflict);
        (await journal.AllAsync("a")).Length.ShouldBe(1);
    }

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
    public async Task All_events_are_read_in_commit_order_and_a_waiting_reader_is_woken()
    {
        await using SqliteJournal journal = SqliteJournal.Open(new(JournalPath));
        long a = await journal.RaiseEpochAsync("a");
        long b = await journal.RaiseEpochAsync("b");
        Task waiting = journal.WaitForOrderingAfterAsync(0);
        waiting.IsCompleted.ShouldBeFalse();
        await journal.WriteAsync(Entries.Write("a", a, 1, 2));
        await journal.WriteAsync(Entries.Write("b", b, 1));
        await journal.WriteAsync(Entries.Write("a", a, 3));
        await waiting.WaitAsync(TimeSpan.FromSeconds(20));
        ImmutableArray<JournalRow> first = await journal.ReadAllAsync(0, 2);
        ImmutableArray<JournalRow> rest = await journal.ReadAllAsync(first[^1].Ordering, 100);
        first.AddRange(rest).Select(row => (row.PersistenceId, row.SequenceNr)).ShouldBe([("a", 1L), ("a", 2L), ("b", 1L), ("a", 3L)]);
        using CancellationTokenSource cancellation = new();
        Task cancelled = journal.WaitForOrderingAfterAsync(journal.LastOrdering, cancellation.Token);
        await cancellation.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(cancelled);
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
    public async Task Snapshots_are_loaded_and_deleted_by_criteria()
    {
        await using SqliteJournal journal = SqliteJournal.Open(new(JournalPath));
        long epoch = await journal.RaiseEpochAsync("a");
        (await journal.LoadSnapshotAsync("a")).ShouldBeNull();
        foreach (long nr in new long[] { 10, 20, 30 })
        {
            await journal.SaveSnapshotAsync(new("a", nr, "state.1", [(byte)nr], Entries.Time), epoch);
        }

        SnapshotRow newest = (await journal.LoadSnapshotAsync("a")).ShouldNotBeNull();
        newest.SequenceNr.ShouldBe(30);
        newest.Payload.ShouldBe([30]);
        newest.Manifest.ShouldBe("state.1");
        newest.Timestamp.ShouldBe(Entries.Time);
        (await journal.LoadSnapshotAsync("a", 29)).ShouldNotBeNull().SequenceNr.ShouldBe(20);
        (await journal.LoadSnapshotAsync("a", 19)).ShouldNotBeNull().SequenceNr.ShouldBe(10);
        await journal.DeleteSnapshotsAsync("a", epoch, new(25));
        (await journal.LoadSnapshotAsync("a", 29)).ShouldBeNull();
        (await journal.LoadSnapshotAsync("a")).ShouldNotBeNull();
    }

    [Fact]
    public async Task Events_are_found_by_tag_and_deleted_events_keep_their_numbers()
    {
        await using SqliteJournal journal = SqliteJournal.Open(new(JournalPath));
        long epoch = await journal.RaiseEpochAsync("a");
        for (int n = 1; n <= 3; n++)
        {
            await journal.WriteAsync(new("a", epoch, [new(n, "e.1", new byte[5000], Entries.Time) { Tags = n == 2 ? [] : ["red", "blue"] }]));
        }

        ImmutableArray<JournalRow> red = await journal.ReadTagAsync("red", 0, 10);
        red.Select(row => row.SequenceNr).ShouldBe([1, 3]);
        red[0].Tags.ShouldBe(["blue", "red"]);
        red[0].Payload.ShouldBe(new byte[5000]);
        red[0].Epoch.ShouldBe(epoch);
        await journal.DeleteEventsAsync("a", epoch, 3);
        (await journal.ReadAsync("a", 1, 10, 10)).ShouldBeEmpty();
        (await journal.ReadTagAsync("red", 0, 10)).ShouldBeEmpty();
        (await journal.HighestSequenceNrAsync("a")).ShouldBe(3);
        await journal.WriteAsync(Entries.Write("a", epoch, 4));
        (await journal.ReadPersistenceIdsAsync(null, 10)).ShouldBe(["a"]);
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
    public async Task Replay_streams_many_events()
    {
        await using SqliteJournal journal = SqliteJournal.Open(new(JournalPath) { Synchronous = SqliteSynchronous.Normal });
        long epoch = await journal.RaiseEpochAsync("a");
        for (int batch = 0; batch < 25; batch++)
        {
            await journal.WriteAsync(Entries.Write("a", epoch, [.. Enumerable.Range((batch * 1000) + 1, 1000).Select(nr => (long)nr)]));
        }

        long expected = 1;
        await foreach (JournalRow row in journal.ReplayAsync("a"))
        {
            row.SequenceNr.ShouldBe(expected++);
        }

        expected.ShouldBe(25_001);
        (await journal.ReadAsync("a", 100, 200, 1000)).Length.ShouldBe(101);
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
