namespace Sapphire.Persistence.Journal;

/// <summary>What only tools do to a journal. Every journal on a disk implements it.</summary>
public interface IJournalMaintenance
{
    /// <summary>Removes all events and snapshots of an id, their numbers too, and stores these events in their place, in one transaction. The first may have any number.</summary>
    /// <returns>The ordering of the last of them. Read models that contain the removed ones must be rebuilt.</returns>
    /// <exception cref="Sqlite.StorageException">Fenced: a newer owner exists.</exception>
    Task<long> ReplaceAsync(AtomicWrite write);

    /// <summary>Takes what there is of an id for all that there was, where the journal refuses the id because stored events of it are missing. Nothing else changes.</summary>
    Task AcceptLossAsync(string persistenceId) => Task.CompletedTask;

    /// <summary>The bytes that the journal takes on the disk.</summary>
    Task<JournalSize> ReadSizeAsync(CancellationToken cancellationToken = default);
}
