namespace Sapphire.Persistence.Tests;

/// <summary>Loops that are long in a soak and short in the tests: the same code with another count.</summary>
internal static class Soak
{
    /// <summary>Set to 1 for the full counts.</summary>
    public const string Variable = "SAPPHIRE_SOAK";

    public static int Count(int inTests, int inSoak) =>
        string.Equals(Environment.GetEnvironmentVariable(Variable), "1", StringComparison.Ordinal) ? inSoak : inTests;
}
