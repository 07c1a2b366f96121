using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Sqlite;
using Sapphire.Persistence.Tests.Journal;

namespace Sapphire.Persistence.Tests.Contract;

/// <content>Deleted events are gone, their numbers are not.</content>
public abstract partial class JournalContract
{
    [Fact]
    public async Task Deleted_events_are_gone_from_every_read()
    {
        IJournal journal = await OpenAsync();
        long epoch = await journal.RaiseEpochAsync("a");
        long other = await journal.RaiseEpochAsync("b");
        await journal.WriteAsync(new("a", epoch, [.. Numbers(1, 5).Select(nr => Entries.Entry(nr) with { Tags = ["red"] })]));
        await journal.WriteAsync(new("b", other, [Entries.Entry(1) with { Tags = ["red"] }]));
        await journal.DeleteEventsAsync("a", epoch, 3);
        for (int round = 0; round < 2; round++)
        {
            (await NumbersAsync(journal, "a")).ShouldBe([4, 5]);
            (await journal.ReadAsync("a", 1, 3, 10)).ShouldBeEmpty();
            (await EverythingAsync(journal)).Select(row => (row.PersistenceId, row.SequenceNr)).ShouldBe([("a", 4L), ("a", 5L), ("b", 1L)]);
            (await journal.ReadTagAsync("red", 0, 10)).Select(row => (row.PersistenceId, row.SequenceNr)).ShouldBe([("a", 4L), ("a", 5L), ("b", 1L)]);
            journal = await ReopenAsync();
        }
    }

    [Theory]
    [InlineData(3)]
    [InlineData(1000)]
    [InlineData(long.MaxValue)]
    public async Task The_numbers_of_deleted_events_stay_taken(long toSequenceNr)
    {
        IJournal journal = await OpenAsync();
        long epoch = await journal.RaiseEpochAsync("a");
        await journal.WriteAsync(new("a", epoch, [.. Numbers(1, 3).Select(nr => Entries.Entry(nr) with { Tags = ["red"] })]));
        long last = journal.LastOrdering;
        await journal.DeleteEventsAsync("a", epoch, toSequenceNr);
        (await NumbersAsync(journal, "a")).ShouldBeEmpty();
        (await journal.ReadTagAsync("red", 0, 10)).ShouldBeEmpty();
        (await RefusalAsync(() => journal.WriteAsync(Entries.Write("a", epoch, 3)))).ShouldBe(StorageReason.Conflict);
        (await RefusalAsync(() => journal.WriteAsync(Entries.Write("a", epoch, 1)))).ShouldBe(StorageReason.Conflict);
        journal = await ReopenAsync();
        (await journal.HighestSequenceNrAsync("a")).ShouldBe(3);
        (await journal.ReadPersistenceIdsAsync(null, 10)).ShouldBe(["a"]);
        (await journal.WriteAsync(Entries.Write("a", epoch, 4))).ShouldBeGreaterThan(last);

        // The row that kept the number is not needed any more, and may go.
        await journal.DeleteEventsAsync("a", epoch, 3);
        (await NumbersAsync(journal, "a")).ShouldBe([4]);
        (await journal.HighestSequenceNrAsync("a")).ShouldBe(4);
    }

    [Fact]
    public async Task Deleting_what_is_not_there_changes_nothing()
    {
        IJournal journal = await OpenAsync();
        long epoch = await journal.RaiseEpochAsync("a");
        await journal.DeleteEventsAsync("a", epoch, 10);
        await journal.WriteAsync(Entries.Write("a", epoch, 1, 2));
        await journal.DeleteEventsAsync("a", epoch, 0);
        await journal.DeleteEventsAsync("a", epoch, 1);
        await journal.DeleteEventsAsync("a", epoch, 1);
        (await NumbersAsync(journal, "a")).ShouldBe([2]);
        (await journal.HighestSequenceNrAsync("a")).ShouldBe(2);
    }
}
