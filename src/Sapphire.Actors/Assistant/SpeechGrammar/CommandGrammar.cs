using System.Collections.Immutable;
using Sapphire.Actors.Assistant.Grammar;

namespace Sapphire.Actors.Assistant.SpeechGrammar;

/// <summary>What can be said to the built-in assistant, as a grammar for a recogniser; made from its own phrase table.</summary>
public static class CommandGrammar
{
    private static readonly Lazy<PatternNode> LazyRoot = new(() => new PatternNode.Sequence(
        [new PatternNode.Optional(SpokenPatterns.Prefix), PatternTrie.Join(SpokenPatterns.All.Select(p => p.Pattern)), new PatternNode.Optional(SpokenPatterns.Suffix)]));

    private static readonly Lazy<string> LazyJsgf = new(() => JsgfWriter.Write("sapphire", Root));

    /// <summary>The grammar in the JSpeech Grammar Format.</summary>
    public static string Jsgf => LazyJsgf.Value;

    /// <summary>Words of the grammar that the CMU dictionary lacks, with their phones.</summary>
    public static ImmutableDictionary<string, string> Pronunciations => SpeechGrammar.Pronunciations.All;

    /// <summary>The grammar as a tree without slots.</summary>
    internal static PatternNode Root => LazyRoot.Value;
}
