using Microsoft.Extensions.Logging;
using Sapphire.Persistence.Journal;

namespace Sapphire.Persistence.Postgres;

/// <summary>Runs a batch of requests of one type over a connection, and answers those whose outcome is known.</summary>
internal static class PostgresExecution
{
    /// <summary>Runs a batch; returns what is to be run again, without those that were answered.</summary>
    public static List<PostgresRequest> Run(PostgresSession session, List<PostgresRequest> batch, Action<long> committed)
    {
        switch (batch[0])
        {
            case ReplaceRequest request:
                (long? epoch, long ordering) = session.Replace(request);
                committed(ordering);
                Answer(request, epoch, ordering);
                return [];
            case AppendRequest:
                return Append(session, batch, committed);
            case EpochRequest:
                long[] epochs = session.RaiseEpochs([.. batch.Select(request => request.PersistenceId)]);
                for (int i = 0; i < epochs.Length; i++)
                {
                    batch[i].Complete(epochs[i]);
                }

                return [];
            case SnapshotRequest:
                return SaveSnapshots(session, batch);
            case DeleteEventsRequest request:
                Answer(request, session.DeleteEvents(request));
                return [];
            case DeleteSnapshotsRequest request:
                Answer(request, session.DeleteSnapshots(request));
                return [];
            default:
                throw new InvalidOperationException($"Unknown request {batch[0].GetType()}.");
        }
    }

    /// <summary>Looks for the rows of a batch whose connection broke. It is one transaction: one row there means all.</summary>
    public static List<PostgresRequest> Settle(PostgresSession session, string writer, List<PostgresRequest> batch, ILogger logger)
    {
        // Raising an epoch, saving and deleting may be done twice.
        if (batch[0] is not AppendRequest)
        {
            return batch;
        }

        Dictionary<AppendRequest, long> stored = session.Stored(writer, [.. batch.Cast<AppendRequest>()]);
        logger.OutcomeFound(batch.Count, stored.Count > 0 ? "stored" : "not stored; it is written again");
        if (stored.Count == 0)
        {
            return batch;
        }

        long last = stored.Values.Max();
        foreach (AppendRequest request in batch.Cast<AppendRequest>())
        {
            // One that is not there any more was deleted by a newer owner since.
            request.Complete(stored.GetValueOrDefault(request, last));
        }

        return [];
    }

    private static List<PostgresRequest> Append(PostgresSession session, List<PostgresRequest> batch, Action<long> committed)
    {
        AppendOutcome outcome = session.Append(batch);
        if (outcome.Base is not { } ordering)
        {
            return Refuse(batch, outcome);
        }

        committed(ordering + batch.Sum(request => (long)request.Rows));
        ThreadPool.UnsafeQueueUserWorkItem(new AppendedBatch(batch, ordering), preferLocal: false);
        return [];
    }

    // Of each id the first request was looked at; those behind it follow if it passes, else they are looked at again.
    private static List<PostgresRequest> Refuse(List<PostgresRequest> batch, AppendOutcome outcome)
    {
        List<PostgresRequest> rest = [];
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (AppendRequest request in batch.Cast<AppendRequest>())
        {
            if (!outcome.Found.TryGetValue(request.PersistenceId, out (long, long) found))
            {
                rest.Add(request);
                continue;
            }

            (long epoch, long highest) = found;
            if (epoch != request.Epoch)
            {
                request.Fail(JournalRules.Fenced(request.PersistenceId, request.Epoch, epoch));
            }
            else if (seen.Add(request.PersistenceId) && highest != request.First - 1)
            {
                request.Fail(JournalRules.Conflict(request.PersistenceId, request.First, highest + 1));
            }
            else
            {
                rest.Add(request);
            }
        }

        return rest;
    }

    private static List<PostgresRequest> SaveSnapshots(PostgresSession session, List<PostgresRequest> batch)
    {
        long[]? epochs = session.SaveSnapshots([.. batch.Cast<SnapshotRequest>()]);
        List<PostgresRequest> rest = [];
        for (int i = 0; i < batch.Count; i++)
        {
            if (epochs is null)
            {
                batch[i].Complete(0);
            }
            else if (epochs[i] != batch[i].Epoch)
            {
                batch[i].Fail(JournalRules.Fenced(batch[i].PersistenceId, batch[i].Epoch, epochs[i]));
            }
            else
            {
                rest.Add(batch[i]);
            }
        }

        return rest;
    }

    private static void Answer(PostgresRequest request, long? holds, long answer = 0)
    {
        if (holds is { } epoch)
        {
            request.Fail(JournalRules.Fenced(request.PersistenceId, request.Epoch, epoch));
        }
        else
        {
            request.Complete(answer);
        }
    }
}
