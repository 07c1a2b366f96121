using Sapphire.Actors.Assistant;
using Sapphire.Actors.Assistant.Grammar;
using Sapphire.Actors.Assistant.SpeechGrammar;

namespace Sapphire.Actors.Tests.Assistant.SpeechGrammar;

/// <summary>Draws sentences from the grammar, and tells whether a sentence is in it.</summary>
internal static class SpokenSentences
{
    /// <summary>A sentence of the grammar; every branch is as likely as its siblings.</summary>
    public static string Draw(PatternNode node, Random random)
    {
        var words = new List<string>();
        Draw(node, random, words);
        return string.Join(' ', words);
    }

    /// <summary>Whether the words, as the grammar writes them, are a sentence of it.</summary>
    public static bool Accepts(PatternNode node, string sentence)
    {
        string[] words = sentence.ToLowerInvariant().Split([' ', '?', ',', '.'], StringSplitOptions.RemoveEmptyEntries);
        return Ends(node, words, [0]).Contains(words.Length);
    }

    /// <summary>What the assistant would do: its tool calls, or the kind of its reply.</summary>
    public static string Outcome(string text, Conversation? before = null)
    {
        Plan plan = Recognizer.Recognize(text, before ?? Conversation.Empty);
        return plan.Calls.Length > 0 ? string.Join(" & ", plan.Calls.Select(c => $"{c.Tool} {c.Arguments.ToJsonString()}")) : plan.Kind;
    }

    private static void Draw(PatternNode node, Random random, List<string> words)
    {
        switch (node)
        {
            case PatternNode.Word(var text):
                words.Add(text);
                break;
            case PatternNode.Choice(var options):
                Draw(options[random.Next(options.Length)], random, words);
                break;
            case PatternNode.Optional(var inner):
                if (random.Next(2) == 0)
                {
                    Draw(inner, random, words);
                }

                break;
            default:
                foreach (PatternNode part in JsgfWriter.Parts(node))
                {
                    Draw(part, random, words);
                }

                break;
        }
    }

    private static HashSet<int> Ends(PatternNode node, string[] words, HashSet<int> starts) => node switch
    {
        PatternNode.Word(var text) => [.. starts.Where(s => s < words.Length && words[s] == text).Select(s => s + 1)],
        PatternNode.Choice(var options) => [.. options.SelectMany(o => Ends(o, words, starts))],
        PatternNode.Optional(var inner) => [.. starts, .. Ends(inner, words, starts)],
        _ => JsgfWriter.Parts(node).Aggregate(starts, (at, part) => at.Count == 0 ? at : Ends(part, words, at)),
    };
}
