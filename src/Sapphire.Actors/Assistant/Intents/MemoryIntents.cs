using System.Collections.Frozen;
using System.Collections.Immutable;
using Sapphire.Actors.Assistant.Grammar;
using Sapphire.Actors.Assistant.Language;
using Sapphire.Actors.Tools;

namespace Sapphire.Actors.Assistant.Intents;

/// <summary>Remember, recall, forget.</summary>
internal static class MemoryIntents
{
    /// <summary>Words that say that something is asked, not told.</summary>
    private static readonly FrozenSet<string> Questions = new[] { "when", "how", "why", "the", "what", "me", "us", "your", "if", "any", "last", "who", "where", "all", "everything", "anything", "those", "these", "back", "each", "every" }
        .ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Of these people ask in general, not of what they told.</summary>
    private static readonly FrozenSet<string> NotMine = new[] { "purpose", "problem", "fault", "ip", "location", "horoscope", "best", "next", "options", "chances", "future", "destiny", "life", "weather", "thought", "opinion", "mood" }
        .ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The intents.</summary>
    public static ImmutableArray<Intent> All { get; } =
    [
        new("memory.save", """
            (remember|memorize|memorise|note|note down|jot down|write down|save|store|record|keep in mind|do not forget|make a note|take a note|make a memo|take a memo|keep a note|put down|bear in mind) that {text}
            (remember|memorize|memorise|note|note down|jot down|write down|save|keep in mind|do not forget|bear in mind) (my|our|i|we|it is) {text}
            (remember|do not forget) to {text}
            (make|take|leave) a (note|memo) (of|about|to|saying) {text}
            (remember|save|note|store|write down) this [for me|for later] {text}
            (note|memo) to (self|myself) {text}
            (add|save|put) {text} to [my|your] (memory|notes)
            remember for me [that] {text}
            do not let me forget (that|to|about) {text}
            i want you to remember that {text}
            """, (m, _) => Save(m)),

        new("memory.save.fact", """
            (remember|do not forget|save|note|note down|write down) {text}
            """, (m, _) => Fact(m.Text("text")!) is { } fact ? Plan.Call("memory.save", ToolNames.SaveMemory, Arguments.Of(("text", fact))) : null),

        new("memory.save.ask", """
            (remember|memorize|note) [this|that|something]
            (make|take) a (note|memo)
            (remember|save) something for me
            """, (_, _) => Plan.Say("ask.memory", "What shall I remember? Say, for example, \"remember that my locker code is 4312\".")),

        new("memory.search", """
            what is my {query:text}
            what are my {query:text}
            what (was|were) my {query:text}
            (where|when|who) (is|are|was|were) my {query:text}
            where (did|have|do) i (put|leave|left|park|keep|store|hide|parked) [the|my] {query:text}
            what did i (say|tell you|ask you to remember|mention|note|write down|save) (about|on|regarding|for) [the|my] {query:text}
            what have i (said|told you|noted|saved) (about|on|regarding) [the|my] {query:text}
            what do you (know|remember|have|recall) (about|on|of) [the|my] {query:text}
            what do you have (saved|stored|noted|written down) (about|on|for) [the|my] {query:text}
            do you (remember|know|recall|have) my {query:text}
            do you (remember|know|recall) (what|where|when|who) (my|i) {query:text}
            do you (remember|know|recall) (anything|something|what i said|what i told you) about [the|my] {query:text}
            (recall|look up|find|search for|search) my {query:text}
            (recall|remind me|remember|tell me) (what|where|when|who) my {query:text} (is|are|was|were)
            (what|where|when|who) my {query:text} (is|are|was|were)
            recall [the|what you know about|anything about] {query:text}
            remind me [of] (what|where|when|who) my {query:text} (is|was)
            search [my|your|the] (memory|memories|notes) for {query:text}
            (look|check) in my (memory|notes) for {query:text}
            what did i call my {query:text}
            """, (m, _) => Search(m.Text("query")!)),

        new("memory.search.all", """
            what do you (remember|know) [about me|so far]
            what (did|have) i (tell|told|ask|asked) you [to remember|so far]
            what did i ask you to remember
            what did i want you to remember
            (show|list|read) [me] [all] [of] [my|your|the] (memories|notes|memory)
            what (is|do you have) in (your|my) (memory|notes)
            what have you (remembered|saved|noted|stored|memorized) [for me|about me|so far]
            what (memories|notes) do (you|i) have
            [list] everything you (remember|know) [about me]
            my (notes|memories)
            do you remember anything
            """, (_, _) => Plan.Call("memory.search", ToolNames.SearchMemory, Arguments.Of(("query", "")))),

        new("memory.delete", """
            forget (that|about|what i said about|what i told you about|what you know about|everything about) [my|the] {query:text}
            forget (my|the|where|when|what) {query:text}
            (delete|remove|erase|clear) [the] (note|memory|memo|fact) (about|on|of|that|for|with) [my|the] {query:text}
            (delete|remove|erase) my {query:text} from [your|my|the] (memory|notes)
            (delete|remove|erase|forget) {query:text} from [your|my|the] (memory|notes)
            (delete|remove|erase) what (you know|i told you|i said|you remember) about [my|the] {query:text}
            (stop remembering|do not remember|no longer remember|you can forget) [that|about|my|the] {query:text}
            """, (m, _) => Plan.Call("memory.delete", ToolNames.DeleteMemory, Arguments.Of(("query", Clean(m.Text("query")!))))),
    ];

