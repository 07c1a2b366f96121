using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Sqlite;
using Sapphire.Persistence.Tests.Journal;

namespace Sapphire.Persistence.Tests.Contract;

/// <summary>What a journal on a disk keeps to besides: it can be inspected as it is stored, and damage is seen.</summary>
public abstract class DurableJournalContract : JournalContract
{
    /// <summary>Changes a byte of an event's stored payload behind the journal's back.</summary>
    protected abstract Task DamageEventAsync(string persistenceId, long sequenceNr);

    /// <summary>Changes a byte of a snapshot's stored payload behind the journal's back.</summary>
    protected abstract Task DamageSnapshotAsync(string persistenceId, long sequenceNr);

    [Fact]
    public async Task A_damaged_event_is_refused_by_its_checksum_and_harms_no_other_id()
    {
        IJournal journal = await OpenAsync();
        long a = await journal.RaiseEpochAsync("a");
        long b = await journal.RaiseEpochAsync("b");
        await journal.WriteAsync(new("a", a, [.. Numbers(1, 3).Select(nr => Entries.Entry(nr) with { Tags = ["red"] })]));
        await journal.WriteAsync(new("b", b, [Entries.Entry(1), Entries.Entry(2, new string('x', 5000))]));
        await DamageEventAsync("a", 2);
        StorageException error = await Should.ThrowAsync<StorageException>(() => journal.AllAsync("a"));
        error.Reason.ShouldBe(StorageReason.Corrupt);
        error.Message.ShouldContain("2 of 'a'");
        (await RefusalAsync(() => journal.ReadAllAsync(0, 10))).ShouldBe(StorageReason.Corrupt);
        (await RefusalAsync(() => journal.ReadTagAsync("red", 0, 10))).ShouldBe(StorageReason.Corrupt);
        (await journal.ReadAsync("a", 3, 3, 10)).Length.ShouldBe(1);
        (await NumbersAsync(journal, "b")).ShouldBe([1, 2]);
        await journal.WriteAsync(Entries.Write("b", b, 3));

        // A packed one too.
        await DamageEventAsync("b", 2);
        (await RefusalAsync(() => journal.AllAsync("b"))).ShouldBe(StorageReason.Corrupt);
    }

    [Fact]
    public async Task A_damaged_snapshot_is_refused_and_the_older_one_can_be_loaded()
    {
        IJournal journal = await OpenAsync();
        long epoch = await journal.RaiseEpochAsync("a");
        await journal.SaveSnapshotAsync(new("a", 1, "state.1", [1, 2, 3], Entries.Time), epoch);
        await journal.SaveSnapshotAsync(new("a", 2, "state.1", new byte[5000], Entries.Time), epoch);
        await DamageSnapshotAsync("a", 2);
        (await RefusalAsync(() => journal.LoadSnapshotAsync("a"))).ShouldBe(StorageReason.Corrupt);
        (await journal.LoadSnapshotAsync("a", 1)).ShouldNotBeNull().Payload.ShouldBe([1, 2, 3]);
    }

