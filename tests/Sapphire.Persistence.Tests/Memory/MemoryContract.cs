using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Sapphire.Persistence.Memory;

namespace Sapphire.Persistence.Tests.Memory;

/// <summary>What every store of memories does.</summary>
public abstract class MemoryContract : IAsyncLifetime
{
    private protected const string Scope = IMemoryDatabase.DefaultScope;
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
        ImmutableArray<MemoryRow> found = await _memory.SearchAsync(Scope, query, 10);
        found.ShouldNotBeEmpty();
        found[0].Text.ShouldBe(expected);
    }

    [Fact]
    public async Task The_best_match_comes_first_and_the_limit_holds()
    {
        await SaveAll("tea in the morning", "green tea with honey", "coffee in the morning");
        (await _memory.SearchAsync(Scope, "green tea", 10)).Select(row => row.Text).ShouldBe(["green tea with honey", "tea in the morning"]);
        (await _memory.SearchAsync(Scope, "tea", 1)).Length.ShouldBe(1);
        (await _memory.SearchAsync(Scope, "chocolate", 10)).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_empty_query_lists_the_newest_first()
    {
        await SaveAll("a", "b", "c");
        (await _memory.SearchAsync(Scope, " ", 2)).Select(row => row.Text).ShouldBe(["c", "b"]);
    }

    [Fact]
    public async Task The_same_text_only_renews_its_time()
    {
        MemoryRow first = await _memory.SaveAsync(Scope, "The key is under the mat");
        Time.Now += TimeSpan.FromDays(1);
        await _memory.SaveAsync(Scope, "something else");
        Time.Now += TimeSpan.FromDays(1);
        MemoryRow again = await _memory.SaveAsync(Scope, "  the KEY is  under the mat ");
        again.Id.ShouldBe(first.Id);
        again.Text.ShouldBe("The key is under the mat");
        again.SavedAt.ShouldBe(first.SavedAt + TimeSpan.FromDays(2));
        (await _memory.SearchAsync(Scope, "", 10)).Select(row => row.Id).ShouldBe([first.Id, first.Id + 1]);
        (await _memory.SearchAsync(Scope, "key", 10)).Length.ShouldBe(1);
    }

    [Fact]
    public async Task A_deleted_memory_is_not_found_any_more()
    {
        MemoryRow row = await _memory.SaveAsync(Scope, "forget this");
        (await _memory.DeleteAsync(Scope, row.Id)).ShouldBeTrue();
        (await _memory.DeleteAsync(Scope, row.Id)).ShouldBeFalse();
        (await _memory.SearchAsync(Scope, "forget", 10)).ShouldBeEmpty();
        (await _memory.SaveAsync(Scope, "forget this")).Id.ShouldBeGreaterThan(row.Id);
    }

    [Fact]
    public async Task Memories_outlive_the_program()
    {
        await SaveAll("kept");
        await _memory.DisposeAsync();
        _memory = await OpenAsync();
        (await _memory.SearchAsync(Scope, "kept", 10)).Single().Text.ShouldBe("kept");
    }

    [Fact]
    public async Task Empty_text_is_refused() =>
        await Should.ThrowAsync<ArgumentException>(() => _memory.SaveAsync(Scope, " \n"));

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
        await Should.NotThrowAsync(() => _memory.SearchAsync(Scope, query, 10));
        (await _memory.SearchAsync(Scope, "tea", 10)).Length.ShouldBe(1);
    }

    [Fact]
    public void Any_text_can_be_saved_and_searched_for()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<string>(), async text =>
        {
            string safe = text ?? "";
            (await _memory.SearchAsync(Scope, safe, 5)).Length.ShouldBeInRange(0, 5);
            if (safe.Trim().Length > 0 && !safe.Contains('\0', StringComparison.Ordinal))
            {
                MemoryRow row = await _memory.SaveAsync(Scope, safe);
                (await _memory.SearchAsync(Scope, "", 1)).ShouldNotBeEmpty();
                row.Text.Length.ShouldBeGreaterThan(0);
            }
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public async Task A_memory_is_there_for_its_scope_only_by_words_and_by_number()
    {
        MemoryRow work = await _memory.SaveAsync("work", "The door code is 4312");
        MemoryRow home = await _memory.SaveAsync("home", "The door is green");
        (await _memory.SearchAsync("work", "door", 10)).ShouldBe([work]);
        (await _memory.SearchAsync("home", "door", 10)).ShouldBe([home]);
        (await _memory.SearchAsync("work", "", 10)).ShouldBe([work]);
        (await _memory.SearchAsync(Scope, "door", 10)).ShouldBeEmpty();
        (await _memory.SearchAsync(Scope, "", 10)).ShouldBeEmpty();
        (await _memory.DeleteAsync("home", work.Id)).ShouldBeFalse();
        (await _memory.DeleteAsync(Scope, work.Id)).ShouldBeFalse();
        (await _memory.SearchAsync("work", "", 10)).ShouldBe([work]);
        (await _memory.DeleteAsync("work", work.Id)).ShouldBeTrue();
        (await _memory.SearchAsync("home", "", 10)).ShouldBe([home]);
    }

    [Fact]
    public async Task The_same_text_is_remembered_once_in_each_scope()
    {
        MemoryRow one = await _memory.SaveAsync("a", "The cat is called Mitzi");
        Time.Now += TimeSpan.FromDays(1);
        MemoryRow two = await _memory.SaveAsync("b", "the cat is called MITZI");
        two.Id.ShouldNotBe(one.Id);
        (await _memory.SaveAsync("a", "the cat is called mitzi")).Id.ShouldBe(one.Id);
        (await _memory.SearchAsync("b", "cat", 10)).ShouldBe([two]);
        (await _memory.ScopesAsync()).ShouldBe([new("a", 1), new("b", 1), new(Scope, 0)]);
    }

    [Fact]
    public async Task A_limit_counts_the_memories_of_its_scope()
    {
        for (int i = 0; i < 20; i++)
        {
            await _memory.SaveAsync("much", FormattableString.Invariant($"tea number {i}"));
            await _memory.SaveAsync("little", i == 0 ? "tea with milk" : "no sugar");
        }

        (await _memory.SearchAsync("little", "tea", 1)).Single().Text.ShouldBe("tea with milk");
        (await _memory.SearchAsync("much", "tea", 30)).Length.ShouldBe(20);
        (await _memory.SearchAsync("little", "", 30)).Length.ShouldBe(2);
    }

    [Fact]
    public async Task A_new_store_has_the_default_scope_and_others_are_made_and_deleted()
    {
        (await _memory.ScopesAsync()).ShouldBe([new(Scope, 0)]);
        (await _memory.CreateScopeAsync("work")).ShouldBeTrue();
        (await _memory.CreateScopeAsync("work")).ShouldBeFalse();
        (await _memory.CreateScopeAsync(Scope)).ShouldBeFalse();
        (await _memory.ScopesAsync()).ShouldBe([new(Scope, 0), new("work", 0)]);
        await _memory.DisposeAsync();
        _memory = await OpenAsync();
        (await _memory.ScopesAsync()).ShouldBe([new(Scope, 0), new("work", 0)]);
        (await _memory.DeleteScopeAsync("work", withMemories: false)).ShouldBe(0);
        (await _memory.DeleteScopeAsync("work", withMemories: true)).ShouldBeNull();
        (await _memory.ScopesAsync()).ShouldBe([new(Scope, 0)]);
        await Should.ThrowAsync<ArgumentException>(() => _memory.DeleteScopeAsync(Scope, withMemories: true));
    }

    [Fact]
    public async Task A_scope_with_memories_is_deleted_only_with_them()
    {
        await _memory.SaveAsync("work", "The printer is upstairs");
        await _memory.SaveAsync("home", "The printer is broken");
        (await _memory.DeleteScopeAsync("work", withMemories: false)).ShouldBe(1);
        (await _memory.SearchAsync("work", "printer", 10)).Length.ShouldBe(1);
        (await _memory.DeleteScopeAsync("work", withMemories: true)).ShouldBe(1);
        (await _memory.SearchAsync("work", "printer", 10)).ShouldBeEmpty();
        (await _memory.ScopesAsync()).ShouldBe([new(Scope, 0), new("home", 1)]);

        // A scope that was deleted begins anew, with nothing of before.
        await _memory.SaveAsync("work", "New");
        (await _memory.SearchAsync("work", "", 10)).Single().Text.ShouldBe("New");
        (await _memory.SearchAsync("home", "printer", 10)).Length.ShouldBe(1);
    }

    [Fact]
    public async Task A_scope_stays_when_its_last_memory_is_deleted()
    {
        MemoryRow row = await _memory.SaveAsync("work", "once");
        await _memory.DeleteAsync("work", row.Id);
        (await _memory.ScopesAsync()).ShouldBe([new(Scope, 0), new("work", 0)]);
    }

    private protected async Task SaveAll(params string[] texts)
    {
        foreach (string text in texts)
        {
            await _memory.SaveAsync(Scope, text);
            Time.Now += TimeSpan.FromSeconds(1);
        }
    }

    internal sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
