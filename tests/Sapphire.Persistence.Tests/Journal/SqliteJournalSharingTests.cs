using Microsoft.Data.Sqlite;
using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Sqlite;

namespace Sapphire.Persistence.Tests.Journal;

/// <summary>One file, several openers: older forms of it, readers beside a running program, locks, long readers.</summary>
public sealed class SqliteJournalSharingTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly TemporaryFolder _folder = new();

    private string JournalPath => _folder.File("journal.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_older_file_is_refused_for_reading_and_brought_up_to_date_for_writing()
    {
        using (SqliteConnection first = SqliteFile.Open(new(JournalPath) { ApplicationId = JournalSchema.ApplicationId, Migrations = [JournalSchema.Migrations[0]] }))
        {
            SqliteFile.Execute(first.Handle!, "INSERT INTO journal (created, persistence_id, sequence_number, message, manifest, writer_uuid) VALUES (0, 'a', 1, x'7b7d', 'test.event.1', 'w')", JournalPath);
            SqliteFile.Execute(first.Handle!, "INSERT INTO epochs VALUES ('a', 3)", JournalPath);
        }

        StorageException refused = Should.Throw<StorageException>(() => SqliteJournal.OpenReadOnly(new(JournalPath)));
        refused.Reason.ShouldBe(StorageReason.OlderVersion);
        refused.Message.ShouldContain("schema version 1");
        refused.Message.ShouldContain("Start Sapphire");
        await using (SqliteJournal journal = SqliteJournal.Open(new(JournalPath)))
        {
            (await journal.AllAsync("a")).Select(row => (row.SequenceNr, row.Epoch)).ShouldBe([(1L, 0L)]);
            (await journal.RaiseEpochAsync("a")).ShouldBe(4);
            await journal.WriteAsync(Entries.Write("a", 4, 2));
            (await journal.CheckIntegrityAsync()).ShouldBeEmpty();
        }

        await using SqliteJournal now = SqliteJournal.OpenReadOnly(new(JournalPath));
        (await now.AllAsync("a")).Length.ShouldBe(2);
    }

    [Fact]
    public async Task No_file_and_another_kind_of_file_are_refused_for_reading_and_nothing_is_made()
    {
        StorageException missing = Should.Throw<StorageException>(() => SqliteJournal.OpenReadOnly(new(JournalPath)));
        missing.Reason.ShouldBe(StorageReason.Io);
        missing.Message.ShouldContain(JournalPath);
        Directory.GetFiles(_folder.Path).ShouldBeEmpty();
        await File.WriteAllBytesAsync(JournalPath, []);
        Should.Throw<StorageException>(() => SqliteJournal.OpenReadOnly(new(JournalPath))).Reason.ShouldBe(StorageReason.OlderVersion);
        (await File.ReadAllBytesAsync(JournalPath)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_reading_journal_sees_what_a_running_one_commits_and_writes_nothing()
    {
        await using SqliteJournal running = SqliteJournal.Open(new(JournalPath));
        long epoch = await running.RaiseEpochAsync("a");
        await running.WriteAsync(Entries.Write("a", epoch, 1));
        await using SqliteJournal reading = SqliteJournal.OpenReadOnly(new(JournalPath));
        reading.LastOrdering.ShouldBe(running.LastOrdering);
        reading.Description.ShouldStartWith("SQLite 3.");
        reading.Description.ShouldContain(JournalPath);
        Task next = reading.WaitForOrderingAfterAsync(reading.LastOrdering);
        await running.WriteAsync(Entries.Write("a", epoch, 2));
        await next.WaitAsync(Patience);
        (await reading.AllAsync("a")).Length.ShouldBe(2);
        (await reading.CheckIntegrityAsync()).ShouldBeEmpty();
        Func<Task>[] writes =
        [
            () => reading.RaiseEpochAsync("a"),
            () => reading.WriteAsync(Entries.Write("a", epoch, 3)),
            () => reading.DeleteEventsAsync("a", epoch, 3),
            () => reading.SaveSnapshotAsync(new("a", 1, "s.1", [1], Entries.Time), epoch),
            () => reading.DeleteSnapshotsAsync("a", epoch, SnapshotSelectionCriteria.Latest),
        ];
        foreach (Func<Task> write in writes)
        {
            (await Should.ThrowAsync<StorageException>(write)).Reason.ShouldBe(StorageReason.ReadOnly);
        }
    }

    [Fact]
    public async Task A_damaged_index_and_a_row_without_its_owner_are_reported()
    {
        await using SqliteJournal journal = SqliteJournal.Open(new(JournalPath));
        long epoch = await journal.RaiseEpochAsync("a");
        await journal.WriteAsync(new("a", epoch, [Entries.Entry(1) with { Tags = ["red"] }, Entries.Entry(2)]));
        using (SqliteConnection other = new($"Data Source={JournalPath};Pooling=False;Foreign Keys=False"))
        {
            other.Open();
            SqliteFile.Execute(other.Handle!, "DELETE FROM journal WHERE sequence_number = 1", JournalPath);
        }

        (await journal.CheckIntegrityAsync()).Single().ShouldContain("of tags refers to a row of journal");
        using CancellationTokenSource cancelled = new();
        await cancelled.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => journal.CheckIntegrityAsync(cancelled.Token));
    }

    [Fact]
    public async Task All_of_a_batch_are_told_when_its_transaction_fails_and_none_is_stored()
    {
        await using SqliteJournal journal = SqliteJournal.Open(new(JournalPath) { BusyTimeout = TimeSpan.FromMilliseconds(50) });
        long[] epochs = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => journal.RaiseEpochAsync($"id-{i}")));
        using (SqliteConnection other = SqliteFile.Open(new(JournalPath)))
        {
            SqliteFile.Execute(other.Handle!, "BEGIN IMMEDIATE", JournalPath);
            Task[] writes = [.. epochs.Select((epoch, i) => journal.WriteAsync(Entries.Write($"id-{i}", epoch, 1)))];
            foreach (Task write in writes)
            {
                (await Should.ThrowAsync<StorageException>(() => write.WaitAsync(Patience))).Reason.ShouldBe(StorageReason.Busy);
            }

            SqliteFile.Execute(other.Handle!, "ROLLBACK", JournalPath);
        }

        (await journal.ReadAllAsync(0, 100)).ShouldBeEmpty();
        journal.LastOrdering.ShouldBe(0);
        await Task.WhenAll(epochs.Select((epoch, i) => journal.WriteAsync(Entries.Write($"id-{i}", epoch, 1))));
        (await journal.ReadAllAsync(0, 100)).Length.ShouldBe(20);
    }

    [Fact]
    public async Task Under_a_long_reader_writes_go_on_and_the_wal_shrinks_when_it_ends()
    {
        const long Limit = 1 << 20;
        await using SqliteJournal journal = SqliteJournal.Open(new(JournalPath) { Synchronous = SqliteSynchronous.Normal, CheckpointBytes = 256 << 10, MaxWalBytes = Limit });
        long epoch = await journal.RaiseEpochAsync("a");
        await journal.WriteAsync(Entries.Write("a", epoch, 1));
        string text = Convert.ToHexString(System.Security.Cryptography.RandomNumberGenerator.GetBytes(20_000));
        long nr = 1;
        using (SqliteConnection reader = SqliteFile.Open(new(JournalPath) { ReadOnly = true }))
        {
            SqliteFile.Execute(reader.Handle!, "BEGIN; SELECT count(*) FROM journal", JournalPath);
            while (WalBytes() < 6 * Limit)
            {
                await journal.WriteAsync(new("a", epoch, [Entries.Entry(++nr, text)])).WaitAsync(Patience);
                nr.ShouldBeLessThan(5000);
            }

            SqliteFile.Execute(reader.Handle!, "COMMIT", JournalPath);
        }

        // No further write is needed for it.
        long deadline = Environment.TickCount64 + (long)Patience.TotalMilliseconds;
        while (WalBytes() > Limit)
        {
            Environment.TickCount64.ShouldBeLessThan(deadline, $"the WAL still has {WalBytes()} bytes");
            await Task.Yield();
        }

        (await journal.HighestSequenceNrAsync("a")).ShouldBe(nr);
    }

    private long WalBytes() => new FileInfo(JournalPath + "-wal") is { Exists: true } wal ? wal.Length : 0;
}
