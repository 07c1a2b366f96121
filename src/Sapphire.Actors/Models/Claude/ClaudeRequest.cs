using System.Globalization;
using System.Text.Json;
using Anthropic.Models.Messages;
using Microsoft.Extensions.AI;
using Sapphire.Actors.Models.OpenAi;

namespace Sapphire.Actors.Models.Claude;

/// <summary>How Claude is asked.</summary>
internal static class ClaudeRequest
{
    /// <summary>The longest reply where nobody has set one, in tokens: the protocol wants a number.</summary>
    public const int DefaultMaxTokens = 8192;

    /// <summary>The options of a call for the SDK's client.</summary>
    /// <param name="model">The model.</param>
    /// <param name="options">The turn's.</param>
    /// <param name="profile">For what the options leave open.</param>
    /// <param name="mayThink">False does not think this time.</param>
    /// <param name="sampling">False leaves out temperature and the like, which some models refuse.</param>
    public static ChatOptions Of(string model, ChatOptions? options, GenerationProfile profile, bool mayThink, bool sampling)
    {
        GenerationProfile effective = SamplingWriter.Effective(options, profile);
        long maxTokens = effective.MaxTokens ?? DefaultMaxTokens;
        long? budget = mayThink && effective.ThinkingBudget is > 0 and int wanted ? wanted : null;
        ReasoningEffort? effort = mayThink && budget is null ? Effort(effective) : null;
        if (budget >= maxTokens)
        {
            // Thinking counts as a part of the reply.
            maxTokens = budget.Value + (effective.MaxTokens ?? DefaultMaxTokens);
        }

        bool thinks = budget is not null || effort is not null and not ReasoningEffort.None;
        MessageCreateParams raw = new()
        {
            Model = model,
            MaxTokens = maxTokens,
            Messages = [],
            // Marks the end of the conversation, so that the next turn reads all before it from the cache.
            CacheControl = new(),
        };
        if (budget is { } tokens)
        {
            raw = raw with { Thinking = new ThinkingConfigEnabled(tokens) };
        }

        raw = WithBody(raw, sampling && !thinks ? effective : null, effective.ExtraJson);

        return new()
        {
            MaxOutputTokens = (int)Math.Min(maxTokens, int.MaxValue),
            StopSequences = effective.Stop is { } stop ? [.. stop.Items.Where(static s => !string.IsNullOrWhiteSpace(s))] : null,
            Reasoning = effort is { } level ? new() { Effort = level } : null,
            Tools = options?.Tools,
            ToolMode = options?.Tools is { Count: > 0 } ? options.ToolMode : null,
            AllowMultipleToolCalls = options?.AllowMultipleToolCalls,
            Instructions = options?.Instructions,
            RawRepresentationFactory = _ => raw,
        };
    }

    /// <summary>True for models that think with a budget; the newer ones decide by themselves, within an effort.</summary>
    public static bool WantsBudget(string model) =>
        ((string[])["claude-3", "claude-2", "-4-0", "-4-1", "-4-5", "-4-2025"]).Any(n => model.Contains(n, StringComparison.Ordinal));

    private static ReasoningEffort? Effort(GenerationProfile profile) => profile.ReasoningEffort switch
    {
        "none" => ReasoningEffort.None,
        "minimal" or "low" => ReasoningEffort.Low,
        "medium" => ReasoningEffort.Medium,
        "high" => ReasoningEffort.High,
        "xhigh" or "max" => ReasoningEffort.ExtraHigh,
        _ => null,
    };

    // The SDK's type leaves sampling out, which older models take and newer ones refuse.
    private static MessageCreateParams WithBody(MessageCreateParams raw, GenerationProfile? sampling, string? extra)
    {
        Dictionary<string, JsonElement> body = new(raw.RawBodyData, StringComparer.Ordinal);
        // Of the two only one may be given.
        Add(body, "temperature", sampling?.Temperature is { } temperature ? Math.Min(1, temperature) : null);
        Add(body, "top_p", sampling?.Temperature is null ? sampling?.TopP : null);
        Add(body, "top_k", sampling?.TopK);
        if (extra is not null)
        {
            using JsonDocument document = JsonDocument.Parse(extra);
            foreach (JsonProperty property in document.RootElement.EnumerateObject())
            {
                if (property.Name is not ("messages" or "stream" or "model" or "tools"))
                {
                    body[property.Name] = property.Value.Clone();
                }
            }
        }

        return MessageCreateParams.FromRawUnchecked(raw.RawHeaderData, raw.RawQueryData, body);
    }

    private static void Add(Dictionary<string, JsonElement> body, string name, double? value)
    {
        if (value is { } number)
        {
            using JsonDocument document = JsonDocument.Parse(number.ToString("R", CultureInfo.InvariantCulture));
            body[name] = document.RootElement.Clone();
        }
    }
}
