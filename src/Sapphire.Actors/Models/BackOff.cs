using Sapphire.Actors.Models.OpenAi;

namespace Sapphire.Actors.Models;

/// <summary>Whether a server that is busy or broken is asked again, and when.</summary>
internal static class BackOff
{
    /// <summary>How often a server is asked for one answer.</summary>
    public const int MaxAttempts = 3;

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    /// <summary>The wait before the next attempt; null gives up.</summary>
    /// <param name="attempt">The one that failed, from 1.</param>
    /// <param name="status">Its HTTP status.</param>
    /// <param name="retryAfter">What the server asks for.</param>
    /// <param name="body">The beginning of its answer: where the account has no credit, waiting does not help.</param>
    /// <param name="timeouts">How long waiting is worth it.</param>
    /// <param name="random">0 to 1.</param>
    public static TimeSpan? Wait(int attempt, int status, TimeSpan? retryAfter, string body, OpenAiTimeouts timeouts, double random)
    {
        if (attempt >= MaxAttempts || status is not (408 or 429 or 500 or 502 or 503 or 504 or 529) || body.Contains("insufficient_quota", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        if (retryAfter is { } asked)
        {
            return asked <= timeouts.LongestRetryAfter ? asked : null;
        }

        if (timeouts.BackOff <= TimeSpan.Zero)
        {
            return null;
        }

        TimeSpan wait = timeouts.BackOff * (Math.Pow(2, attempt - 1) + Math.Clamp(random, 0, 1));
        return wait < Longest ? wait : Longest;
    }
}
