using System.Collections.Immutable;
using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Sqlite;
using Sapphire.Persistence.Tests.Journal;

namespace Sapphire.Persistence.Tests.Contract;

/// <content>Writing: order, all or none, and what is refused.</content>
public abstract partial class JournalContract
{
    [Fact]
    public async Task Events_are_read_back_as_they_were_written_also_after_reopening()
    {
        IJournal journal = await OpenAsync();
        long epoch = await journal.RaiseEpochAsync("a");
        await journal.WriteAsync(Entries.Write("a", epoch, 1, 2));
        await journal.WriteAsync(new("a", epoch, [Entries.Entry(3, "", "test.empty.1")]));
        for (int round = 0; round < 2; round++)
        {
            ImmutableArray<JournalRow> rows = await journal.AllAsync("a");
            rows.Select(row => row.SequenceNr).ShouldBe([1, 2, 3]);
            rows.ShouldAllBe(row => row.PersistenceId == "a" && row.Epoch == epoch && row.Timestamp == Entries.Time && row.Tags.IsEmpty);
            Text(rows[1]).ShouldBe("""{"n":2}""");
            rows[1].Manifest.ShouldBe("test.event.1");
            rows[2].Manifest.ShouldBe("test.empty.1");
            rows[2].Payload.ShouldBeEmpty();
            (await journal.HighestSequenceNrAsync("a")).ShouldBe(3);
            (await journal.HighestSequenceNrAsync("b")).ShouldBe(0);
            journal.LastOrdering.ShouldBe(rows[2].Ordering);
            journal = await ReopenAsync();
        }
    }

    [Fact]
    public async Task An_empty_journal_reads_as_empty()
    {
        IJournal journal = await OpenAsync();
        journal.LastOrdering.ShouldBe(0);
        (await journal.ReadAsync("a", 1, long.MaxValue, 10)).ShouldBeEmpty();
        (await journal.ReadAllAsync(0, 10)).ShouldBeEmpty();
        (await journal.ReadTagAsync("red", 0, 10)).ShouldBeEmpty();
        (await journal.ReadPersistenceIdsAsync(null, 10)).ShouldBeEmpty();
        (await journal.LoadSnapshotAsync("a")).ShouldBeNull();
        (await journal.HighestSequenceNrAsync("a")).ShouldBe(0);
    }

    [Fact]
    public async Task A_write_answers_with_the_ordering_of_its_last_event()
    {
        IJournal journal = await OpenAsync();
        long epoch = await journal.RaiseEpochAsync("a");
        long first = await journal.WriteAsync(Entries.Write("a", epoch, 1, 2, 3));
        journal.LastOrdering.ShouldBe(first);
        (await journal.AllAsync("a"))[^1].Ordering.ShouldBe(first);
        long second = await journal.WriteAsync(Entries.Write("a", epoch, 4));
        second.ShouldBeGreaterThan(first);
        (await journal.ReadAllAsync(first, 10)).Single().Ordering.ShouldBe(second);
        journal.LastOrdering.ShouldBe(second);
    }

    [Fact]
    public async Task Writes_of_one_id_are_stored_in_the_order_of_the_calls()
    {
        IJournal journal = await OpenAsync();
        long epoch = await journal.RaiseEpochAsync("a");
        Task<long>[] writes = [.. Enumerable.Range(0, 300).Select(i => journal.WriteAsync(Entries.Write("a", epoch, Numbers((i * 2) + 1, 2))))];
        long[] orderings = await Task.WhenAll(writes).WaitAsync(Patience);
        orderings.ShouldBe(orderings.Order());
        ImmutableArray<JournalRow> rows = await journal.AllAsync("a");
        rows.Select(row => row.SequenceNr).ShouldBe(Numbers(1, 600));
        rows.Select(Text).ShouldBe(Numbers(1, 600).Select(nr => $$"""{"n":{{nr}}}"""));
        rows.Where(row => row.SequenceNr % 2 == 0).Select(row => row.Ordering).ShouldBe(orderings);
    }

    [Fact]
    public async Task A_gap_and_a_duplicate_are_refused_and_store_nothing()
    {
        IJournal journal = await OpenAsync();
        long epoch = await journal.RaiseEpochAsync("a");
        await journal.WriteAsync(Entries.Write("a", epoch, 1));
        long last = journal.LastOrdering;
        foreach (long[] bad in new long[][] { [1], [3], [2, 2], [2, 4], [3, 2], [0], [-1] })
        {
            (await RefusalAsync(() => journal.WriteAsync(Entries.Write("a", epoch, bad)))).ShouldBe(StorageReason.Conflict, string.Join(',', bad));
        }

        (await NumbersAsync(journal, "a")).ShouldBe([1]);
        (await journal.ReadAllAsync(last, 10)).ShouldBeEmpty();
        await journal.WriteAsync(Entries.Write("a", epoch, 2));
        (await NumbersAsync(await ReopenAsync(), "a")).ShouldBe([1, 2]);
    }

    [Fact]
    public async Task In_a_batch_of_many_a_bad_write_fails_alone()
    {
        IJournal journal = await OpenAsync();
        long[] epochs = await Task.WhenAll(Enumerable.Range(0, 60).Select(i => journal.RaiseEpochAsync($"id-{i}")));

        // All are queued while the first is stored, so most share a commit.
        Task[] writes = [.. epochs.Select((epoch, i) => journal.WriteAsync((i % 6) switch
        {
            0 => Entries.Write($"id-{i}", epoch, 1, 2, 2),
            1 => Entries.Write($"id-{i}", epoch + 1, 1, 2),
            2 => new($"id-{i}", epoch, [Entries.Entry(1) with { Tags = ["red"] }, Entries.Entry(3) with { Tags = ["red"] }]),
            3 => new($"id-{i}", epoch, [Entries.Entry(1) with { Tags = ["red"] }, Entries.Entry(2)]),
            _ => Entries.Write($"id-{i}", epoch, 1, 2),
        }))];
        for (int i = 0; i < writes.Length; i++)
        {
            if (i % 6 < 3)
            {
                (await RefusalAsync(() => writes[i])).ShouldBe(i % 6 == 1 ? StorageReason.Fenced : StorageReason.Conflict);
            }
            else
            {
                await writes[i].WaitAsync(Patience);
            }

            (await NumbersAsync(journal, $"id-{i}")).ShouldBe(i % 6 < 3 ? [] : [1, 2]);
        }

        (await EverythingAsync(journal)).Length.ShouldBe(60);
        (await journal.ReadTagAsync("red", 0, 100)).Length.ShouldBe(10);
    }

    [Fact]
    public async Task Writes_queued_behind_a_failed_one_of_the_same_id_leave_no_gap()
    {
        IJournal journal = await OpenAsync(maxPayloadBytes: 100);
        long epoch = await journal.RaiseEpochAsync("a");
        Task first = journal.WriteAsync(Entries.Write("a", epoch, 1));
        Task tooLarge = journal.WriteAsync(new("a", epoch, [Entries.Entry(2, new string('x', 101))]));
        Task behind = journal.WriteAsync(Entries.Write("a", epoch, 3));
        await first.WaitAsync(Patience);
        (await RefusalAsync(() => tooLarge)).ShouldBe(StorageReason.TooLarge);
        (await RefusalAsync(() => behind)).ShouldBe(StorageReason.Conflict);
        (await NumbersAsync(journal, "a")).ShouldBe([1]);
    }
}
