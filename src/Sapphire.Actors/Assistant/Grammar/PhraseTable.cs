using System.Collections.Frozen;
using System.Collections.Immutable;
using Sapphire.Actors.Assistant.Intents;

namespace Sapphire.Actors.Assistant.Grammar;

/// <summary>Every intent with its compiled patterns. A speech grammar can be generated from the same trees.</summary>
internal static class PhraseTable
{
    /// <summary>Shared rules, in the order in which they build on each other.</summary>
    private static readonly (string Name, string Pattern)[] RuleTexts =
    [
        ("a", "a|an|the|my|another|one|one more|that|this"),
        ("whatis", "what is|what are|what was|how much is|how much are|what does|what do|what would|tell me|calculate|compute|work out|figure out|solve"),
        ("set", "set|start|create|make|put on|begin|add|run|set up|start up|give me|i want|i need|i would like|need|want|do"),
        ("timer", "timer|countdown|count down|countdown timer|kitchen timer"),
        ("alarm", "alarm|alarm clock|wake up call|wake up alarm"),
        ("anytimer", "timer|timers|alarm|alarms|countdown|reminder|reminders"),
        ("cancel", "cancel|stop|delete|remove|clear|kill|end|turn off|switch off|shut off|get rid of|drop|dismiss|abort|quit|forget"),
        ("convert", "convert|change|turn|translate|switch"),
        ("to", "to|in|into|as"),
        ("now", "now|right now|at the moment|currently|exactly|at present|please"),
    ];

    /// <summary>The shared rules.</summary>
    public static FrozenDictionary<string, PatternNode> Rules { get; } = ReadRules();

    /// <summary>The intents, the more exact ones first.</summary>
    public static ImmutableArray<Intent> Intents { get; } =
        [.. TimeIntents.All, .. TimerIntents.All, .. MathIntents.All, .. MemoryIntents.All, .. TalkIntents.All, .. FollowUpIntents.All];

    /// <summary>Every pattern with its intent.</summary>
    public static ImmutableArray<(Intent Intent, PatternNode Pattern)> Patterns { get; } =
        [.. Intents.SelectMany(i => i.Patterns.Select(p => (i, PatternReader.Read(p, Rules))))];

    /// <summary>Every word that stands in a pattern.</summary>
    public static FrozenSet<string> Vocabulary { get; } = Patterns.SelectMany(p => Words(p.Pattern)).ToFrozenSet(StringComparer.Ordinal);

    private static FrozenDictionary<string, PatternNode> ReadRules()
    {
        var rules = new Dictionary<string, PatternNode>(StringComparer.Ordinal);
        foreach ((string name, string pattern) in RuleTexts)
        {
            rules[name] = PatternReader.Read(pattern, rules);
        }

        return rules.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private static IEnumerable<string> Words(PatternNode node) => node switch
    {
        PatternNode.Word(var text) => [text],
        PatternNode.Sequence(var parts) => parts.SelectMany(Words),
        PatternNode.Choice(var options) => options.SelectMany(Words),
        PatternNode.Optional(var inner) => Words(inner),
        _ => [],
    };
}
