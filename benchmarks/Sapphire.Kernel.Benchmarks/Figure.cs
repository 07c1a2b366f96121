namespace Sapphire.Kernel.Benchmarks;

/// <summary>One measured figure.</summary>
/// <param name="Benchmark">Which benchmark it comes from.</param>
/// <param name="Name">What was measured.</param>
/// <param name="Value">The median of <paramref name="Runs"/>.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Runs">All runs, in order.</param>
/// <param name="Bar">What we aim at; null for none.</param>
/// <param name="AtLeast">True when the bar is a lower one.</param>
public sealed record Figure(string Benchmark, string Name, double Value, string Unit, IReadOnlyList<double> Runs, double? Bar, bool AtLeast)
{
    /// <summary>True when the bar holds, or there is none.</summary>
    public bool Holds => Bar is not { } bar || (AtLeast ? Value >= bar : Value <= bar);

    /// <summary>A figure of several runs.</summary>
    public static Figure Of(string benchmark, string name, string unit, IEnumerable<double> runs, double? bar = null, bool atLeast = false)
    {
        double[] all = [.. runs];
        return new(benchmark, name, Median(all), unit, [.. all.Select(run => Math.Round(run, 3))], bar, atLeast);
    }

    /// <summary>The middle one; of an even number the mean of the two in the middle.</summary>
    public static double Median(IReadOnlyCollection<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>Its line of the table.</summary>
    public override string ToString()
    {
        string bar = Bar is { } limit ? $"  bar {(AtLeast ? "≥" : "≤")} {limit:#,0.##}{(Holds ? string.Empty : "  MISSED")}" : string.Empty;
        return $"  {Name,-58} {Value,14:#,0.##} {Unit,-9}{bar}";
    }
}
