using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Sapphire.Persistence.Memory;

namespace Sapphire.Persistence.Tests.Memory;

/// <summary>What every store of memories does.</summary>
public abstract class MemoryContract : IAsyncLifetime
{
    private IMemoryDatabase _memory = null!;

    internal Clock Time { get; } = new();

    private protected IMemoryDatabase Memory => _memory;

    public virtual async ValueTask InitializeAsync() => _memory = await OpenAsync();

    public virtual async ValueTask DisposeAsync()
    {
        await _memory.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>The same store each time.</summary>
    private protected abstract Task<IMemoryDatabase> OpenAsync();

    [Theory]
    [InlineData("run", "I like running in the park")]
    [InlineData("runn", "I like running in the park")]
    [InlineData("ran running", "I like running in the park")]
    [InlineData("birthdays", "My sister's birthday is in May")]
    [InlineData("sister", "My sister's birthday is in May")]
    [InlineData("CAFÉ", "The cafe opens at nine")]
    [InlineData("when is the café's opening?", "The cafe opens at nine")]
    [InlineData("приве", "Привет means hello")]
    public async Task A_word_its_stem_and_its_prefix_are_found(string query, string expected)
    {
        await SaveAll("I like running in the park", "My sister's birthday is in May", "The cafe opens at nine", "Привет means hello");
        ImmutableArray<MemoryRow> found = await _memory.SearchAsync(query, 10);
        found.ShouldNotBeEmpty();
        found[0].Text.ShouldBe(expected);
    }

    [Fact]
    public async Task The_best_match_comes_first_and_the_limit_holds()
    {
        await SaveAll("tea in the morning", "green tea with honey", "coffee in the morning");
        (await _memory.SearchAsync("green tea", 10)).Select(row => row.Text).ShouldBe(["green tea with honey", "tea in the morning"]);
        (await _memory.SearchAsync("tea", 1)).Length.ShouldBe(1);
        (await _memory.SearchAsync("chocolate", 10)).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_empty_query_lists_the_newest_first()
    {
        await SaveAll("a", "b", "c");
        (await _memory.SearchAsync(" ", 2)).Select(row => row.Text).ShouldBe(["c", "b"]);
    }

    [Fact]
    public async Task The_same_text_only_renews_its_time()
    {
        MemoryRow first = await _memory.SaveAsync("The key is under the mat");
        Time.Now += TimeSpan.FromDays(1);
        await _memory.SaveAsync("something else");
        Time.Now += TimeSpan.FromDays(1);
        MemoryRow again = await _memory.SaveAsync("  the KEY is  under the mat ");
        again.Id.ShouldBe(first.Id);
        again.Text.ShouldBe("The key is under the mat");
        again.SavedAt.ShouldBe(first.SavedAt + TimeSpan.FromDays(2));
        (await _memory.SearchAsync("", 10)).Select(row => row.Id).ShouldBe([first.Id, first.Id + 1]);
        (await _memory.SearchAsync("key", 10)).Length.ShouldBe(1);
    }

    [Fact]
    public async Task A_deleted_memory_is_not_found_any_more()
    {
        MemoryRow row = await _memory.SaveAsync("forget this");
        (await _memory.DeleteAsync(row.Id)).ShouldBeTrue();
        (await _memory.DeleteAsync(row.Id)).ShouldBeFalse();
        (await _memory.SearchAsync("forget", 10)).ShouldBeEmpty();
        (await _memory.SaveAsync("forget this")).Id.ShouldBeGreaterThan(row.Id);
    }

    [Fact]
    public async Task Memories_outlive_the_program()
    {
        await SaveAll("kept");
        await _memory.DisposeAsync();
        _memory = await OpenAsync();
        (await _memory.SearchAsync("kept", 10)).Single().Text.ShouldBe("kept");
    }

    [Fact]
    public async Task Empty_text_is_refused() =>
        await Should.ThrowAsync<ArgumentException>(() => _memory.SaveAsync(" \n"));

    [Theory]
    [InlineData("\"")]
    [InlineData("tea*\" OR \"x")]
    [InlineData("text : tea NEAR(a b) AND NOT ^x {y} (")]
    [InlineData("AND OR NOT NEAR")]
    [InlineData("'; DROP TABLE memories; --")]
    [InlineData("\0")]
    public async Task Query_syntax_in_a_persons_text_is_only_text(string query)
    {
        await SaveAll("tea");
        await Should.NotThrowAsync(() => _memory.SearchAsync(query, 10));
        (await _memory.SearchAsync("tea", 10)).Length.ShouldBe(1);
    }

    [Fact]
    public void Any_text_can_be_saved_and_searched_for()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<string>(), async text =>
        {
            string safe = text ?? "";
            (await _memory.SearchAsync(safe, 5)).Length.ShouldBeInRange(0, 5);
            if (safe.Trim().Length > 0 && !safe.Contains('\0', StringComparison.Ordinal))
            {
                MemoryRow row = await _memory.SaveAsync(safe);
                (await _memory.SearchAsync("", 1)).ShouldNotBeEmpty();
                row.Text.Length.ShouldBeGreaterThan(0);
            }
        }).QuickCheckThrowOnFailure();
    }

    private protected async Task SaveAll(params string[] texts)
    {
        foreach (string text in texts)
        {
            await _memory.SaveAsync(text);
            Time.Now += TimeSpan.FromSeconds(1);
        }
    }

    internal sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
