namespace Sapphire.Actors.Models.OpenAi;

/// <summary>How long a server may take.</summary>
public sealed record OpenAiTimeouts
{
    /// <summary>The defaults: generous, since a local model may first have to be loaded and to read a long prompt.</summary>
    public static readonly OpenAiTimeouts Default = new();

    /// <summary>From the request to the first token, and between tokens while only keep-alive lines come.</summary>
    public TimeSpan FirstToken { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>Without any byte after the first token.</summary>
    public TimeSpan Stall { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>For what may follow the finish reason (usage, [DONE]) where the server does not close the stream.</summary>
    public TimeSpan AfterFinish { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>A Retry-After up to this is waited for; a longer one is told to the person.</summary>
    public TimeSpan LongestRetryAfter { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// The first wait after 429 or 5xx where the server does not say how long; it doubles, and up to as much again is added at random.
    /// Zero does not ask again.
    /// </summary>
    public TimeSpan BackOff { get; init; } = TimeSpan.Zero;
}
