using System.Globalization;

namespace Sapphire.Benchmarks.Chats;

/// <summary>How measured times are spread.</summary>
/// <param name="Count">How many there are.</param>
/// <param name="P50">The median, in milliseconds.</param>
/// <param name="P99">The time that one of a hundred exceeds, in milliseconds.</param>
/// <param name="Max">The longest, in milliseconds.</param>
internal sealed record Spread(int Count, double P50, double P99, double Max)
{
    /// <summary>The spread of times in milliseconds.</summary>
    public static Spread Of(IEnumerable<double> milliseconds)
    {
        double[] sorted = [.. milliseconds.Order()];
        return sorted.Length == 0
            ? throw new ArgumentException("Nothing was measured.", nameof(milliseconds))
            : new(sorted.Length, At(sorted, 0.5), At(sorted, 0.99), sorted[^1]);
    }

    /// <inheritdoc />
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"p50 {P50:0.0} ms, p99 {P99:0.0} ms, max {Max:0.0} ms ({Count})");

    private static double At(double[] sorted, double share) => sorted[Math.Min(sorted.Length - 1, (int)Math.Ceiling(sorted.Length * share) - 1)];
}
