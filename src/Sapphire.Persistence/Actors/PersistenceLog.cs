using Microsoft.Extensions.Logging;

namespace Sapphire.Persistence;

/// <summary>What persistent actors log. Never an event's content.</summary>
internal static partial class PersistenceLog
{
    [LoggerMessage(Level = LogLevel.Error, Message = "'{PersistenceId}' could not be recovered after event {SequenceNr}; it stops")]
    public static partial void RecoveryFailed(this ILogger logger, string persistenceId, long sequenceNr, Exception cause);

    [LoggerMessage(Level = LogLevel.Error, Message = "Event {SequenceNr} of '{PersistenceId}' ({EventType}) could not be stored; the actor stops")]
    public static partial void PersistFailed(this ILogger logger, string persistenceId, long sequenceNr, Type eventType, Exception cause);

    [LoggerMessage(Level = LogLevel.Error, Message = "An event of '{PersistenceId}' ({EventType}) cannot be stored and was refused")]
    public static partial void PersistRejected(this ILogger logger, string persistenceId, Type eventType, Exception cause);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The snapshot of '{PersistenceId}' at event {SequenceNr} was not saved")]
    public static partial void SnapshotNotSaved(this ILogger logger, string persistenceId, long sequenceNr, Exception cause);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Old snapshots of '{PersistenceId}' were not deleted")]
    public static partial void SnapshotsNotDeleted(this ILogger logger, string persistenceId, Exception cause);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Events of '{PersistenceId}' up to {SequenceNr} were not deleted")]
    public static partial void MessagesNotDeleted(this ILogger logger, string persistenceId, long sequenceNr, Exception cause);

    [LoggerMessage(Level = LogLevel.Warning, Message = "'{PersistenceId}' has {Capacity} commands waiting; a {MessageType} finds no place")]
    public static partial void StashFull(this ILogger logger, string persistenceId, int capacity, Type messageType);
}
