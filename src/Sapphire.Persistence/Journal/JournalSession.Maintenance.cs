using Sapphire.Persistence.Sqlite;

namespace Sapphire.Persistence.Journal;

/// <content>What only tools do: so rare that its statements are made when they are needed.</content>
internal sealed partial class JournalSession
{
    /// <summary>Stores the events in the place of everything that there is of the id.</summary>
    /// <returns>The ordering of the last one.</returns>
    public long Replace(AtomicWrite write, StoredPayload[] payloads)
    {
        Owner owner = Owned(write.PersistenceId, write.Epoch);
        // The tags go with their events.
        Delete("DELETE FROM journal WHERE persistence_id = ?1", owner);
        Delete("DELETE FROM snapshot WHERE persistence_id = ?1", owner);
        owner.HighestSequenceNr = write.Events[0].SequenceNr - 1;
        return Insert(write, payloads);
    }

    /// <summary>No longer refuses an id of which events are missing.</summary>
    public void AcceptLoss(string persistenceId) => _mark.Accept(persistenceId);

    private void Delete(string sql, Owner owner)
    {
        using SqliteStatement statement = new(_database, sql, _options.Path);
        statement.BindText(1, owner.Id).Run();
    }
}
