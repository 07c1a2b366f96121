#pragma warning disable MA0048 // A family of small messages.
using Sapphire.Kernel.Actor;

namespace Sapphire.Persistence;

/// <summary>Says that all events are replayed: the place to start timers and other work. Handled by Recover.</summary>
public sealed record RecoveryCompleted
{
    /// <summary>The only one.</summary>
    public static readonly RecoveryCompleted Instance = new();

    private RecoveryCompleted()
    {
    }
}

/// <summary>Which snapshot.</summary>
/// <param name="PersistenceId">Whose state.</param>
/// <param name="SequenceNr">The last event it contains.</param>
/// <param name="Timestamp">When it was taken.</param>
public sealed record SnapshotMetadata(string PersistenceId, long SequenceNr, DateTimeOffset Timestamp);

/// <summary>The state from which recovery starts; comes before the events after it. Handled by Recover.</summary>
/// <param name="Metadata">Which snapshot.</param>
/// <param name="Snapshot">The state.</param>
public sealed record SnapshotOffer(SnapshotMetadata Metadata, object Snapshot);

/// <summary>A snapshot is on disk.</summary>
/// <param name="Metadata">Which one.</param>
public sealed record SaveSnapshotSuccess(SnapshotMetadata Metadata) : INoSerializationVerificationNeeded;

/// <summary>A snapshot was not saved. Nothing is lost: recovery takes the older one and more events.</summary>
/// <param name="Metadata">Which one.</param>
/// <param name="Cause">Why.</param>
public sealed record SaveSnapshotFailure(SnapshotMetadata Metadata, Exception Cause) : INoSerializationVerificationNeeded;

/// <summary>Which snapshots: those whose number and time lie within, the bounds included.</summary>
/// <param name="MaxSequenceNr">The highest.</param>
/// <param name="MaxTimeStamp">The newest; null for any.</param>
/// <param name="MinSequenceNr">The lowest.</param>
/// <param name="MinTimestamp">The oldest; null for any.</param>
public sealed record SnapshotSelectionCriteria(
    long MaxSequenceNr = long.MaxValue, DateTimeOffset? MaxTimeStamp = null, long MinSequenceNr = 0, DateTimeOffset? MinTimestamp = null)
{
    /// <summary>Every snapshot; for loading, the newest.</summary>
    public static readonly SnapshotSelectionCriteria Latest = new();

    /// <summary>No snapshot: recovery replays every event.</summary>
    public static readonly SnapshotSelectionCriteria None = new(0, DateTimeOffset.MinValue);
}

/// <summary>Snapshots were deleted.</summary>
/// <param name="Criteria">Which ones.</param>
public sealed record DeleteSnapshotsSuccess(SnapshotSelectionCriteria Criteria) : INoSerializationVerificationNeeded;

/// <summary>Snapshots were not deleted.</summary>
/// <param name="Criteria">Which ones.</param>
/// <param name="Cause">Why.</param>
public sealed record DeleteSnapshotsFailure(SnapshotSelectionCriteria Criteria, Exception Cause) : INoSerializationVerificationNeeded;

/// <summary>A snapshot was deleted.</summary>
/// <param name="Metadata">Which one; its time is not known.</param>
public sealed record DeleteSnapshotSuccess(SnapshotMetadata Metadata) : INoSerializationVerificationNeeded;

/// <summary>A snapshot was not deleted.</summary>
/// <param name="Metadata">Which one; its time is not known.</param>
/// <param name="Cause">Why.</param>
public sealed record DeleteSnapshotFailure(SnapshotMetadata Metadata, Exception Cause) : INoSerializationVerificationNeeded;

/// <summary>A snapshot that was found.</summary>
/// <param name="Metadata">Which one.</param>
/// <param name="Snapshot">The state.</param>
public sealed record SelectedSnapshot(SnapshotMetadata Metadata, object Snapshot);

/// <summary>The answer to a request for a snapshot.</summary>
/// <param name="Snapshot">Null when there is none.</param>
/// <param name="ToSequenceNr">The highest that was asked for.</param>
public sealed record LoadSnapshotResult(SelectedSnapshot? Snapshot, long ToSequenceNr) : INoSerializationVerificationNeeded;

/// <summary>A snapshot could not be read.</summary>
/// <param name="Cause">Why.</param>
public sealed record LoadSnapshotFailed(Exception Cause) : INoSerializationVerificationNeeded;

/// <summary>Events were deleted.</summary>
/// <param name="ToSequenceNr">The last one.</param>
public sealed record DeleteMessagesSuccess(long ToSequenceNr) : INoSerializationVerificationNeeded;

/// <summary>Events were not deleted.</summary>
/// <param name="Cause">Why.</param>
/// <param name="ToSequenceNr">The last one.</param>
public sealed record DeleteMessagesFailure(Exception Cause, long ToSequenceNr) : INoSerializationVerificationNeeded;
