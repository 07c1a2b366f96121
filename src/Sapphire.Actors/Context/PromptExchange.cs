using System.Collections.Immutable;
using Microsoft.Extensions.AI;

namespace Sapphire.Actors.Context;

/// <summary>A question and what was answered: sent as a whole, or not at all, so that no tool result is ever without its call.</summary>
/// <param name="Messages">As a model gets them.</param>
/// <param name="Nodes">How many messages of the chat they are.</param>
public sealed record PromptExchange(ImmutableArray<ChatMessage> Messages, int Nodes)
{
    /// <summary>About how many tokens it takes.</summary>
    public int Tokens { get; } = TokenEstimate.Of(Messages);
}
