using System.Collections.Immutable;
using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Tests.Journal;

namespace Sapphire.Persistence.Tests.Contract;

/// <content>Events by tag.</content>
public abstract partial class JournalContract
{
    [Fact]
    public async Task Events_of_a_tag_come_in_commit_order_over_all_ids()
    {
        IJournal journal = await OpenAsync();
        long a = await journal.RaiseEpochAsync("a");
        long b = await journal.RaiseEpochAsync("b");
        await journal.WriteAsync(new("b", b, [Entries.Entry(1) with { Tags = ["red"] }]));
        await journal.WriteAsync(new("a", a, [Entries.Entry(1) with { Tags = ["red", "blue"] }, Entries.Entry(2), Entries.Entry(3) with { Tags = ["red"] }]));
        await journal.WriteAsync(new("b", b, [Entries.Entry(2, "two") with { Tags = ["blue"] }]));
        journal = await ReopenAsync();
        ImmutableArray<JournalRow> red = await journal.ReadTagAsync("red", 0, 10);
        red.Select(row => (row.PersistenceId, row.SequenceNr)).ShouldBe([("b", 1L), ("a", 1L), ("a", 3L)]);
        red.Select(row => row.Ordering).ShouldBe(red.Select(row => row.Ordering).Order());
        (await journal.ReadTagAsync("blue", red[1].Ordering, 10)).Select(row => (row.PersistenceId, row.SequenceNr, Text(row))).ShouldBe([("b", 2L, "two")]);
        (await journal.ReadTagAsync("green", 0, 10)).ShouldBeEmpty();
        (await journal.ReadTagAsync("Red", 0, 10)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Every_read_gives_the_tags_in_ordinal_order()
    {
        IJournal journal = await OpenAsync();
        long epoch = await journal.RaiseEpochAsync("a");
        string longest = new('t', JournalRules.MaxTagLength);
        await journal.WriteAsync(new("a", epoch, [Entries.Entry(1) with { Tags = ["b", "ä", "B", "a", longest] }, Entries.Entry(2)]));
        string[] expected = ["B", "a", "b", longest, "ä"];
        (await journal.ReadTagAsync("b", 0, 10)).Single().Tags.ShouldBe(expected);
        (await journal.ReadTagAsync(longest, 0, 10)).Single().Tags.ShouldBe(expected);
        (await journal.AllAsync("a"))[0].Tags.ShouldBe(expected);
        (await journal.ReadAllAsync(0, 10))[0].Tags.ShouldBe(expected);
        (await journal.ReadAllAsync(0, 10))[1].Tags.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_tag_given_twice_counts_once()
    {
        IJournal journal = await OpenAsync();
        long epoch = await journal.RaiseEpochAsync("a");
        await journal.WriteAsync(new("a", epoch, [Entries.Entry(1) with { Tags = ["red", "blue", "red"] }, Entries.Entry(2) with { Tags = ["red"] }]));
        ImmutableArray<JournalRow> red = await journal.ReadTagAsync("red", 0, 10);
        red.Select(row => row.SequenceNr).ShouldBe([1, 2]);
        red[0].Tags.ShouldBe(["blue", "red"]);
    }

    [Fact]
    public async Task Events_of_a_tag_are_read_in_pages()
    {
        IJournal journal = await OpenAsync();
        long epoch = await journal.RaiseEpochAsync("a");
        for (int batch = 0; batch < 10; batch++)
        {
            await journal.WriteAsync(new("a", epoch, [.. Numbers((batch * 30) + 1, 30).Select(nr => Entries.Entry(nr) with { Tags = nr % 3 == 0 ? ["third", "x"] : ["x"] })]));
        }

        List<long> numbers = [];
        long after = 0;
        while (await journal.ReadTagAsync("third", after, 7) is { IsEmpty: false } page)
        {
            page.Length.ShouldBeLessThanOrEqualTo(7);
            numbers.AddRange(page.Select(row => row.SequenceNr));
            after = page[^1].Ordering;
        }

        numbers.ShouldBe(Numbers(1, 300).Where(nr => nr % 3 == 0));
    }
}
