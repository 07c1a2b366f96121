namespace Sapphire.Actors.Chat.Views;

/// <summary>What a reply took, where it is known. Of a reply that was continued: of all its turns together.</summary>
/// <param name="InputTokens">Tokens that the model read.</param>
/// <param name="OutputTokens">Tokens that it wrote, with those that it thought.</param>
public sealed record UsageView(long? InputTokens, long? OutputTokens)
{
    /// <summary>Tokens that it thought.</summary>
    public long? ReasoningTokens { get; init; }

    /// <summary>Tokens that it read from its provider's cache.</summary>
    public long? CachedTokens { get; init; }

    /// <summary>The price, in US dollars.</summary>
    public decimal? CostUsd { get; init; }

    /// <summary>The time to the first word, in milliseconds.</summary>
    public long? FirstTokenMs { get; init; }

    /// <summary>The time to the end, in milliseconds.</summary>
    public long? DurationMs { get; init; }

    /// <summary>Tokens of the system prompt, estimated.</summary>
    public long? SystemPromptTokens { get; init; }

    /// <summary>How many of the oldest messages were not sent, for want of room.</summary>
    public int? DroppedMessages { get; init; }

    /// <summary>How many images of what was sent the model could not see.</summary>
    public int? HiddenImages { get; init; }

    /// <summary>What this and a further turn of the same reply took together.</summary>
    public UsageView Plus(UsageView more) => new(Sum(InputTokens, more.InputTokens), Sum(OutputTokens, more.OutputTokens))
    {
        ReasoningTokens = Sum(ReasoningTokens, more.ReasoningTokens),
        CachedTokens = Sum(CachedTokens, more.CachedTokens),
        CostUsd = CostUsd is null ? more.CostUsd : CostUsd + (more.CostUsd ?? 0),
        FirstTokenMs = FirstTokenMs ?? more.FirstTokenMs,
        DurationMs = Sum(DurationMs, more.DurationMs),
        SystemPromptTokens = more.SystemPromptTokens ?? SystemPromptTokens,
        DroppedMessages = more.DroppedMessages ?? DroppedMessages,
        HiddenImages = more.HiddenImages ?? HiddenImages,
    };

    private static long? Sum(long? one, long? other) => one is null ? other : one + (other ?? 0);
}
