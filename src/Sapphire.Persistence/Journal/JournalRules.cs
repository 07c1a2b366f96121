using Sapphire.Persistence.Sqlite;

namespace Sapphire.Persistence.Journal;

/// <summary>What every journal asks of its callers, and the words in which it refuses: the same for each of them.</summary>
internal static class JournalRules
{
    /// <summary>Characters of a persistence id; as in Akka.Persistence.Sql, so that every database can hold it.</summary>
    public const int MaxIdLength = 255;

    /// <summary>Characters of a tag.</summary>
    public const int MaxTagLength = 100;

    /// <exception cref="ArgumentException">It is empty or too long.</exception>
    public static void CheckId(string persistenceId)
    {
        if (string.IsNullOrEmpty(persistenceId) || persistenceId.Length > MaxIdLength)
        {
            throw new ArgumentException($"A persistence id has 1 to {MaxIdLength} characters; this one has {persistenceId?.Length ?? 0}.", nameof(persistenceId));
        }
    }

    /// <exception cref="ArgumentException">Its id or a tag is malformed, or it has no events.</exception>
    public static void Check(AtomicWrite write)
    {
        CheckId(write.PersistenceId);
        if (write.Events.IsDefaultOrEmpty)
        {
            throw new ArgumentException("An atomic write needs at least one event.", nameof(write));
        }

        foreach (JournalEntry entry in write.Events)
        {
            if (entry.Tags.IsDefaultOrEmpty)
            {
                continue;
            }

            foreach (string tag in entry.Tags)
            {
                if (string.IsNullOrEmpty(tag) || tag.Length > MaxTagLength)
                {
                    throw new ArgumentException($"A tag has 1 to {MaxTagLength} characters; one of event {entry.SequenceNr} of '{write.PersistenceId}' has {tag?.Length ?? 0}.", nameof(write));
                }
            }
        }
    }

    public static StorageException? TooLargeEvent(string persistenceId, JournalEntry entry, int maxBytes) =>
        entry.Payload.Length <= maxBytes ? null : TooLarge($"Event {entry.SequenceNr} of '{persistenceId}'", entry.Payload.Length, maxBytes);

    public static StorageException? TooLargeSnapshot(SnapshotRow snapshot, int maxBytes) =>
        snapshot.Payload.Length <= maxBytes ? null : TooLarge($"The snapshot of '{snapshot.PersistenceId}'", snapshot.Payload.Length, maxBytes);

    public static StorageException Fenced(string persistenceId, long epoch, long newest) => new(
        StorageReason.Fenced,
        $"'{persistenceId}' has a newer owner (epoch {newest}; this writer has {epoch}). This writer must stop; the newer one goes on.");

    public static StorageException Conflict(string persistenceId, long sequenceNr, long expected) => new(
        StorageReason.Conflict,
        $"Event {sequenceNr} of '{persistenceId}' was refused: the next one is {expected}. Recover the id before writing again.");

    public static StorageException Closed() => new(
        StorageReason.Closed,
        "The journal is closed, since Sapphire is stopping. Try again after the next start.");

    private static StorageException TooLarge(string what, int bytes, int maxBytes) => new(
        StorageReason.TooLarge,
        $"{what} has {bytes} bytes; at most {maxBytes} are stored. Put large content into a file and store its name.");
}
