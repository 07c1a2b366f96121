using Sapphire.Persistence.Sqlite;

namespace Sapphire.Persistence.Journal;

/// <summary>
/// Tells a whole batch how it ended, on a thread of the pool: the writer hands over one thing for all of them and goes on with the
/// next batch, where waking each caller by itself would cost it as much as the rows.
/// </summary>
internal sealed class CommittedBatch(List<WriteRequest> requests, StorageException? lost, CommitSignal signal) : IThreadPoolWorkItem
{
    public void Execute()
    {
        foreach (WriteRequest request in requests)
        {
            request.Tell(lost);
        }

        signal.Wake();
    }
}
