using System.Globalization;
using Sapphire.Benchmarks.Chats;
using Sapphire.Kernel.Benchmarks;

namespace Sapphire.Benchmarks;

/// <summary>A spread as one line of the table.</summary>
internal static class SpreadFigure
{
    /// <summary>The p99 as the figure; the median and the longest in its name.</summary>
    public static Figure AsFigure(this Spread spread, string benchmark, string name, double? bar = null) =>
        Figure.Of(benchmark, string.Create(CultureInfo.InvariantCulture, $"{name}: p50 {spread.P50:0.0}, longest {spread.Max:0}; p99"), "ms", [spread.P99], bar);
}
