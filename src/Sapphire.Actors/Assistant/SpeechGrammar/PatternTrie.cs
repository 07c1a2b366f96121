using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Sapphire.Actors.Assistant.Grammar;

namespace Sapphire.Actors.Assistant.SpeechGrammar;

/// <summary>
/// Joins patterns that begin, or end, alike into one tree. The recogniser copies a rule wherever it is used, so fewer copies
/// of "a duration" mean less memory and less work for each frame of sound.
/// </summary>
internal static class PatternTrie
{
    /// <summary>A tail of at least so many words is worth to be shared.</summary>
    private const int HeavyWords = 40;

    private static readonly ConditionalWeakTable<PatternNode, string> Keys = [];

    /// <summary>One tree for all the patterns.</summary>
    public static PatternNode Join(IEnumerable<PatternNode> patterns)
    {
        ImmutableArray<PatternNode>[] sequences = [.. patterns.Select(p => p is PatternNode.Sequence(var parts) ? parts : [p])];
        var joined = new List<PatternNode>();
        var rest = new List<ImmutableArray<PatternNode>>();
        foreach (IGrouping<string, ImmutableArray<PatternNode>> tail in sequences.GroupBy(s => Tail(s) is > 0 and var at ? string.Join(' ', s[at..].Select(Key)) : "", StringComparer.Ordinal))
        {
            if (tail.Key.Length == 0 || tail.Count() == 1)
            {
                rest.AddRange(tail);
                continue;
            }

            ImmutableArray<PatternNode> first = tail.First();
            joined.Add(new PatternNode.Sequence([Prefixed([.. tail.Select(s => s[..Tail(s)])]), .. first[Tail(first)..]]));
        }

        if (rest.Count > 0)
        {
            joined.Add(Prefixed(rest));
        }

        return joined.Count == 1 ? joined[0] : new PatternNode.Choice([.. joined]);
    }

    /// <summary>How many words a tree holds.</summary>
    public static int Words(PatternNode node) => node is PatternNode.Word ? 1 : JsgfWriter.Parts(node).Sum(Words);

    /// <summary>Where the last heavy part stands; -1 when there is none.</summary>
    private static int Tail(ImmutableArray<PatternNode> parts)
    {
        int at = parts.Length - 1;
        while (at >= 0 && Words(parts[at]) < HeavyWords)
        {
            at--;
        }

        return at;
    }

    private static PatternNode Prefixed(List<ImmutableArray<PatternNode>> sequences)
    {
        bool ends = sequences.Any(s => s.Length == 0);
        var options = new List<PatternNode>();
        foreach (IGrouping<string, ImmutableArray<PatternNode>> head in sequences.Where(s => s.Length > 0).GroupBy(s => Key(s[0]), StringComparer.Ordinal))
        {
            PatternNode first = head.First()[0];
            PatternNode? more = head.All(s => s.Length == 1) ? null : Prefixed([.. head.Select(s => s[1..])]);
            options.Add(more switch
            {
                null => first,
                PatternNode.Sequence(var parts) => new PatternNode.Sequence([first, .. parts]),
                _ => new PatternNode.Sequence([first, more]),
            });
        }

        PatternNode all = options.Count == 1 ? options[0] : new PatternNode.Choice([.. options]);
        return ends ? new PatternNode.Optional(all) : all;
    }

    private static string Key(PatternNode node) => Keys.GetValue(node, static n => n switch
    {
        PatternNode.Word(var text) => text,
        PatternNode.Optional(var inner) => $"[{Key(inner)}]",
        PatternNode.Choice(var options) => $"({string.Join('|', options.Select(Key))})",
        _ => $"<{string.Join(' ', JsgfWriter.Parts(n).Select(Key))}>",
    });
}
