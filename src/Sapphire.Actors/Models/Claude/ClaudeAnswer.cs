using Anthropic.Models.Messages;
using Microsoft.Extensions.AI;
using Sapphire.Actors.Models.OpenAi;

namespace Sapphire.Actors.Models.Claude;

/// <summary>Follows one answer: remembers what was thought before calls, completes the usage, and knows whether it came to its end.</summary>
internal sealed class ClaudeAnswer(ThinkingMemory memory)
{
    private readonly ThinkingCollector _thinking = new();
    private ChatFinishReason? _finish;
    private long _input;
    private long _cached;
    private bool _said;

    /// <summary>Takes an update. True when it is progress: text, thinking, a call.</summary>
    public bool Take(ChatResponseUpdate update)
    {
        _finish ??= update.FinishReason;
        if (update.RawRepresentation is RawMessageStreamEvent { Value: RawMessageStartEvent start } && start.Message.Usage is { } usage)
        {
            _cached = usage.CacheReadInputTokens ?? 0;
            _input = usage.InputTokens + _cached + (usage.CacheCreationInputTokens ?? 0);
        }

        bool progress = update.RawRepresentation is RawMessageStreamEvent { Value: RawContentBlockDeltaEvent };
        foreach (AIContent content in update.Contents)
        {
            switch (content)
            {
                case TextReasoningContent reasoning:
                    _thinking.Take(reasoning);
                    progress = true;
                    break;
                case FunctionCallContent call:
                    memory.Remember(call.CallId, _thinking.Blocks());
                    _said = progress = true;
                    break;
                case UsageContent told:
                    // The last event of the stream may leave out what was sent.
                    told.Details.InputTokenCount = told.Details.InputTokenCount is > 0 and long count ? count : _input;
                    told.Details.CachedInputTokenCount ??= _cached;
                    break;
                case TextContent { Text.Length: > 0 }:
                    _said = progress = true;
                    break;
            }
        }

        return progress;
    }

    /// <summary>The stream has ended.</summary>
    /// <exception cref="ModelException">Too early, or the model declined.</exception>
    public void End(OpenAiEndpoint endpoint)
    {
        if (_finish is null)
        {
            throw ModelErrors.Cut(endpoint, _said, null);
        }

        if (!_said && _finish == ChatFinishReason.ContentFilter)
        {
            throw new ModelException($"{endpoint.Name} declined to answer.", "Ask in other words, or choose another model.", canRetry: false);
        }
    }
}
