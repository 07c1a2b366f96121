using System.Collections.Frozen;

namespace Sapphire.Actors.Assistant.SpeechGrammar;

/// <summary>What the grammar does without.</summary>
internal static class NotSpoken
{
    /// <summary>Words of the phrase table and of the places that the dictionary of the recogniser lacks, and that are seldom said.</summary>
    public static FrozenSet<string> Words { get; } =
        new[] { "ai", "chatbot", "chatgpt", "hallo", "hiya", "llm", "memorise", "sentient", "nyc", "são", "utc", "gmt", "minuets", "nevermind", "nighty" }.ToFrozenSet(StringComparer.Ordinal);
}
