using FsCheck;

namespace Sapphire.Kernel.Tests;

/// <summary>How often properties are tried. <c>SAPPHIRE_PROPERTIES</c> is an upper bound, for runs that are repeated very often with new seeds.</summary>
internal static class Properties
{
    private static readonly int Bound = int.TryParse(Environment.GetEnvironmentVariable("SAPPHIRE_PROPERTIES"), out int bound) ? Math.Max(1, bound) : int.MaxValue;

    /// <summary>So many cases, or the bound; a failure is thrown with its shrunk case and its seed.</summary>
    public static Config Times(int count) => Config.QuickThrowOnFailure.WithMaxTest(Math.Min(count, Bound)).WithQuietOnSuccess(true);
}
