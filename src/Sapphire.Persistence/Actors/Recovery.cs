namespace Sapphire.Persistence;

/// <summary>How an actor recovers: from which snapshot, and how far.</summary>
/// <param name="FromSnapshot">Which snapshot may be offered; the newest where null.</param>
/// <param name="ToSequenceNr">The last event to replay.</param>
/// <param name="ReplayMax">How many events are replayed at most.</param>
public sealed record Recovery(SnapshotSelectionCriteria? FromSnapshot = null, long ToSequenceNr = long.MaxValue, long ReplayMax = long.MaxValue)
{
    /// <summary>The newest snapshot and every event after it.</summary>
    public static Recovery Default { get; } = new();

    /// <summary>No snapshot and no event: only the place where the next event goes is found.</summary>
    public static Recovery None { get; } = new(SnapshotSelectionCriteria.None, 0);

    /// <summary>Which snapshot may be offered.</summary>
    public SnapshotSelectionCriteria FromSnapshot { get; } = FromSnapshot ?? SnapshotSelectionCriteria.Latest;

    /// <summary>Whether the end of the replay is the end of the history.</summary>
    internal bool IsWhole => ToSequenceNr == long.MaxValue && ReplayMax == long.MaxValue;
}
