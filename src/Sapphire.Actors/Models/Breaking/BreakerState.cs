namespace Sapphire.Actors.Models;

/// <summary>
/// Whether a provider is asked, or left alone for a while since it failed several times in a row. Pure: the time is given.
/// <code>
/// Closed ──MaxFailures in a row──► Open ──its time is over, a call tries──► Trying
///    ▲                              ▲                                         │
///    │                              └────────── it fails: twice as long ──────┤
///    └──────────────────────────────────────── it answers ────────────────────┘
/// </code>
/// </summary>
/// <param name="Phase">Where it is.</param>
/// <param name="Failures">How many calls failed in a row.</param>
/// <param name="Openings">How often in a row it has opened without an answer in between.</param>
/// <param name="Until">Open: when a call may try. Trying: when another may, should this one never end.</param>
public sealed record BreakerState(BreakerPhase Phase, int Failures, int Openings, DateTimeOffset Until)
{
    /// <summary>Failures in a row that open it.</summary>
    public const int MaxFailures = 5;

    /// <summary>How long it stays open at first.</summary>
    public static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(30);

    /// <summary>How long it stays open at most.</summary>
    public static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);

    /// <summary>How long one call tries before another may.</summary>
    public static readonly TimeSpan LongestTry = TimeSpan.FromMinutes(3);

    /// <summary>Every call is let through: so it begins, and so it is after each answer, be it a refusal for a reason of the request's own.</summary>
    public static readonly BreakerState Closed = new(BreakerPhase.Closed, 0, 0, DateTimeOffset.MinValue);

    /// <summary>True when a call may begin now.</summary>
    public bool Permits(DateTimeOffset now) => Phase == BreakerPhase.Closed || now >= Until;

    /// <summary>A call begins; only where it is permitted.</summary>
    public BreakerState Begin(DateTimeOffset now) => Phase == BreakerPhase.Closed ? this : this with { Phase = BreakerPhase.Trying, Until = now + LongestTry };

    /// <summary>A call failed: the server is away, broken or too busy.</summary>
    public BreakerState Failed(DateTimeOffset now) =>
        // What fails while it is open began before, and is no news.
        Phase == BreakerPhase.Open ? this
        : Phase == BreakerPhase.Closed && Failures + 1 < MaxFailures ? this with { Failures = Failures + 1 }
        : new(BreakerPhase.Open, Failures + 1, Openings + 1, now + Pause(Openings));

    /// <summary>A call was given up by who asked: it says nothing about the server.</summary>
    public BreakerState Released(DateTimeOffset now) => Phase == BreakerPhase.Trying ? this with { Phase = BreakerPhase.Open, Until = now } : this;

    private static TimeSpan Pause(int openings)
    {
        TimeSpan pause = FirstPause * Math.Pow(2, Math.Min(openings, 10));
        return pause < LongestPause ? pause : LongestPause;
    }
}
