using Sapphire.Persistence.Sqlite;

namespace Sapphire.Persistence.Journal;

/// <summary>
/// Tells a whole batch how it ended, on a thread of the pool: the writer hands over one thing for all of them and goes on with the
/// next batch, where waking each caller by itself would cost it as much as the rows. What awaits a write goes on right here, so it
/// must not block, as nothing on a pool thread may.
/// </summary>
internal sealed class CommittedBatch(List<WriteRequest> requests, StorageException? lost, CommitSignal signal) : IThreadPoolWorkItem
{
    [ThreadStatic]
    private static bool _tail;

    /// <summary>
    /// Whether the caller runs as the last act of this work item, so that it may use the thread for longer: a lone actor's next turn
    /// then needs no further thread. True at most once.
    /// </summary>
    public static bool TakeTail()
    {
        bool tail = _tail;
        _tail = false;
        return tail;
    }

    public void Execute()
    {
        for (int i = 0; i < requests.Count - 1; i++)
        {
            requests[i].Tell(lost);
        }

        signal.Wake();
        TellLast(() => requests[^1].Tell(lost));
    }

    /// <summary>Tells somebody as the last act of a work item.</summary>
    public static void TellLast(Action tell)
    {
        _tail = true;
        try
        {
            tell();
        }
        finally
        {
            _tail = false;
        }
    }
}
