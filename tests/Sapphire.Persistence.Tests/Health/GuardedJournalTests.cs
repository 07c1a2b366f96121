using System.Collections.Immutable;
using Microsoft.Data.Sqlite;
using Sapphire.Persistence.Health;
using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Sqlite;
using Sapphire.Persistence.Tests.Journal;

namespace Sapphire.Persistence.Tests.Health;

/// <summary>The journal behind its breakers, on a real file that really fails.</summary>
public sealed class GuardedJournalTests : IDisposable
{
    private static readonly string Large = new('x', 20_000);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly TemporaryFolder _folder = new();

    private string JournalPath => _folder.File("journal.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task On_a_full_disk_it_refuses_at_once_reads_and_recovers_by_itself_though_nobody_writes()
    {
        using TmpfsFolder? disk = TmpfsFolder.TryMount(4096);
        if (disk is null)
        {
            // Not root: a lock stands in for the disk.
            await While_another_program_holds_the_file_it_refuses_at_once_and_recovers_by_itself();
            return;
        }

        string path = disk.File("journal.db");
        string ballast = disk.File("ballast");
        await using GuardedJournal journal = Guard(new(path), new() { Journal = Quick(5), Probe = DiskProbe.For(path) });
        List<StorageProblem?> seen = [];
        journal.Health.Changed += seen.Add;
        long epoch = await journal.RaiseEpochAsync("a");
        await File.WriteAllBytesAsync(ballast, new byte[2 << 20]);
        (long stored, StorageException full) = await WriteUntilAsync(journal, epoch, 0, StorageReason.Full);
        journal.Health.Problem.ShouldNotBeNull().Reason.ShouldBe(StorageReason.Full);
        journal.Health.Problem.Message.ShouldBe(full.Message);
        journal.Health.Problem.CanRead.ShouldBeTrue();

        (stored, StorageException open) = await WriteUntilAsync(journal, epoch, stored, StorageReason.Unavailable);
        open.Message.ShouldStartWith(full.Message);
        open.Message.ShouldContain("tried");
        open.InnerException.ShouldBeOfType<StorageException>().Reason.ShouldBe(StorageReason.Full);
        (await journal.AllAsync("a")).Length.ShouldBe((int)stored);
        journal.ReadBreaker.IsClosed.ShouldBeTrue();

        // Tries that fail, and no user's write among them.
        await UntilAsync(() => journal.WriteBreaker.IsHalfOpen || journal.WriteBreaker.IsOpen);
        File.Delete(ballast);
        await UntilAsync(() => journal.Health.Problem is null);
        journal.WriteBreaker.IsClosed.ShouldBeTrue();
        await journal.WriteAsync(new("a", epoch, [new(stored + 1, "test.event.1", Noise(), Entries.Time)]));
        seen[^1].ShouldBeNull();
        seen.OfType<StorageProblem>().ShouldAllBe(problem => problem.Reason == StorageReason.Full && problem.Since == seen[0]!.Since);
        (await journal.HighestSequenceNrAsync(GuardedJournal.ProbeId)).ShouldBe(0);
        (await journal.ReadAllAsync(0, 1000)).Select(row => row.PersistenceId).Distinct().ShouldBe(["a"]);
    }

    [Fact]
    public async Task While_another_program_holds_the_file_it_refuses_at_once_and_recovers_by_itself()
    {
        await using GuardedJournal journal = Guard(new(JournalPath) { BusyTimeout = TimeSpan.FromMilliseconds(20) }, new() { Journal = Quick(2) });
        long epoch = await journal.RaiseEpochAsync("a");
        await journal.WriteAsync(Entries.Write("a", epoch, 1));
        using (SqliteConnection other = Lock())
        {
            (await Should.ThrowAsync<StorageException>(journal.WriteAsync(Entries.Write("a", epoch, 2)))).Reason.ShouldBe(StorageReason.Busy);
            (_, StorageException open) = await WriteUntilAsync(journal, epoch, 1, StorageReason.Unavailable);
            open.Message.ShouldContain("Another program holds");
            (await journal.AllAsync("a")).Length.ShouldBe(1);
        }

        await UntilAsync(() => journal.Health.Problem is null);
        await journal.WriteAsync(Entries.Write("a", epoch, 2));
    }

    [Fact]
    public async Task A_few_failures_are_told_as_they_are_and_the_probe_sees_that_they_are_over()
    {
        await using GuardedJournal journal = Guard(new(JournalPath) { BusyTimeout = TimeSpan.FromMilliseconds(20) }, new() { Journal = Quick(1000) });
        long epoch = await journal.RaiseEpochAsync("a");
        using (SqliteConnection other = Lock())
        {
            for (int i = 0; i < 3; i++)
            {
                (await Should.ThrowAsync<StorageException>(journal.WriteAsync(Entries.Write("a", epoch, 1)))).Reason.ShouldBe(StorageReason.Busy);
            }

            journal.Health.Problem.ShouldNotBeNull();
            journal.WriteBreaker.IsClosed.ShouldBeTrue();
        }

        await UntilAsync(() => journal.Health.Problem is null);
        journal.WriteBreaker.CurrentFailureCount.ShouldBe(0);
    }

    [Fact]
    public async Task The_callers_own_faults_and_one_damaged_row_do_not_open_it()
    {
        await using GuardedJournal journal = Guard(new(JournalPath) { MaxPayloadBytes = 1000 }, new() { Journal = Quick(2) });
        long old = await journal.RaiseEpochAsync("a");
        long epoch = await journal.RaiseEpochAsync("a");
        await journal.WriteAsync(Entries.Write("a", epoch, 1));
        using (SqliteConnection other = SqliteFile.Open(new(JournalPath)))
        {
            SqliteFile.Execute(other.Handle!, "UPDATE journal SET message = x'7b20' WHERE persistence_id = 'a'", JournalPath);
        }

        for (int i = 0; i < 5; i++)
        {
            (await Should.ThrowAsync<StorageException>(journal.WriteAsync(Entries.Write("a", old, 2)))).Reason.ShouldBe(StorageReason.Fenced);
            (await Should.ThrowAsync<StorageException>(journal.WriteAsync(Entries.Write("a", epoch, 7)))).Reason.ShouldBe(StorageReason.Conflict);
            (await Should.ThrowAsync<StorageException>(journal.WriteAsync(new("a", epoch, [Entries.Entry(2, Large)])))).Reason.ShouldBe(StorageReason.TooLarge);
            StorageException damaged = await Should.ThrowAsync<StorageException>(journal.AllAsync("a"));
            damaged.Reason.ShouldBe(StorageReason.Corrupt);
            damaged.PersistenceId.ShouldBe("a");
            await Should.ThrowAsync<ArgumentException>(journal.RaiseEpochAsync(""));
            await Should.ThrowAsync<OperationCanceledException>(journal.ReadAsync("a", 1, 2, 1, new CancellationToken(canceled: true)));
        }

        journal.Health.Problem.ShouldBeNull();
        journal.WriteBreaker.CurrentFailureCount.ShouldBe(0);
        journal.ReadBreaker.CurrentFailureCount.ShouldBe(0);
        await journal.WriteAsync(Entries.Write("a", epoch, 2));
    }

    [Fact]
    public async Task A_damaged_file_counts()
    {
        await using (SqliteJournal journal = SqliteJournal.Open(new(JournalPath)))
        {
            long epoch = await journal.RaiseEpochAsync("a");
            for (int nr = 1; nr <= 50; nr++)
            {
                await journal.WriteAsync(new("a", epoch, [new(nr, "test.event.1", Noise(), Entries.Time)]));
            }
        }

        await using (FileStream file = new(JournalPath, FileMode.Open, FileAccess.Write))
        {
            file.Position = 20 * 4096;
            await file.WriteAsync(Enumerable.Repeat((byte)0xA5, 100 * 4096).ToArray());
        }

        await using GuardedJournal guarded = Guard(new(JournalPath), new() { Journal = Quick(3) });
        await UntilAsync(async () => (await Should.ThrowAsync<StorageException>(guarded.AllAsync("a"))).Reason == StorageReason.Unavailable);
        guarded.Health.Problem.ShouldNotBeNull().CanRead.ShouldBeFalse();
    }

    [Fact]
    public async Task A_call_that_takes_too_long_fails_and_the_write_may_still_be_stored()
    {
        await using GuardedJournal journal = Guard(
            new(JournalPath) { BusyTimeout = TimeSpan.FromMinutes(1) },
            new() { Journal = Quick(1) with { CallTimeout = TimeSpan.FromMilliseconds(200) } });
        long epoch = await journal.RaiseEpochAsync("a");
        using (SqliteConnection other = Lock())
        {
            StorageException late = await Should.ThrowAsync<StorageException>(journal.WriteAsync(Entries.Write("a", epoch, 1)));
            late.Reason.ShouldBe(StorageReason.Io);
            late.InnerException.ShouldBeOfType<TimeoutException>();
            late.Message.ShouldContain("not known");
            (await Should.ThrowAsync<StorageException>(journal.WriteAsync(Entries.Write("a", epoch, 2)))).Reason.ShouldBe(StorageReason.Unavailable);
        }

        // It waits in the queue before the probe: whoever recovers after this finds it.
        await UntilAsync(() => journal.Health.Problem is null);
        long next = await journal.RaiseEpochAsync("a");
        long highest = await journal.HighestSequenceNrAsync("a");
        highest.ShouldBe(1);
        await journal.WriteAsync(Entries.Write("a", next, highest + 1));
    }

    [Fact]
    public async Task Snapshots_have_a_breaker_of_their_own()
    {
        await using GuardedJournal journal = Guard(new(JournalPath) { BusyTimeout = TimeSpan.FromMilliseconds(20) }, new() { Journal = Quick(1000), SnapshotStore = Quick(2) });
        long epoch = await journal.RaiseEpochAsync("a");
        await journal.WriteAsync(Entries.Write("a", epoch, 1));
        SnapshotRow snapshot = new("a", 1, "test.state.1", [1], Entries.Time);
        using (SqliteConnection other = Lock())
        {
            await UntilAsync(async () => (await Should.ThrowAsync<StorageException>(journal.SaveSnapshotAsync(snapshot, epoch))).Reason == StorageReason.Unavailable);
            journal.WriteBreaker.IsClosed.ShouldBeTrue();
            journal.Health.Problem.ShouldBeNull("nobody waits for a snapshot");
        }

        // The next one that is saved is the try.
        await journal.WriteAsync(Entries.Write("a", epoch, 2));
        await UntilAsync(async () =>
        {
            try
            {
                await journal.SaveSnapshotAsync(snapshot, epoch);
                return true;
            }
            catch (StorageException e) when (e.Reason == StorageReason.Unavailable)
            {
                return false;
            }
        });
        journal.SnapshotBreaker.IsClosed.ShouldBeTrue();
        (await journal.LoadSnapshotAsync("a")).ShouldNotBeNull().SequenceNr.ShouldBe(1);
    }

    [Fact]
    public async Task Closing_it_ends_a_probe_that_waits()
    {
        GuardedJournal journal = Guard(new(JournalPath) { BusyTimeout = TimeSpan.FromMilliseconds(20) }, new() { Journal = Quick(1) with { ResetTimeout = TimeSpan.FromHours(1), MaxResetTimeout = TimeSpan.FromHours(1) } });
        using (SqliteConnection other = Lock())
        {
            await Should.ThrowAsync<StorageException>(journal.RaiseEpochAsync("a"));
        }

        await journal.DisposeAsync().AsTask().WaitAsync(Patience, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Writes_of_one_id_keep_their_order()
    {
        await using GuardedJournal journal = Guard(new(JournalPath), new());
        long epoch = await journal.RaiseEpochAsync("a");
        ImmutableArray<Task<long>> writes = [.. Enumerable.Range(1, 500).Select(nr => journal.WriteAsync(Entries.Write("a", epoch, nr)))];
        long[] orderings = await Task.WhenAll(writes);
        orderings.ShouldBe(orderings.Order());
        journal.LastOrdering.ShouldBe(orderings[^1]);
    }

    private static CircuitBreakerSettings Quick(int failures) => new(failures, Patience, TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(200));

    private static GuardedJournal Guard(SqliteJournalOptions options, GuardedJournalOptions guard) => new(SqliteJournal.Open(options), guard);

    private SqliteConnection Lock()
    {
        SqliteConnection other = SqliteFile.Open(new(JournalPath));
        SqliteFile.Execute(other.Handle!, "BEGIN EXCLUSIVE", JournalPath);
        return other;
    }

    /// <summary>Writes until it is refused for that reason; what is refused for another is tried again.</summary>
    private static async Task<(long Stored, StorageException Error)> WriteUntilAsync(GuardedJournal journal, long epoch, long stored, StorageReason reason)
    {
        long deadline = Environment.TickCount64 + (long)Patience.TotalMilliseconds;
        while (true)
        {
            Environment.TickCount64.ShouldBeLessThan(deadline);
            try
            {
                await journal.WriteAsync(new("a", epoch, [new(stored + 1, "test.event.1", Noise(), Entries.Time)]));
                stored++;
            }
            catch (StorageException e) when (e.Reason == reason)
            {
                return (stored, e);
            }
            catch (StorageException e) when (StorageHealth.IsOfStore(e))
            {
                // Not open yet.
            }
        }
    }

    // Does not become smaller.
    private static byte[] Noise()
    {
        byte[] bytes = new byte[20_000];
        new Random(1).NextBytes(bytes);
        return bytes;
    }

    private static Task UntilAsync(Func<bool> condition) => UntilAsync(() => Task.FromResult(condition()));

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using CancellationTokenSource deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(Patience);
        using PeriodicTimer tick = new(TimeSpan.FromMilliseconds(5));
        while (!await condition())
        {
            await tick.WaitForNextTickAsync(deadline.Token);
        }
    }
}
