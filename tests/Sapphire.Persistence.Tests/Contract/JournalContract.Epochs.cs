using System.Collections.Immutable;
using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Sqlite;
using Sapphire.Persistence.Tests.Journal;

namespace Sapphire.Persistence.Tests.Contract;

/// <content>Of two owners of one id the older is refused, in one program and over two.</content>
public abstract partial class JournalContract
{
    [Theory]
    [InlineData(false, true)]
    [InlineData(false, false)]
    [InlineData(true, true)]
    [InlineData(true, false)]
    public async Task The_older_of_two_owners_is_refused_whichever_writes_first(bool otherProgram, bool olderFirst)
    {
        IJournal first = await OpenAsync();
        IJournal second = otherProgram ? await OpenAsync() : first;
        long older = await first.RaiseEpochAsync("a");
        await first.WriteAsync(Entries.Write("a", older, 1));
        await first.SaveSnapshotAsync(new("a", 1, "state.1", [1], Entries.Time), older);
        long newer = await second.RaiseEpochAsync("a");
        newer.ShouldBeGreaterThan(older);
        if (!olderFirst)
        {
            await second.WriteAsync(Entries.Write("a", newer, 2));
        }

        StorageException error = await Should.ThrowAsync<StorageException>(() => first.WriteAsync(Entries.Write("a", older, olderFirst ? 2 : 3)));
        error.Reason.ShouldBe(StorageReason.Fenced);
        error.Message.ShouldContain("'a'");
        error.Message.ShouldContain("newer owner");
        (await RefusalAsync(() => first.SaveSnapshotAsync(new("a", 2, "state.1", [2], Entries.Time), older))).ShouldBe(StorageReason.Fenced);
        (await RefusalAsync(() => first.DeleteEventsAsync("a", older, 1))).ShouldBe(StorageReason.Fenced);
        (await RefusalAsync(() => first.DeleteSnapshotsAsync("a", older, SnapshotSelectionCriteria.Latest))).ShouldBe(StorageReason.Fenced);
        if (olderFirst)
        {
            await second.WriteAsync(Entries.Write("a", newer, 2));
        }

        (await RefusalAsync(() => first.WriteAsync(Entries.Write("a", older, 3)))).ShouldBe(StorageReason.Fenced);
        await second.WriteAsync(Entries.Write("a", newer, 3));
        IJournal reopened = await ReopenAsync();
        (await reopened.AllAsync("a")).Select(row => (row.SequenceNr, row.Epoch)).ShouldBe([(1L, older), (2L, newer), (3L, newer)]);
        (await reopened.LoadSnapshotAsync("a")).ShouldNotBeNull().SequenceNr.ShouldBe(1);
    }

    [Fact]
    public async Task The_older_owner_is_refused_after_many_writes_of_its_own()
    {
        // A journal that remembers whom it has served must still notice the other program.
        IJournal first = await OpenAsync();
        IJournal second = await OpenAsync();
        long older = await first.RaiseEpochAsync("a");
        long other = await first.RaiseEpochAsync("b");
        for (int nr = 1; nr <= 20; nr++)
        {
            await first.WriteAsync(Entries.Write("a", older, nr));
            await first.WriteAsync(Entries.Write("b", other, nr));
        }

        long newer = await second.RaiseEpochAsync("a");
        await first.WriteAsync(Entries.Write("b", other, 21));
        (await RefusalAsync(() => first.WriteAsync(Entries.Write("a", older, 21)))).ShouldBe(StorageReason.Fenced);
        await second.WriteAsync(Entries.Write("a", newer, 21));

        // And the way back: the first program takes the id over again.
        long newest = await first.RaiseEpochAsync("a");
        await first.WriteAsync(Entries.Write("a", newest, 22));
        (await RefusalAsync(() => second.WriteAsync(Entries.Write("a", newer, 23)))).ShouldBe(StorageReason.Fenced);
        (await NumbersAsync(second, "a")).ShouldBe(Numbers(1, 22));
    }

    [Fact]
    public async Task A_write_without_an_epoch_or_with_one_never_given_is_refused()
    {
        IJournal journal = await OpenAsync();
        (await RefusalAsync(() => journal.WriteAsync(Entries.Write("a", 0, 1)))).ShouldBe(StorageReason.Fenced);
        (await RefusalAsync(() => journal.WriteAsync(Entries.Write("a", 1, 1)))).ShouldBe(StorageReason.Fenced);
        (await RefusalAsync(() => journal.SaveSnapshotAsync(new("a", 1, "state.1", [1], Entries.Time), 1))).ShouldBe(StorageReason.Fenced);
        long epoch = await journal.RaiseEpochAsync("a");
        (await RefusalAsync(() => journal.WriteAsync(Entries.Write("a", epoch + 1, 1)))).ShouldBe(StorageReason.Fenced);
        await journal.WriteAsync(Entries.Write("a", epoch, 1));
        (await NumbersAsync(journal, "a")).ShouldBe([1]);
    }

    [Fact]
    public async Task Epochs_are_kept_for_each_id_and_over_reopening()
    {
        IJournal journal = await OpenAsync();
        long a = await journal.RaiseEpochAsync("a");
        long b = await journal.RaiseEpochAsync("b");
        await journal.WriteAsync(Entries.Write("a", a, 1));
        journal = await ReopenAsync();
        await journal.WriteAsync(Entries.Write("a", a, 2));
        (await journal.RaiseEpochAsync("a")).ShouldBeGreaterThan(a);
        (await RefusalAsync(() => journal.WriteAsync(Entries.Write("a", a, 3)))).ShouldBe(StorageReason.Fenced);
        await journal.WriteAsync(Entries.Write("b", b, 1));
    }

    [Fact]
    public async Task Owners_that_fight_over_two_programs_never_fork_a_history()
    {
        IJournal[] journals = [await OpenAsync(), await OpenAsync()];
        System.Collections.Concurrent.ConcurrentBag<(long Number, long Epoch)> told = [];
        await Task.WhenAll(Enumerable.Range(0, 6).Select(owner => Task.Run(async () =>
        {
            IJournal journal = journals[owner % 2];
            for (int turn = 0; turn < 12; turn++)
            {
                long epoch = await journal.RaiseEpochAsync("a");
                long next = await journal.HighestSequenceNrAsync("a") + 1;
                try
                {
                    for (int i = 0; i < 4; i++, next++)
                    {
                        await journal.WriteAsync(new("a", epoch, [Entries.Entry(next, $"{epoch}:{next}")]));
                        told.Add((next, epoch));
                    }
                }
                catch (StorageException e)
                {
                    // Never a conflict: whoever holds the newest epoch has read the highest number after all others were refused.
                    e.Reason.ShouldBe(StorageReason.Fenced);
                }
            }
        }))).WaitAsync(Patience);

        ImmutableArray<JournalRow> rows = await journals[0].AllAsync("a");
        rows.Select(row => row.SequenceNr).ShouldBe(Numbers(1, rows.Length));
        rows.Select(row => row.Epoch).ShouldBe(rows.Select(row => row.Epoch).Order());
        rows.Select(Text).ShouldBe(rows.Select(row => $"{row.Epoch}:{row.SequenceNr}"));
        told.Order().ShouldBe(rows.Select(row => (row.SequenceNr, row.Epoch)));
    }
}
