using Sapphire.Actors.Chat.Views;
using Sapphire.Kernel.Actor;

namespace Sapphire.Actors.Turns;

/// <summary>Whom a turn tells what it does.</summary>
public interface ITurnReporter
{
    /// <summary>The model said more. Completes when the listener can take more.</summary>
    ValueTask SaidAsync(string text, bool reasoning, CancellationToken cancellationToken);

    /// <summary>The model calls tools. Completes when the calls are stored: no tool runs before that.</summary>
    ValueTask CallingAsync(IReadOnlyList<ToolInvocation> calls, CancellationToken cancellationToken);

    /// <summary>A tool returned or failed.</summary>
    void Returned(string callId, string? result, string? error, long durationMs);
}

/// <summary>One call of a tool.</summary>
/// <param name="CallId">Unique in the reply.</param>
/// <param name="Name">The tool.</param>
/// <param name="Arguments">A JSON object.</param>
public sealed record ToolInvocation(string CallId, string Name, string Arguments);

/// <summary>How a turn ended well.</summary>
/// <param name="Model">The model for people.</param>
/// <param name="Usage">Tokens, where known.</param>
public sealed record TurnOutcome(string Model, UsageView? Usage) : INoSerializationVerificationNeeded
{
    /// <summary>The provider, by its id.</summary>
    public string? ProviderId { get; init; }

    /// <summary>The model, by its id.</summary>
    public string? ModelId { get; init; }

    /// <summary>The spice that was in the prompt.</summary>
    public string? Spice { get; init; }
}