    [Fact]
    public async Task An_inspection_shows_events_as_they_are_stored_damaged_and_deleted_ones_too()
    {
        IJournal journal = await OpenAsync();
        long epoch = await journal.RaiseEpochAsync("a");
        long other = await journal.RaiseEpochAsync("b");
        byte[] large = new byte[5000];
        await journal.WriteAsync(new("a", epoch, [Entries.Entry(1), new(2, "test.large.1", large, Entries.Time), Entries.Entry(3)]));
        await journal.WriteAsync(Entries.Write("b", other, 1));
        await journal.DeleteEventsAsync("b", other, 1);
        await DamageEventAsync("a", 3);
        IJournalInspection inspection = journal.ShouldBeAssignableTo<IJournalInspection>()!;
        inspection.Description.ShouldNotBeNullOrWhiteSpace();
        List<StoredEvent> rows = [];
        while (await inspection.ReadStoredAsync(rows.Count == 0 ? 0 : rows[^1].Ordering, 3) is { IsEmpty: false } page)
        {
            page.Length.ShouldBeLessThanOrEqualTo(3);
            rows.AddRange(page);
        }

        rows.Select(row => (row.PersistenceId, row.SequenceNr, row.Deleted, row.Epoch)).ShouldBe(
            [("a", 1L, false, epoch), ("a", 2L, false, epoch), ("a", 3L, false, epoch), ("b", 1L, true, other)]);
        rows.Select(row => row.Ordering).ShouldBe(rows.Select(row => row.Ordering).Order());
        rows.ShouldAllBe(row => row.Timestamp == Entries.Time);
        (rows[0].Manifest, rows[0].Content.Encoding).ShouldBe(("test.event.1", PayloadCodec.Plain));
        rows[0].Content.Bytes.ShouldBe("{}"u8.ToArray());
        rows[1].Content.Encoding.ShouldBe(PayloadCodec.Brotli);
        rows[1].Content.Bytes.Length.ShouldBeLessThan(large.Length);
        PayloadCodec.Decode("a", 2, "test.large.1", rows[1].Content).ShouldBe(large);
        Should.Throw<StorageException>(() => PayloadCodec.Decode("a", 3, rows[2].Manifest, rows[2].Content)).Reason.ShouldBe(StorageReason.Corrupt);
        rows[3].Content.Bytes.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_inspection_shows_snapshots_and_epochs_in_order()
    {
        IJournal journal = await OpenAsync();
        foreach (string id in new[] { "b", "B", "a" })
        {
            long epoch = await journal.RaiseEpochAsync(id);
            await journal.SaveSnapshotAsync(new(id, 20, "state.1", [20], Entries.Time), epoch);
            await journal.SaveSnapshotAsync(new(id, 3, "state.1", new byte[5000], Entries.Time), epoch);
        }

        long newest = await journal.RaiseEpochAsync("a");
        await DamageSnapshotAsync("b", 20);
        IJournalInspection inspection = journal.ShouldBeAssignableTo<IJournalInspection>()!;
        List<StoredSnapshot> snapshots = [];
        while (await inspection.ReadStoredSnapshotsAsync(snapshots.LastOrDefault()?.PersistenceId, snapshots.LastOrDefault()?.SequenceNr ?? 0, 2) is { IsEmpty: false } page)
        {
            page.Length.ShouldBeLessThanOrEqualTo(2);
            snapshots.AddRange(page);
        }

        snapshots.Select(row => (row.PersistenceId, row.SequenceNr)).ShouldBe([("B", 3L), ("B", 20L), ("a", 3L), ("a", 20L), ("b", 3L), ("b", 20L)]);
        snapshots.ShouldAllBe(row => row.Manifest == "state.1" && row.Timestamp == Entries.Time);
        PayloadCodec.Decode("a", 3, "state.1", snapshots[2].Content).ShouldBe(new byte[5000]);
        Should.Throw<StorageException>(() => PayloadCodec.Decode("b", 20, "state.1", snapshots[5].Content)).Reason.ShouldBe(StorageReason.Corrupt);
        List<EpochRow> epochs = [];
        while (await inspection.ReadEpochsAsync(epochs.LastOrDefault()?.PersistenceId, 2) is { IsEmpty: false } page)
        {
            page.Length.ShouldBeLessThanOrEqualTo(2);
            epochs.AddRange(page);
        }

        epochs.Select(row => row.PersistenceId).ShouldBe(["B", "a", "b"]);
        epochs[1].Epoch.ShouldBe(newest);
    }

    [Fact]
    public async Task A_sound_store_has_nothing_to_report()
    {
        IJournal journal = await OpenAsync();
        long epoch = await journal.RaiseEpochAsync("a");
        await journal.WriteAsync(new("a", epoch, [Entries.Entry(1) with { Tags = ["red"] }, Entries.Entry(2)]));
        await journal.DeleteEventsAsync("a", epoch, 1);
        IJournalInspection inspection = journal.ShouldBeAssignableTo<IJournalInspection>()!;
        (await inspection.CheckIntegrityAsync()).ShouldBeEmpty();
    }

    private protected override async Task StoredWhenClosedAsync(int count) =>
        (await (await ReopenAsync()).HighestSequenceNrAsync("a")).ShouldBe(count);
}
