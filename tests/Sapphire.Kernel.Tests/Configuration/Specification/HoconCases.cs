using Sapphire.Kernel.Configuration;

namespace Sapphire.Kernel.Tests.Configuration.Specification;

/// <summary>What the tests of the specification have in common. No case sees the environment of the process.</summary>
internal static class HoconCases
{
    public static Config Parse(string text) => ConfigurationFactory.ParseString(text, _ => null);

    /// <summary>Two texts mean the same, key for key and type for type.</summary>
    public static void Same(string text, string same, string? why = null) => Parse(text).ToString().ShouldBe(Parse(same).ToString(), why ?? text);

    /// <summary>A text is refused, with a place, and in words that hold what is given.</summary>
    public static HoconException Refused(string text, string words = "")
    {
        var error = Should.Throw<HoconException>(() => Parse(text), text);
        error.Message.ShouldContain(words);
        error.Line.ShouldBeGreaterThan(0, error.Message);
        error.Column.ShouldBeGreaterThan(0, error.Message);
        return error;
    }
}
