using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Sqlite;
using Sapphire.Persistence.Tools;

namespace Sapphire.Persistence.Tests.Tools;

public sealed class JournalInspectorTests
{
    [Fact]
    public async Task A_journal_is_counted()
    {
        await using TallyJournal tallies = await TallyJournal.FilledAsync();
        JournalSummary summary = await JournalInspector.SummarizeAsync(tallies.Journal, 2);
        summary.Description.ShouldContain("SQLite");
        summary.Size.ShouldNotBeNull().Database.ShouldBeGreaterThanOrEqualTo(4096);
        summary.Size!.Wal.ShouldNotBeNull().ShouldBeGreaterThan(0);
        (summary.Ids, summary.Events, summary.Snapshots, summary.LastOrdering).ShouldBe((3, 9, 1, 9));
        summary.Largest.Select(id => (id.PersistenceId, id.Events)).ShouldBe([("tally-a", 6), ("tally-b", 2)]);
        summary.Manifests.ShouldBe([new("tally.added.2", 8), new("tally.added.1", 1), new("tally.snapshot.1", 1)]);
        (summary.First, summary.Last).ShouldBe((new(2026, 1, 2, 3, 4, 6, 912, TimeSpan.Zero), new(2026, 1, 2, 3, 4, 13, 82, TimeSpan.Zero)));
    }

    [Fact]
    public async Task An_id_is_counted_past_damaged_events()
    {
        await using TallyJournal tallies = await TallyJournal.FilledAsync();
        await tallies.Journal.RaiseEpochAsync("tally-a");
        await tallies.DamageAsync("UPDATE journal SET checksum = 1 WHERE persistence_id = 'tally-a' AND sequence_number IN (2, 5)");
        IdSummary summary = await JournalInspector.SummarizeAsync(tallies.Journal, tallies.Journal, "tally-a");
        (summary.Epoch, summary.HighestSequenceNr, summary.Events, summary.Damaged).ShouldBe((2, 6, 4, 2));
        summary.Snapshots.ShouldHaveSingleItem().SequenceNr.ShouldBe(3);
        summary.Manifests.ShouldBe([new("tally.added.2", 4)]);
        summary.Bytes.ShouldBeGreaterThan(5000, "of what it is, not of what it is packed into");
        await Should.ThrowAsync<JournalToolException>(() => JournalInspector.SummarizeAsync(tallies.Journal, tallies.Journal, "tally-q"));
    }

    [Fact]
    public async Task A_snapshot_is_made_anew_from_the_events()
    {
        await using TallyJournal tallies = await TallyJournal.FilledAsync();
        await tallies.SnapshotAsync("tally-a", 5, new(1000, 5));
        await tallies.SnapshotAsync("tally-a", 50, new(2000, 50));
        (await tallies.VerifyAsync()).Problems.Length.ShouldBe(2);
        (await SnapshotRebuild.RunAsync(tallies.Journal, tallies.Catalog, tallies.Models, "tally-a", TimeProvider.System)).ShouldBe(6);
        VerifyReport report = await tallies.VerifyAsync();
        report.Problems.ShouldBeEmpty();
        report.Snapshots.ShouldBe(1);
        SnapshotRow snapshot = (await tallies.Journal.LoadSnapshotAsync("tally-a")).ShouldNotBeNull();
        tallies.Catalog.Deserialize(snapshot.Manifest, snapshot.Payload).ShouldBe(new TallySnapshot(21, 6));

        // Whoever was at work on it must recover.
        (await Should.ThrowAsync<StorageException>(() => tallies.AddAsync("tally-a", 1))).Reason.ShouldBe(StorageReason.Fenced);
    }

    [Theory]
    [InlineData("other-a", "no kind")]
    [InlineData("tally-q", "nothing of")]
    [InlineData("tally-b", "Event 1 of 'tally-b' is missing")]
    [InlineData("tally-c", "Event 2 of 'tally-c' cannot be read")]
    public async Task A_snapshot_that_cannot_be_made_stays(string id, string part)
    {
        await using TallyJournal tallies = await TallyJournal.FilledAsync();
        await tallies.WriteAsync("other-a", "tally.added.1", """{"amount":1}""");
        await tallies.WriteAsync("tally-c", "gone.1", "{}");
        await tallies.SnapshotAsync("tally-b", 2, new(30, 2));
        await tallies.DamageAsync("DELETE FROM journal WHERE persistence_id = 'tally-b' AND sequence_number = 1");
        JournalToolException error = await Should.ThrowAsync<JournalToolException>(() => SnapshotRebuild.RunAsync(tallies.Journal, tallies.Catalog, tallies.Models, id, TimeProvider.System));
        error.Message.ShouldContain(part);
        (await tallies.Journal.LoadSnapshotAsync("tally-b")).ShouldNotBeNull();
    }
}
