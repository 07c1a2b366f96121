namespace Sapphire.Actors.Context;

/// <summary>What the home's settings say of how much of a chat is sent.</summary>
/// <param name="ContextLimit">The setting <c>CONTEXT_LIMIT</c>: tokens, for models of which nothing else is known; 0 for no limit.</param>
/// <param name="MaxHistory">The setting <c>MAX_HISTORY</c>: messages, in pairs; 0 for no limit.</param>
public sealed record ContextLimits(int ContextLimit, int MaxHistory)
{
    /// <summary>32,000 tokens, and as many messages as fit.</summary>
    public static ContextLimits Default { get; } = new(ContextBudget.DefaultLimit, 0);
}
