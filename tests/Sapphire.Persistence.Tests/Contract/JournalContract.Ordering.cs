using System.Collections.Immutable;
using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Sqlite;
using Sapphire.Persistence.Tests.Journal;

namespace Sapphire.Persistence.Tests.Contract;

/// <content>All events in commit order, and waiting for the next.</content>
public abstract partial class JournalContract
{
    [Fact]
    public async Task All_events_are_read_in_commit_order_page_by_page()
    {
        IJournal journal = await OpenAsync();
        long a = await journal.RaiseEpochAsync("a");
        long b = await journal.RaiseEpochAsync("b");
        await journal.WriteAsync(Entries.Write("b", b, 1, 2));
        await journal.WriteAsync(Entries.Write("a", a, 1));
        await journal.WriteAsync(Entries.Write("b", b, 3));
        for (int limit = 1; limit <= 5; limit++)
        {
            ImmutableArray<JournalRow> rows = await EverythingAsync(journal, limit: limit);
            rows.Select(row => (row.PersistenceId, row.SequenceNr)).ShouldBe([("b", 1L), ("b", 2L), ("a", 1L), ("b", 3L)]);
            rows.Select(row => row.Ordering).ShouldBe(rows.Select(row => row.Ordering).Order());
            rows.Select(row => row.Ordering).ShouldBeUnique();
        }

        long last = journal.LastOrdering;
        (await journal.ReadAllAsync(last, 10)).ShouldBeEmpty();
        (await ReopenAsync()).LastOrdering.ShouldBe(last);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Whoever_waits_is_woken_by_a_commit_of_whatever_program(bool otherProgram)
    {
        IJournal writer = await OpenAsync();
        IJournal reader = otherProgram ? await OpenAsync() : writer;
        long epoch = await writer.RaiseEpochAsync("a");
        long last = 0;
        for (int nr = 1; nr <= 5; nr++)
        {
            Task waiting = reader.WaitForOrderingAfterAsync(last);
            waiting.IsCompleted.ShouldBeFalse();
            long written = await writer.WriteAsync(Entries.Write("a", epoch, nr));
            await waiting.WaitAsync(Patience);
            reader.LastOrdering.ShouldBe(written);
            (await reader.ReadAllAsync(last, 10)).Single().SequenceNr.ShouldBe(nr);
            last = written;
        }

        await reader.WaitForOrderingAfterAsync(last - 1).WaitAsync(Patience);
        Task next = reader.WaitForOrderingAfterAsync(last);
        await writer.RaiseEpochAsync("a");
        next.IsCompleted.ShouldBeFalse();
        await writer.WriteAsync(Entries.Write("b", await writer.RaiseEpochAsync("b"), 1));
        await next.WaitAsync(Patience);
    }

    [Fact]
    public async Task Many_may_wait_for_different_orderings_and_one_may_give_up()
    {
        IJournal journal = await OpenAsync();
        long epoch = await journal.RaiseEpochAsync("a");
        long first = await journal.WriteAsync(Entries.Write("a", epoch, 1));
        Task[] soon = [.. Enumerable.Range(0, 20).Select(_ => journal.WaitForOrderingAfterAsync(first))];
        Task far = journal.WaitForOrderingAfterAsync(first + 1_000_000);
        using CancellationTokenSource cancellation = new();
        Task cancelled = journal.WaitForOrderingAfterAsync(first, cancellation.Token);
        await cancellation.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => cancelled.WaitAsync(Patience));
        await journal.WriteAsync(Entries.Write("a", epoch, 2));
        await Task.WhenAll(soon).WaitAsync(Patience);
        far.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task A_refused_write_wakes_nobody_and_takes_no_place()
    {
        IJournal journal = await OpenAsync();
        long epoch = await journal.RaiseEpochAsync("a");
        long last = await journal.WriteAsync(Entries.Write("a", epoch, 1));
        Task waiting = journal.WaitForOrderingAfterAsync(last);
        (await RefusalAsync(() => journal.WriteAsync(Entries.Write("a", epoch, 2, 4)))).ShouldBe(StorageReason.Conflict);
        journal.LastOrdering.ShouldBe(last);
        waiting.IsCompleted.ShouldBeFalse();
        long next = await journal.WriteAsync(Entries.Write("a", epoch, 2));
        await waiting.WaitAsync(Patience);
        (await journal.ReadAllAsync(last, 10)).Single().Ordering.ShouldBe(next);
    }

    [Fact]
    public async Task Fifty_writers_are_followed_by_ordering_and_by_tag_and_nothing_is_skipped()
    {
        const int Writers = 50;
        const int Writes = 40;
        const int Total = Writers * Writes * 3 / 2;
        IJournal here = await OpenAsync();
        IJournal there = await OpenAsync();
        Task<List<JournalRow>>[] followers =
        [
            FollowAsync(here, after => here.ReadAllAsync(after, 40), Total),
            FollowAsync(there, after => there.ReadAllAsync(after, 40), Total),
            FollowAsync(here, after => here.ReadTagAsync("even", after, 40), Total / 2),
            FollowAsync(there, after => there.ReadTagAsync("even", after, 40), Total / 2),
        ];
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
        {
            // Half of them through the other program.
            IJournal journal = writer % 2 == 0 ? here : there;
            string id = $"id-{writer}";
            long epoch = await journal.RaiseEpochAsync(id);
            long nr = 1;
            for (int write = 0; write < Writes; write++)
            {
                int count = 1 + (write % 2);
                await journal.WriteAsync(new(id, epoch, [.. Numbers(nr, count).Select(n => Entries.Entry(n, $"{id}:{n}") with { Tags = n % 2 == 0 ? ["even"] : [] })]));
                nr += count;
            }
        }))).WaitAsync(TimeSpan.FromSeconds(60));

        string[] expected = [.. (await EverythingAsync(here)).Select(Text)];
        expected.Length.ShouldBe(Total);
        for (int i = 0; i < followers.Length; i++)
        {
            List<JournalRow> seen = await followers[i].WaitAsync(Patience);
            seen.Select(row => row.Ordering).ShouldBe(seen.Select(row => row.Ordering).Distinct().Order());
            seen.Select(Text).ShouldBe(i < 2 ? expected : expected.Where(text => long.Parse(text.Split(':')[1]) % 2 == 0));
            foreach (IGrouping<string, JournalRow> ofOne in seen.GroupBy(row => row.PersistenceId))
            {
                ofOne.Select(row => row.SequenceNr).ShouldBe(i < 2 ? Numbers(1, Writes * 3 / 2) : Numbers(1, Writes * 3 / 2).Where(n => n % 2 == 0));
            }
        }
    }

    /// <summary>What somebody sees who reads on from the last ordering seen, and waits when there is nothing.</summary>
    private static async Task<List<JournalRow>> FollowAsync(IJournal journal, Func<long, Task<ImmutableArray<JournalRow>>> read, int count)
    {
        List<JournalRow> seen = [];
        long after = 0;
        long known = 0;
        while (seen.Count < count)
        {
            ImmutableArray<JournalRow> page = await read(after);
            if (page.IsEmpty)
            {
                await journal.WaitForOrderingAfterAsync(known);
                known = journal.LastOrdering;
                continue;
            }

            seen.AddRange(page);
            after = page[^1].Ordering;
        }

        return seen;
    }
}
