namespace Sapphire.Persistence.Tests;

/// <summary>Loops that are long in a soak and short in the tests: the same code with another count.</summary>
internal static class Soak
{
    /// <summary>Set to 1 for the full counts.</summary>
    public const string Variable = "SAPPHIRE_SOAK";

    /// <summary>A number that repeats a run; any other run takes another.</summary>
    public const string SeedVariable = "SAPPHIRE_SEED";

    public static int Count(int inTests, int inSoak) =>
        string.Equals(Environment.GetEnvironmentVariable(Variable), "1", StringComparison.Ordinal) ? inSoak : inTests;

    /// <summary>Numbers of their own in each run; a failure names the seed that repeats them.</summary>
    public static Random Random(out int seed)
    {
        seed = int.TryParse(Environment.GetEnvironmentVariable(SeedVariable), out int given) ? given : System.Random.Shared.Next(1, 1_000_000);
        return new(seed);
    }
}