    private static Plan? Save(PatternMatch m)
    {
        string text = Clean(m.Text("text")!);
        Utterance u = m.Utterance;
        // "remember my locker code is 4312" keeps its "my"; "remember to buy milk" is about buying milk.
        int start = text.Length == 0 ? -1 : u.Source.LastIndexOf(text, StringComparison.Ordinal);
        string before = start > 0 ? u.Source[..start].TrimEnd().ToLowerInvariant() : "";
        string pronoun = before[(before.LastIndexOf(' ') + 1)..];
        if (pronoun is "my" or "our" or "we" or "i")
        {
            text = $"{(pronoun == "i" ? "I" : pronoun)} {text}";
        }
        else if (before.EndsWith("it is", StringComparison.Ordinal))
        {
            text = $"it is {text}";
        }
        else if (before.EndsWith("i'm", StringComparison.Ordinal) || before.EndsWith("i’m", StringComparison.Ordinal))
        {
            text = $"I'm {text}";
        }

        return text.Length > 0 ? Plan.Call("memory.save", ToolNames.SaveMemory, Arguments.Of(("text", text))) : null;
    }

    /// <summary>A statement that stands after a bare "remember": it needs a verb ("the oven is on"), else it is a musing.</summary>
    private static string? Fact(string text)
    {
        string clean = Clean(text);
        Utterance u = Utterance.Of(clean);
        bool states = u.Tokens.Skip(1).Any(t => t.Text is "is" or "are" or "was" or "were" or "has" or "have" or "likes" or "needs" or "lives" or "starts" or "ends" or "wants" or "hates" or "loves" or "works" or "comes" or "goes");
        bool asks = Questions.Contains(u[0]) && !(u[0] is "the" && u[1] is not ("time" or "times" or "day" or "days" or "first" or "last" or "name"));
        return states && !asks && u.Count >= 3 ? clean : null;
    }

    private static Plan? Search(string query)
    {
        string clean = Clean(query);
        Utterance u = Utterance.Of(clean);
        return u.Count is 0 or > 8 || u.Tokens.Any(t => NotMine.Contains(t.Text)) ? null : Plan.Call("memory.search", ToolNames.SearchMemory, Arguments.Of(("query", clean)));
    }

    private static string Clean(string text) => text.Trim(' ', '.', ',', '!', '?', '"', ':', ';');
}
