using Sapphire.Persistence.Projections;
using Sapphire.Persistence.Tests.Postgres;

namespace Sapphire.Persistence.Tests.Projections;

/// <summary>What a projection does besides where several programs share its tables.</summary>
public abstract class SharedProjectionSpec : ProjectionSpec
{
    [Fact]
    public async Task Two_programs_share_the_work_and_apply_everything_once()
    {
        await using IProjectionStore store = OpenStore();
        await using Projection first = Start(store, TitlesView.Define() with { BatchRows = 5 });
        await UntilReadyAsync(first);
        await using IProjectionStore other = OpenStore();
        await using Projection second = Start(other, TitlesView.Define() with { BatchRows = 7 });
        long[] written = await Task.WhenAll(Enumerable.Range(0, 10).Select(async writer =>
        {
            long last = 0;
            for (int i = 0; i < 20; i++)
            {
                last = await Journal.NameAsync($"w{writer}", $"t{i}");
            }

            return last;
        }));
        foreach (Projection projection in (Projection[])[first, second])
        {
            await projection.WaitForAsync(written.Max(), Patience);
            List<long> applied = await projection.AppliedAsync();
            applied.Count.ShouldBe(200);
            applied.Distinct().Count().ShouldBe(200);
            (await projection.TitlesAsync()).ShouldAllBe(title => title.EndsWith("=t19", StringComparison.Ordinal));
        }

        // A rebuild in one is followed by the other.
        await first.RebuildAsync().WaitAsync(Patience);
        long after = await Journal.NameAsync("w0", "after");
        await second.WaitForAsync(after, Patience);
        (await second.TitlesAsync()).ShouldContain("w0=after");

        // The old generation may have answered that: it goes once the first has switched.
        await Poll.UntilAsync(() => Task.FromResult(second.Status.Generation == first.Status.Generation), "the second answers from the rebuilt generation");
        (await second.TitlesAsync()).ShouldContain("w0=after");
    }
}
