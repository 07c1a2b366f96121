namespace Sapphire.Actors.Models;

/// <summary>Where a breaker is.</summary>
public enum BreakerPhase
{
    /// <summary>Every call is let through.</summary>
    Closed,

    /// <summary>No call is let through.</summary>
    Open,

    /// <summary>One call tries.</summary>
    Trying,
}
