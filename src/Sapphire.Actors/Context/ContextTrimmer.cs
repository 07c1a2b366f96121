using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Extensions.AI;

namespace Sapphire.Actors.Context;

/// <summary>
/// Leaves out the oldest exchanges until the rest fits into a budget. The system prompt and the last exchange always stay; an exchange
/// goes as a whole, so that a tool call and its result stay together. Pure.
/// </summary>
public static class ContextTrimmer
{
    // Where many exchanges are left, some more go at once: what is sent then begins with the same words for some turns, and the
    // provider need not read them anew.
    private const int Stride = 4;
    private const int ManyExchanges = 12;

    private const int ShortestResult = 400;

    /// <summary>Trims a prompt.</summary>
    /// <param name="draft">All there is.</param>
    /// <param name="budget">How much is taken.</param>
    /// <param name="ratio">By what estimates are multiplied (<see cref="TokenCalibration.Of"/>).</param>
    public static TrimmedPrompt Trim(PromptDraft draft, ContextBudget budget, double ratio = 1)
    {
        ImmutableArray<ChatMessage> system = draft.System.Length == 0 ? [] : [new(ChatRole.System, draft.System)];
        int systemTokens = TokenEstimate.Of(system);
        // Estimates are compared, not what they become: the division is done once.
        long allowed = budget.Tokens == int.MaxValue ? long.MaxValue : (long)(budget.Tokens / Math.Max(0.01, ratio));
        long used = systemTokens + draft.ToolTokens + TokenEstimate.Of(draft.Turn);
        int first = FirstKept(draft.Exchanges, allowed - used, budget.MaxExchanges);
        ImmutableArray<ChatMessage> kept = [.. draft.Exchanges.Skip(first).SelectMany(static exchange => exchange.Messages), .. draft.Turn];
        long tokens = used + draft.Exchanges.Skip(first).Sum(static exchange => (long)exchange.Tokens);
        bool shortened = false;
        if (tokens > allowed)
        {
            ImmutableArray<ChatMessage> shorter = Shorten(kept, tokens - allowed);
            shortened = shorter != kept;
            kept = shorter;
            tokens = systemTokens + draft.ToolTokens + TokenEstimate.Of(kept);
        }

        return new(
            [.. system, .. kept],
            (int)Math.Min(int.MaxValue, tokens),
            systemTokens,
            draft.Exchanges.Take(first).Sum(static exchange => exchange.Nodes),
            shortened,
            tokens <= allowed);
    }

    private static int FirstKept(ImmutableArray<PromptExchange> exchanges, long allowed, int? most)
    {
        int last = exchanges.Length - 1;
        if (last <= 0)
        {
            return 0;
        }

        int first = last;
        long tokens = exchanges[last].Tokens;
        while (first > 0 && tokens + exchanges[first - 1].Tokens <= allowed)
        {
            tokens += exchanges[--first].Tokens;
        }

        // The setting counts what was said before; the last question comes on top.
        int byCount = most is { } limit ? Math.Max(0, last - limit) : 0;
        if (first > byCount)
        {
            return last - first >= ManyExchanges ? first + ((Stride - (first % Stride)) % Stride) : first;
        }

        return byCount;
    }

    // Only the last exchange is left, and it is too long: what tools returned is cut, the longest first. The question is never touched.
    private static ImmutableArray<ChatMessage> Shorten(ImmutableArray<ChatMessage> messages, long excess)
    {
        List<(int Message, int Content, string Text, int Tokens)> results = [];
        for (int m = 0; m < messages.Length; m++)
        {
            for (int c = 0; c < messages[m].Contents.Count; c++)
            {
                if (messages[m].Contents[c] is FunctionResultContent { Result: string { Length: > ShortestResult * 2 } text })
                {
                    results.Add((m, c, text, TokenEstimate.Of(text)));
                }
            }
        }

        foreach ((int m, int c, string text, int tokens) in results.OrderByDescending(static result => result.Tokens))
        {
            if (excess <= 0)
            {
                break;
            }

            double keep = Math.Clamp(1 - ((excess + 40) / (double)tokens), 0, 1);
            string shorter = Cut(text, Math.Max(ShortestResult, (int)(text.Length * keep * 0.9)));
            excess -= tokens - TokenEstimate.Of(shorter);
            messages = messages.SetItem(m, With(messages[m], c, shorter));
        }

        return messages;
    }

    private static string Cut(string text, int length)
    {
        if (length >= text.Length)
        {
            return text;
        }

        int head = length * 3 / 4;
        int tail = length - head;
        head -= char.IsHighSurrogate(text[head - 1]) ? 1 : 0;
        int from = text.Length - tail;
        from += char.IsLowSurrogate(text[from]) ? 1 : 0;
        return string.Create(CultureInfo.InvariantCulture, $"{text.AsSpan(0, head)}\n[… {from - head:N0} characters are left out here, since the chat is too long for the model …]\n{text.AsSpan(from)}");
    }

    private static ChatMessage With(ChatMessage message, int content, string result)
    {
        FunctionResultContent old = (FunctionResultContent)message.Contents[content];
        List<AIContent> contents = [.. message.Contents];
        contents[content] = new FunctionResultContent(old.CallId, result);
        return new(message.Role, contents);
    }
}
