using Sapphire.Kernel.Benchmarks;
using Sapphire.Persistence.InMemory;

namespace Sapphire.Persistence.Benchmarks.Load;

/// <summary>What persistent actors cost by themselves: their journal is a list.</summary>
internal static class InMemoryLoad
{
    public static async Task<IReadOnlyList<Figure>> RunAsync()
    {
        List<double> rates = [];
        for (int run = -2; run < PersistenceBenchmarks.Runs; run++)
        {
            await using InMemoryJournal journal = new();
            double rate = await Crowd.RateAsync(journal, Crowd.Actors, 10_000, window: 1);
            if (run >= 0) rates.Add(rate);
        }

        return [Figure.Of("journal", $"in memory, {Crowd.Actors} actors, Persist", "events/s", rates, 400_000, atLeast: true)];
    }
}
