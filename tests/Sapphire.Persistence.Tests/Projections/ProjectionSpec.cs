using Dapper;
using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Projections;

namespace Sapphire.Persistence.Tests.Projections;

/// <summary>What every projection does, wherever its tables are. Derive it, and give a store and a journal.</summary>
public abstract class ProjectionSpec : IAsyncLifetime
{
    protected static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    protected IJournal Journal { get; private set; } = null!;

    public virtual async ValueTask InitializeAsync() => Journal = await OpenJournalAsync();

    public virtual async ValueTask DisposeAsync()
    {
        await Journal.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Where the store keeps its offsets.</summary>
    protected abstract string OffsetTable { get; }

    /// <summary>Opens an empty journal.</summary>
    protected abstract Task<IJournal> OpenJournalAsync();

    /// <summary>Opens the store, over the same tables each time.</summary>
    protected abstract IProjectionStore OpenStore();

    [Fact]
    public async Task A_view_follows_the_journal()
    {
        await using IProjectionStore store = OpenStore();
        await using Projection projection = Start(store, TitlesView.Define());
        await Journal.NameAsync("a", "first");
        await Journal.NameAsync("other", "not wanted");
        await Journal.NameAsync("b", "second");
        await ShouldShowAsync(projection, await Journal.NameAsync("a", "renamed"), "a=renamed", "b=second");
    }

    [Fact]
    public async Task It_goes_on_where_it_stopped_and_applies_nothing_twice()
    {
        long last = await Journal.NameAsync("a", "first");
        await using (IProjectionStore store = OpenStore())
        await using (Projection projection = Start(store, TitlesView.Define()))
        {
            await ShouldShowAsync(projection, last, "a=first");
            await UntilReadyAsync(projection);
        }

        last = await Journal.NameAsync("b", "second");
        List<long> applied = [];
        await using IProjectionStore again = OpenStore();
        await using Projection next = Start(again, TitlesView.Define(onApply: one => applied.Add(one.Ordering)));
        await ShouldShowAsync(next, last, "a=first", "b=second");
        applied.ShouldBe([last]);
    }

    [Fact]
    public async Task A_rebuild_answers_from_the_old_generation_until_the_new_one_has_caught_up()
    {
        for (int i = 0; i < 30; i++)
        {
            await Journal.NameAsync($"a{i:00}", "v1");
        }

        await using IProjectionStore store = OpenStore();
        await using (Projection old = Start(store, TitlesView.Define()))
        {
            await old.WaitForAsync(Journal.LastOrdering).WaitAsync(Patience);
            await UntilReadyAsync(old);
        }

        // The new version stands in the middle of its rebuild until the test lets it go on.
        using SemaphoreSlim gate = new(0);
        int applied = 0;
        ProjectionDefinition second = TitlesView.Define(2, "new:", _ =>
        {
            if (Interlocked.Increment(ref applied) == 10)
            {
                gate.Wait(Patience).ShouldBeTrue();
            }
        });
        await using Projection projection = Start(store, second with { ReadsSince = 1, BatchRows = 4 });
        await UntilAsync(() => Volatile.Read(ref applied) >= 10, "the rebuild does not begin");
        List<string> titles = await projection.TitlesAsync();
        titles.Count.ShouldBe(30);
        titles.ShouldAllBe(title => title.EndsWith("=v1", StringComparison.Ordinal));
        projection.Status.Rebuild.ShouldNotBeNull();
        gate.Release();
        await ShouldBeAsync(async () => await projection.TitlesAsync(), now => now.Count == 30 && now.All(title => title.EndsWith("=new:v1", StringComparison.Ordinal)));
        (await projection.AppliedAsync()).Count.ShouldBe(30);
        await ShouldBeAsync(() => store.FindAsync("titles", default), all => all is [{ Ready: true, Version: 2 }]);
    }

    [Fact]
    public async Task It_can_be_rebuilt_by_hand_while_events_come_in()
    {
        for (int i = 0; i < 50; i++)
        {
            await Journal.NameAsync($"a{i:00}", "title");
        }

        await using IProjectionStore store = OpenStore();
        await using Projection projection = Start(store, TitlesView.Define() with { BatchRows = 3 });
        await projection.WaitForAsync(Journal.LastOrdering).WaitAsync(Patience);
        await UntilReadyAsync(projection);
        long before = projection.Status.Generation;
        List<long> seen = [];
        Task rebuild = projection.RebuildAsync(new Direct(progress => seen.Add(progress.Offset)));
        long last = 0;
        while (!rebuild.IsCompleted || last == 0)
        {
            last = await Journal.NameAsync("b", "during");
            await projection.WaitForAsync(last, Patience);
            (await projection.TitlesAsync()).Count.ShouldBe(51);
        }

        await rebuild.WaitAsync(Patience);
        projection.Status.Generation.ShouldBeGreaterThan(before);
        seen.ShouldNotBeEmpty();
        await projection.WaitForAsync(last, Patience);
        (await projection.AppliedAsync()).Count.ShouldBe((int)(await Journal.HighestSequenceNrAsync("b")) + 50);
        await ShouldBeAsync(() => store.FindAsync("titles", default), all => all is [{ Ready: true }]);
    }

    [Fact]
    public async Task A_rebuild_that_was_cut_off_goes_on_after_the_next_start()
    {
        for (int i = 0; i < 20; i++)
        {
            await Journal.NameAsync($"a{i:00}", "title");
        }

        await using IProjectionStore store = OpenStore();
        ProjectionDefinition definition = TitlesView.Define();
        ProjectionGeneration first = await store.BeginAsync(definition, joinAfter: null, default);
        await store.SwitchAsync(first, default);
        ProjectionGeneration second = await store.BeginAsync(definition, joinAfter: null, default);
        await using Projection projection = Start(store, definition);
        await ShouldBeAsync(() => store.FindAsync("titles", default), all => all is [{ Ready: true } one] && one.Number == second.Number);
        (await projection.TitlesAsync()).Count.ShouldBe(20);
    }

    [Fact]
    public async Task What_cannot_be_read_is_left_out_and_said_and_does_not_stop_the_others()
    {
        await Journal.NameAsync("a", "first");
        await Journal.WriteRawAsync("b", "test.unheard-of.7", "{}");
        await Journal.WriteRawAsync("c", "test.named.1", "{ no json");
        long last = await Journal.NameAsync("d", "last");
        await using IProjectionStore store = OpenStore();
        await using Projection projection = Start(store, TitlesView.Define());
        await ShouldShowAsync(projection, last, "a=first", "d=last");
        projection.Status.Parked.ShouldBe(2);
        projection.Status.Degraded.ShouldBeTrue();
        await UntilReadyAsync(projection);
        (await store.FindAsync("titles", default))[0].UnknownManifests.ShouldBe(["test.unheard-of.7"]);
    }

    [Fact]
    public async Task What_was_unknown_is_taken_in_as_soon_as_a_program_knows_it()
    {
        long last = await Journal.WriteRawAsync("b", "test.named.9", """{"Title":"later"}""");
        await using IProjectionStore store = OpenStore();
        await using (Projection projection = Start(store, TitlesView.Define()))
        {
            await ShouldShowAsync(projection, last);
            await UntilReadyAsync(projection);
        }

        await using Projection newer = Projection.Start(
            TitlesView.Define(), store, Journal, new Sapphire.Persistence.Events.EventCatalog().Add("test.named.9", TitlesJson.Default.Named).Upcast("test.named.1", json => json));
        await ShouldBeAsync(async () => await newer.TitlesAsync(), titles => titles is ["b=later"]);
        newer.Status.Degraded.ShouldBeFalse();
    }

    [Fact]
    public async Task An_offset_that_cannot_be_stored_takes_the_rows_back_with_it()
    {
        int failures = 2;
        await Journal.NameAsync("a", "first");
        long last = await Journal.NameAsync("b", "second");
        await using IProjectionStore store = OpenStore();
        await using Projection projection = Start(store, TitlesView.Define(sabotage: async (transaction, one) =>
        {
            if (one.PersistenceId == "b" && failures-- > 0)
            {
                // In one transaction with the rows, this goes when they go; stored by itself, the offset finds no table ever again.
                await transaction.FlushAsync();
                await transaction.Connection.ExecuteAsync($"ALTER TABLE {OffsetTable} RENAME TO hidden");
            }
        }));
        await ShouldShowAsync(projection, last, "a=first", "b=second");
        failures.ShouldBe(-1);
        (await projection.AppliedAsync()).Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_page_that_fails_leaves_neither_rows_nor_offset_and_is_tried_again()
    {
        int failures = 2;
        await Journal.NameAsync("a", "first");
        long last = await Journal.NameAsync("b", "second");
        await using IProjectionStore store = OpenStore();
        await using Projection projection = Start(store, TitlesView.Define(onApply: one =>
        {
            if (one.PersistenceId == "b" && failures-- > 0)
            {
                throw new InvalidOperationException("the view cannot take this now");
            }
        }));
        await ShouldShowAsync(projection, last, "a=first", "b=second");
        failures.ShouldBe(-1);
        (await projection.AppliedAsync()).Count.ShouldBe(2);
        projection.Status.Degraded.ShouldBeFalse();
    }

    [Fact]
    public async Task An_event_that_the_view_never_takes_is_left_out_alone()
    {
        for (int i = 0; i < 5; i++)
        {
            await Journal.NameAsync($"a{i}", "title");
        }

        await using IProjectionStore store = OpenStore();
        await using Projection projection = Start(store, TitlesView.Define(onApply: one =>
        {
            if (one.PersistenceId == "a2")
            {
                throw new InvalidOperationException("never");
            }
        }));
        await ShouldShowAsync(projection, Journal.LastOrdering, "a0=title", "a1=title", "a3=title", "a4=title");
        projection.Status.Parked.ShouldBe(1);
    }

    [Fact]
    public async Task A_wait_has_a_limit_and_says_how_far_the_view_is()
    {
        using ManualResetEventSlim gate = new();
        await using IProjectionStore store = OpenStore();
        await using Projection projection = Start(store, TitlesView.Define(onApply: _ => gate.Wait(Patience)));
        await Journal.NameAsync("a", "first");
        TimeoutException error = await Should.ThrowAsync<TimeoutException>(() => projection.WaitForAsync(Journal.LastOrdering, TimeSpan.FromMilliseconds(50)));
        error.Message.ShouldContain("titles");
        gate.Set();
        await projection.WaitForAsync(Journal.LastOrdering, Patience);
    }

    protected Projection Start(IProjectionStore store, ProjectionDefinition definition) => Projection.Start(definition, store, Journal, TitlesView.Catalog);

    protected static async Task ShouldShowAsync(Projection projection, long ordering, params string[] titles)
    {
        await projection.WaitForAsync(ordering, Patience);
        (await projection.TitlesAsync()).ShouldBe(titles);
    }

    /// <summary>Until the first build is done: what is built then is a rebuild.</summary>
    protected static Task UntilReadyAsync(Projection projection) => UntilAsync(() => projection.Status is { Generation: > 0, Rebuild: null }, "the view is not ready");

    protected static Task UntilAsync(Func<bool> condition, string otherwise) => ShouldBeAsync(() => Task.FromResult(condition()), met => met, otherwise);

    protected static async Task ShouldBeAsync<T>(Func<Task<T>> read, Func<T, bool> condition, string? otherwise = null)
    {
        long deadline = Environment.TickCount64 + (long)Patience.TotalMilliseconds;
        using PeriodicTimer tick = new(TimeSpan.FromMilliseconds(5));
        while (true)
        {
            T now = await read();
            if (condition(now))
            {
                return;
            }

            (Environment.TickCount64 < deadline).ShouldBeTrue(otherwise ?? $"it stays {now}");
            await tick.WaitForNextTickAsync();
        }
    }

    private sealed class Direct(Action<RebuildProgress> report) : IProgress<RebuildProgress>
    {
        public void Report(RebuildProgress value) => report(value);
    }
}
