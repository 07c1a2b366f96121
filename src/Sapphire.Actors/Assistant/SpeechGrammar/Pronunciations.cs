using System.Collections.Immutable;

namespace Sapphire.Actors.Assistant.SpeechGrammar;

/// <summary>Words of the grammar that the dictionary of the recogniser lacks, in its phones (those of the CMU dictionary).</summary>
internal static class Pronunciations
{
    /// <summary>The phones by word.</summary>
    public static ImmutableDictionary<string, string> All { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["busan"] = "B UW S AA N",
        ["cosine"] = "K OW S AY N",
        ["factorial"] = "F AE K T AO R IY AH L",
        ["kathmandu"] = "K AE T M AE N D UW",
        ["kolkata"] = "K OW L K AA T AH",
        ["kyiv"] = "K IY V",
        ["postcode"] = "P OW S T K OW D",
        ["sourdough"] = "S AW ER D OW",
    }.ToImmutableDictionary(StringComparer.Ordinal);
}
