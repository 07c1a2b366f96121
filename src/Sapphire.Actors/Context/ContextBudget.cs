namespace Sapphire.Actors.Context;

/// <summary>How much of a chat a model is sent.</summary>
/// <param name="Limit">The tokens of the model's context, or of the setting; 0 for no limit.</param>
/// <param name="Reserve">What of them is left for the reply, in tokens.</param>
/// <param name="MaxExchanges">How many questions with their answers are sent beside the last one; null for no limit.</param>
public sealed record ContextBudget(int Limit, int Reserve, int? MaxExchanges)
{
    /// <summary>The default of the setting <c>CONTEXT_LIMIT</c>, in tokens.</summary>
    public const int DefaultLimit = 32_000;

    private const int LargestReserve = 4_096;

    /// <summary>Nothing is left out.</summary>
    public static ContextBudget Unlimited { get; } = new(0, 0, null);

    /// <summary>What a request may take, in tokens; <see cref="int.MaxValue"/> for no limit.</summary>
    public int Tokens => Limit <= 0 ? int.MaxValue : Math.Max(1, Limit - Reserve);

    /// <summary>The budget of a model.</summary>
    /// <param name="modelTokens">The model's context in tokens, where it is known; else <paramref name="setting"/> is taken.</param>
    /// <param name="setting">The setting <c>CONTEXT_LIMIT</c>: tokens, 0 for no limit.</param>
    /// <param name="maxHistory">The setting <c>MAX_HISTORY</c>: messages, a question and its answer being two; 0 for no limit.</param>
    /// <param name="maxReply">The longest reply in tokens, where the model's profile tells it.</param>
    public static ContextBudget Of(int? modelTokens, int setting, int maxHistory, int? maxReply = null)
    {
        int limit = Math.Max(0, modelTokens ?? setting);
        int reserve = Math.Min(maxReply ?? LargestReserve, Math.Min(LargestReserve, limit / 4));
        return new(limit, reserve, maxHistory > 0 ? Math.Max(1, maxHistory / 2) : null);
    }
}
