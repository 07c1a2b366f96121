using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Sapphire.Actors.Assistant.Grammar;

namespace Sapphire.Actors.Assistant.SpeechGrammar;

/// <summary>Writes trees of words, choices and optionals as a grammar in the JSpeech Grammar Format (W3C note of 5 June 2000).</summary>
internal sealed class JsgfWriter
{
    private readonly Dictionary<PatternNode, string> _names = new(ReferenceComparer.Instance);
    private readonly StringBuilder _rules = new();

    /// <summary>A grammar of one public rule; trees that occur more than once become rules of their own.</summary>
    public static string Write(string name, PatternNode root)
    {
        var writer = new JsgfWriter();
        var uses = new Dictionary<PatternNode, int>(ReferenceComparer.Instance);
        Count(root, uses);
        writer.Name(root, uses);
        string body = writer.Text(root);
        return $"#JSGF V1.0;\ngrammar {name};\n{writer._rules}public <command> = {body};\n";
    }

    private static void Count(PatternNode node, Dictionary<PatternNode, int> uses)
    {
        uses[node] = uses.GetValueOrDefault(node) + 1;
        if (uses[node] == 1)
        {
            foreach (PatternNode part in Parts(node))
            {
                Count(part, uses);
            }
        }
    }

    /// <summary>The parts of a tree's root.</summary>
    public static ImmutableArray<PatternNode> Parts(PatternNode node) => node switch
    {
        PatternNode.Sequence(var parts) => parts,
        PatternNode.Choice(var options) => options,
        PatternNode.Optional(var inner) => [inner],
        _ => [],
    };

    private void Name(PatternNode node, Dictionary<PatternNode, int> uses)
    {
        foreach (PatternNode part in Parts(node))
        {
            if (!_names.ContainsKey(part))
            {
                Name(part, uses);
            }
        }

        if (uses[node] > 1 && node is PatternNode.Choice { Options.Length: > 2 } && !_names.ContainsKey(node))
        {
            string text = Text(node);
            string name = string.Create(CultureInfo.InvariantCulture, $"<r{_names.Count + 1}>");
            _rules.Append(name).Append(" = ").Append(text).Append(";\n");
            _names[node] = name;
        }
    }

    private string Text(PatternNode node) => _names.TryGetValue(node, out string? name)
        ? name
        : node switch
        {
            PatternNode.Word(var text) => text,
            PatternNode.Sequence(var parts) => string.Join(' ', parts.Select(Grouped)),
            PatternNode.Choice(var options) => string.Join(" | ", options.Select(Text)),
            PatternNode.Optional(var inner) => $"[{Text(inner)}]",
            _ => throw new ArgumentException("A slot cannot be written: it holds anything.", nameof(node)),
        };

    private string Grouped(PatternNode node) => node is PatternNode.Choice && !_names.ContainsKey(node) ? $"({Text(node)})" : Text(node);

    private sealed class ReferenceComparer : IEqualityComparer<PatternNode>
    {
        public static readonly ReferenceComparer Instance = new();

        public bool Equals(PatternNode? x, PatternNode? y) => ReferenceEquals(x, y);

        public int GetHashCode(PatternNode node) => RuntimeHelpers.GetHashCode(node);
    }
}
