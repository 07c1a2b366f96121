using System.Collections.Frozen;
using System.Collections.Immutable;
using Sapphire.Actors.Assistant.Grammar;
using Sapphire.Actors.Assistant.Language;

namespace Sapphire.Actors.Assistant;

/// <summary>
/// Finds what a person wants. Politeness around a command is peeled off, then every pattern of the phrase table is tried on
/// the whole of what remains; the cheapest that fits the conversation wins. What fits nothing may be two commands joined by
/// "and"; else it is declined, never guessed.
/// </summary>
internal static class Recognizer
{
    private const int MaxLength = 1000;
    private const int MaxTokens = 120;

    private static readonly ImmutableArray<string[]> Prefixes = Split(
        "hey", "hi", "hello", "ok", "yo", "oh", "ah", "um", "uh", "er", "hmm", "so", "well", "right", "all right", "sapphire", "computer", "assistant", "please", "excuse me", "listen", "quick question",
        "good morning", "good afternoon", "good evening", "now", "then", "and then", "also", "actually", "just", "quickly", "thanks", "thank you", "great", "cool", "perfect", "sorry", "no",
        "could you", "can you", "would you", "will you", "could i", "can i", "can we", "may i", "would you please", "would you mind", "do you mind", "are you able to", "if you could",
        "i want you to", "i need you to", "i would like you to", "i would like to", "i want to", "i need to", "you need to", "let us", "let me", "go ahead and", "do me a favor and", "do me a favour and", "be so kind and", "kindly", "i wonder", "i was wondering", "i am wondering", "i was wondering if you could",
        "tell me", "tell us", "please tell me", "let me know", "show me", "do you know", "would you know", "do you happen to know", "you know", "do you have any idea", "any idea", "i want to know", "i would like to know", "i need to know", "i have to know", "what i want to know is", "help me", "remind me again", "know", "ask", "have", "get", "find out", "check", "see", "hear");

    private static readonly ImmutableArray<string[]> Suffixes = Split(
        "please", "thanks", "thank you", "thank you very much", "thanks a lot", "sapphire", "computer", "for me", "to me", "me", "now", "right now", "right away", "if you can", "if you could", "if you please", "would you", "will you", "could you", "can you", "buddy", "mate", "dear", "again", "quickly", "real quick", "then", "ok", "right", "you know", "by the way", "this time", "instead", "exactly", "roughly", "approximately", "about", "too", "as well", "i guess", "actually", "!", "do you know");

    private static readonly FrozenSet<string> Joints = new[] { "and", "then", "also", "plus" }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Understands a text. Never throws, whatever the text.</summary>
    public static Plan Recognize(string text, Conversation conversation)
    {
        if (text.Length > MaxLength)
        {
            return Replies.Decline("");
        }

        Utterance u = Utterance.Of(text);
        if (u.Count is 0 or > MaxTokens)
        {
            return u.Count == 0 ? Replies.Empty : Replies.Decline("");
        }

        // A long sentence holds no command but a long thing to remember, and long sums.
        (Plan Plan, int Cost, bool FreeText)? whole = Best(u, conversation);
        if (whole is { FreeText: false } exact)
        {
            return exact.Plan;
        }

        return Pair(u, conversation) ?? whole?.Plan ?? Replies.Decline(text);
    }

    /// <summary>The best plan for one command, with its politeness peeled off in every way.</summary>
    private static (Plan Plan, int Cost, bool FreeText)? Best(Utterance u, Conversation conversation)
    {
        var tried = new HashSet<(int, int)>();
        (Plan Plan, int Cost, bool FreeText)? best = null;
        foreach (int start in Starts(u))
        {
            foreach (int end in Ends(u, start))
            {
                if (start < end && tried.Add((start, end)) && Try(u.Slice(start, end), conversation) is { } found && (best is null || found.Cost < best.Value.Cost))
                {
                    best = found;
                    if (found.Cost == 0)
                    {
                        return best;
                    }
                }
            }
        }

        return best;
    }

    private static (Plan Plan, int Cost, bool FreeText)? Try(Utterance u, Conversation conversation)
    {
        // One slip in a short command, two in a longer one; free text costs one a word besides.
        int slips = u.Count switch { <= 2 => 0, <= 5 => 1, _ => 2 };
        int maxCost = (slips * Slips.WordCost) + 12;
        var matcher = new Matcher(u, conversation.LastNumber);
        var matches = new List<PatternMatch>();
        for (int i = 0; i < PhraseTable.Patterns.Length; i++)
        {
            (Intent intent, PatternNode pattern) = PhraseTable.Patterns[i];
            if (matcher.Match(pattern, maxCost) is { } match && (u.Count > 2 || match.Cost < Slips.WordCost))
            {
                matches.Add(new(intent, match.Slots, match.Cost, i, u));
            }
        }

        foreach (PatternMatch match in matches.OrderBy(m => m.Cost).ThenBy(m => m.Order))
        {
            if (match.Intent.Plan(match, conversation) is { } plan)
            {
                return (plan, match.Cost, match.Slots.Values.Any(v => v is string s && s.Contains(' ', StringComparison.Ordinal)) && match.Cost > 1);
            }
        }

        return null;
    }

    /// <summary>Two commands in one sentence: both must be understood alone, without any slip.</summary>
    private static Plan? Pair(Utterance u, Conversation conversation)
    {
        for (int i = 1; i < u.Count - 1; i++)
        {
            if (!Joints.Contains(u[i]))
            {
                continue;
            }

            int right = i + 1;
            while (right < u.Count - 1 && Joints.Contains(u[right]))
            {
                right++;
            }

            if (Best(u.Slice(0, i), conversation) is { Cost: < Slips.WordCost } first && first.Plan.Calls.Length == 1)
            {
                // "what time is it in London and in Tokyo": the second half may lean on the first.
                Conversation leaning = new([new(u.Original(0, i), [.. first.Plan.Calls.Select(c => new ExchangeCall("", c.Tool, c.Arguments, null, null))], "")]);
                if (Best(u.Slice(right, u.Count), leaning) is { Cost: < Slips.WordCost } second && second.Plan.Calls.Length == 1)
                {
                    return new Plan("several", [.. first.Plan.Calls, .. second.Plan.Calls], first.Plan.Kind + "|" + second.Plan.Kind);
                }
            }
        }

        return null;
    }

    private static SortedSet<int> Starts(Utterance u)
    {
        var starts = new SortedSet<int> { 0 };
        for (int at = 0; at < Math.Min(u.Count, 12); at++)
        {
            if (starts.Contains(at))
            {
                foreach (string[] words in Prefixes)
                {
                    if (u.Has(at, words))
                    {
                        starts.Add(at + words.Length);
                    }
                }
            }
        }

        return starts;
    }

    private static List<int> Ends(Utterance u, int start)
    {
        var ends = new List<int> { u.Count };
        for (int i = 0; i < ends.Count && ends.Count < 8; i++)
        {
            foreach (string[] words in Suffixes)
            {
                int end = ends[i] - words.Length;
                if (end > start && u.Has(end, words) && !ends.Contains(end))
                {
                    ends.Add(end);
                }
            }
        }

        return ends;
    }

    private static ImmutableArray<string[]> Split(params ReadOnlySpan<string> phrases)
    {
        var split = ImmutableArray.CreateBuilder<string[]>();
        foreach (string phrase in phrases)
        {
            split.Add(phrase.Split(' '));
        }

        return split.ToImmutable();
    }
}
