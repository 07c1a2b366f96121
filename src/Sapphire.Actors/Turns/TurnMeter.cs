using Microsoft.Extensions.AI;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Models;

namespace Sapphire.Actors.Turns;

/// <summary>What a turn takes: tokens, time, money. Belongs to one attempt.</summary>
/// <param name="time">The clock.</param>
/// <param name="started">When the turn began, as the clock's timestamp.</param>
internal sealed class TurnMeter(TimeProvider time, long started)
{
    // Far above what any turn takes, in tokens.
    private const long MaxTokens = 1_000_000_000;

    private long? _input;
    private long? _output;
    private long? _reasoning;
    private long? _cached;
    private long? _firstTokenMs;

    /// <summary>The model said something, or called a tool.</summary>
    public void Began() => _firstTokenMs ??= Elapsed;

    /// <summary>The provider told what a request took; a turn may have several.</summary>
    public void Used(UsageDetails usage)
    {
        _input = Sum(_input, usage.InputTokenCount);
        _output = Sum(_output, usage.OutputTokenCount);
        _reasoning = Sum(_reasoning, usage.ReasoningTokenCount);
        _cached = Sum(_cached, usage.CachedInputTokenCount);
    }

    /// <summary>All of it, at the end of the turn.</summary>
    public UsageView Total(ModelPrices? prices, int systemTokens, int dropped, int hiddenImages) => new(_input, _output)
    {
        ReasoningTokens = _reasoning,
        CachedTokens = _cached,
        CostUsd = prices is null || (_input is null && _output is null) ? null : decimal.Round(prices.Of(_input ?? 0, _output ?? 0, _cached ?? 0), 9),
        FirstTokenMs = _firstTokenMs,
        DurationMs = Elapsed,
        SystemPromptTokens = systemTokens,
        DroppedMessages = dropped,
        HiddenImages = hiddenImages == 0 ? null : hiddenImages,
    };

    private long Elapsed => (long)time.GetElapsedTime(started).TotalMilliseconds;

    // A server that counts nonsense must not spoil the sums of all days.
    private static long? Sum(long? one, long? other)
    {
        long? plausible = other is null ? null : Math.Clamp(other.Value, 0, MaxTokens);
        return one is null ? plausible : Math.Min(MaxTokens, one.Value + (plausible ?? 0));
    }
}
