namespace Sapphire.Cluster.Tests.Messaging;

/// <summary>Loops that are long in a soak and short in the tests: the same code with another count.</summary>
internal static class Soak
{
    /// <summary>The count: the long one when SAPPHIRE_SOAK is 1.</summary>
    public static int Count(int inTests, int inSoak) =>
        string.Equals(Environment.GetEnvironmentVariable("SAPPHIRE_SOAK"), "1", StringComparison.Ordinal) ? inSoak : inTests;

    /// <summary>Numbers of their own in each run, or those of SAPPHIRE_SEED; a failure names the seed.</summary>
    public static Random Random(out int seed)
    {
        seed = int.TryParse(Environment.GetEnvironmentVariable("SAPPHIRE_SEED"), out int given) ? given : System.Random.Shared.Next(1, 1_000_000);
        return new(seed);
    }
}
