using Sapphire.Persistence.Journal;

namespace Sapphire.Persistence.Postgres;

/// <summary>Tells all requests of a commit on one thread of the pool, as SQLite's <see cref="CommittedBatch"/> does: waking each caller by itself would cost as much as the commit.</summary>
/// <param name="requests">What was stored, in its order.</param>
/// <param name="ordering">The ordering before the first event.</param>
internal sealed class AppendedBatch(List<PostgresRequest> requests, long ordering) : IThreadPoolWorkItem
{
    public void Execute()
    {
        long last = ordering;
        for (int i = 0; i < requests.Count - 1; i++)
        {
            last += requests[i].Rows;
            requests[i].CompleteHere(last);
        }

        CommittedBatch.TellLast(() => requests[^1].CompleteHere(last + requests[^1].Rows));
    }
}
