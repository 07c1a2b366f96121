namespace Sapphire.EndToEnd.Tests.Support;

/// <summary>Loops that are long in a soak and short in the tests: the same code with another count.</summary>
internal static class Soak
{
    /// <summary>The count: the long one when SAPPHIRE_SOAK is 1.</summary>
    public static int Count(int inTests, int inSoak) =>
        string.Equals(Environment.GetEnvironmentVariable("SAPPHIRE_SOAK"), "1", StringComparison.Ordinal) ? inSoak : inTests;
}
