using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Tests.Journal;

namespace Sapphire.Persistence.Tests.Contract;

/// <content>Snapshots and their criteria. The snapshot of number n was taken n minutes after the first.</content>
public abstract partial class JournalContract
{
    [Fact]
    public async Task The_newest_snapshot_that_the_criteria_allow_is_loaded()
    {
        IJournal journal = await OpenAsync();
        await SaveSnapshotsAsync(journal, 10, 20, 30);
        journal = await ReopenAsync();
        SnapshotRow newest = (await journal.LoadSnapshotAsync("a")).ShouldNotBeNull();
        (newest.PersistenceId, newest.SequenceNr, newest.Manifest, newest.Timestamp).ShouldBe(("a", 30L, "state.1", Taken(30)));
        newest.Payload.ShouldBe([30]);
        (await LoadedAsync(journal, SnapshotSelectionCriteria.Latest)).ShouldBe(30);
        (await LoadedAsync(journal, SnapshotSelectionCriteria.None)).ShouldBeNull();
        (await LoadedAsync(journal, new(29))).ShouldBe(20);
        (await LoadedAsync(journal, new(20))).ShouldBe(20);
        (await LoadedAsync(journal, new(9))).ShouldBeNull();
        (await LoadedAsync(journal, new(MaxTimeStamp: Taken(20)))).ShouldBe(20);
        (await LoadedAsync(journal, new(MaxTimeStamp: Taken(20).AddMilliseconds(-1)))).ShouldBe(10);
        (await LoadedAsync(journal, new(25, MinSequenceNr: 20))).ShouldBe(20);
        (await LoadedAsync(journal, new(25, MinSequenceNr: 21))).ShouldBeNull();
        (await LoadedAsync(journal, new(25, MinTimestamp: Taken(20)))).ShouldBe(20);
        (await LoadedAsync(journal, new(25, MinTimestamp: Taken(20).AddMilliseconds(1)))).ShouldBeNull();
        (await journal.LoadSnapshotAsync("b")).ShouldBeNull();
    }

    [Fact]
    public async Task A_snapshot_of_the_same_number_is_replaced()
    {
        IJournal journal = await OpenAsync();
        long epoch = await SaveSnapshotsAsync(journal, 10);
        await journal.SaveSnapshotAsync(new("a", 10, "state.2", [1, 2, 3], Taken(11)), epoch);
        SnapshotRow snapshot = (await journal.LoadSnapshotAsync("a")).ShouldNotBeNull();
        (snapshot.SequenceNr, snapshot.Manifest, snapshot.Timestamp).ShouldBe((10L, "state.2", Taken(11)));
        snapshot.Payload.ShouldBe([1, 2, 3]);
        await journal.DeleteSnapshotsAsync("a", epoch, new(10));
        (await journal.LoadSnapshotAsync("a")).ShouldBeNull();
    }

    [Fact]
    public async Task Snapshots_are_deleted_by_criteria_and_only_those_of_the_id()
    {
        IJournal journal = await OpenAsync();
        long epoch = await SaveSnapshotsAsync(journal, 10, 20, 30, 40, 50);
        long other = await journal.RaiseEpochAsync("b");
        await journal.SaveSnapshotAsync(new("b", 10, "state.1", [10], Taken(10)), other);
        await journal.DeleteSnapshotsAsync("a", epoch, new(20, MinSequenceNr: 20));
        (await StoredAsync(journal)).ShouldBe([10, 30, 40, 50]);
        await journal.DeleteSnapshotsAsync("a", epoch, new(MaxTimeStamp: Taken(30), MinTimestamp: Taken(11)));
        (await StoredAsync(journal)).ShouldBe([10, 40, 50]);
        await journal.DeleteSnapshotsAsync("a", epoch, SnapshotSelectionCriteria.None);
        (await StoredAsync(journal)).ShouldBe([10, 40, 50]);
        await journal.DeleteSnapshotsAsync("a", epoch, new(40));
        (await StoredAsync(await ReopenAsync())).ShouldBe([50]);
        journal = await ReopenAsync();
        await journal.DeleteSnapshotsAsync("a", epoch, SnapshotSelectionCriteria.Latest);
        (await StoredAsync(journal)).ShouldBeEmpty();
        (await journal.LoadSnapshotAsync("b")).ShouldNotBeNull();
    }

    [Fact]
    public async Task Snapshots_move_no_ordering_and_add_no_persistence_id()
    {
        IJournal journal = await OpenAsync();
        await SaveSnapshotsAsync(journal, 10);
        journal.LastOrdering.ShouldBe(0);
        (await journal.ReadPersistenceIdsAsync(null, 10)).ShouldBeEmpty();
        (await journal.HighestSequenceNrAsync("a")).ShouldBe(0);
    }

    private static DateTimeOffset Taken(long sequenceNr) => Entries.Time.AddMinutes(sequenceNr);

    private static async Task<long> SaveSnapshotsAsync(IJournal journal, params long[] numbers)
    {
        long epoch = await journal.RaiseEpochAsync("a");
        foreach (long nr in numbers)
        {
            await journal.SaveSnapshotAsync(new("a", nr, "state.1", [(byte)nr], Taken(nr)), epoch);
        }

        return epoch;
    }

    private static async Task<long?> LoadedAsync(IJournal journal, SnapshotSelectionCriteria criteria) => (await journal.LoadSnapshotAsync("a", criteria))?.SequenceNr;

    private static async Task<List<long>> StoredAsync(IJournal journal)
    {
        List<long> numbers = [];
        long max = long.MaxValue;
        while (await journal.LoadSnapshotAsync("a", max) is { } snapshot)
        {
            numbers.Insert(0, snapshot.SequenceNr);
            max = snapshot.SequenceNr - 1;
        }

        return numbers;
    }
}
