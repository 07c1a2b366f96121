using Sapphire.Persistence.Sqlite;

namespace Sapphire.Persistence.Journal;

/// <content>The ids of which stored events are missing.</content>
internal sealed partial class HighWaterMark
{
    /// <exception cref="StorageException">Corrupt: events of this id are missing.</exception>
    public void Refuse(string persistenceId)
    {
        if (_lost.TryGetValue(persistenceId, out Lost? lost))
        {
            throw new StorageException(
                StorageReason.Corrupt,
                $"Events {lost.Stored + 1} to {lost.Acknowledged} of '{persistenceId}' were stored and are missing from {_journal}: its write-ahead log, {_journal}-wal, was deleted, cut or damaged. Other chats are not touched. Bring a backup back with 'sapphire restore', or this id alone from an export with 'sapphire journal import FILE --replace'; or, to go on without these events, stop Sapphire, delete {_path} and start it again.");
        }
    }

    /// <summary>No longer refuses the id: what is stored of it counts as all that there was.</summary>
    public void Accept(string persistenceId)
    {
        if (!_lost.Remove(persistenceId))
        {
            return;
        }

        _tail.Remove(persistenceId);
        try
        {
            Rewrite(_checkpointed);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The next start refuses the id once more, unless a commit could be noted until then.
            _logger.MarkNotKept(_path, e);
            Close();
        }
    }
}
