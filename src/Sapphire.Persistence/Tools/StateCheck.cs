using Sapphire.Persistence.Events;
using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Sqlite;

namespace Sapphire.Persistence.Tools;

/// <summary>Replays the events of one id, and compares the state with each of its snapshots on the way.</summary>
internal sealed class StateCheck(IJournal journal, EventCatalog catalog, ProblemList problems)
{
    /// <summary>Judges the snapshots of an id whose events are there up to <see cref="IdTrack.Last"/>.</summary>
    /// <param name="track">What is known of its events.</param>
    /// <param name="model">How its state grows; null when that is not known.</param>
    /// <param name="snapshots">The numbers of its snapshots, growing.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task RunAsync(IdTrack track, StateModel? model, IReadOnlyList<long> snapshots, CancellationToken cancellationToken)
    {
        foreach (long snapshot in snapshots.Where(snapshot => snapshot > track.Last))
        {
            problems.Add(JournalProblemKind.SnapshotAhead, track.PersistenceId, snapshot, $"Its snapshot contains event {snapshot}, but {(track.Last == 0 ? "there is none" : $"the last one is {track.Last}")}.");
        }

        if (model is null || track.First != 1 || track.BeginsDeleted)
        {
            return;
        }

        IStateReplay replay = model.Begin();
        Queue<long> due = new(snapshots.Where(snapshot => snapshot <= track.Last));
        try
        {
            await foreach (JournalRow row in journal.ReplayAsync(track.PersistenceId, 1, track.BrokenAt == 0 ? track.Last : track.BrokenAt - 1, cancellationToken))
            {
                if (!TryApply(replay, row))
                {
                    return;
                }

                while (due.TryPeek(out long snapshot) && snapshot <= row.SequenceNr)
                {
                    await CompareAsync(model, replay, track.PersistenceId, due.Dequeue(), cancellationToken);
                }
            }
        }
        catch (Exception e) when (e is StorageException { Reason: StorageReason.Corrupt } or EventSerializationException)
        {
            // Reported where the row itself was judged; one that became so meanwhile, the next run reports.
        }
    }

    private bool TryApply(IStateReplay replay, JournalRow row)
    {
        IEventSequence happened = catalog.FromJournal(row.Manifest, row.Payload);
        try
        {
            foreach (object one in happened.Events)
            {
                replay.Apply(one);
            }

            return true;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Whatever it throws, recovery would end here too. Its message may quote the content, its type does not.
            problems.Add(JournalProblemKind.Replay, row.PersistenceId, row.SequenceNr, $"The event '{row.Manifest}' does not fit the state before it ({e.GetType().Name}).");
            return false;
        }
    }

    private async Task CompareAsync(StateModel model, IStateReplay replay, string id, long sequenceNr, CancellationToken cancellationToken)
    {
        // Meanwhile a running server may have deleted it, as it does with old ones.
        if (await journal.LoadSnapshotAsync(id, new SnapshotSelectionCriteria(sequenceNr, null, sequenceNr), cancellationToken) is not { } stored)
        {
            return;
        }

        object found = catalog.Deserialize(stored.Manifest, stored.Payload);
        byte[] expected = catalog.Serialize(model.AsStored(replay.ToSnapshot(), found)).Payload;
        byte[] actual = catalog.Serialize(found).Payload;
        if (JsonDifference.Find(expected, actual) is { } path)
        {
            problems.Add(JournalProblemKind.SnapshotState, id, sequenceNr, $"Its snapshot at event {sequenceNr} differs from the state that the events give (at {path}).");
        }
    }
}
