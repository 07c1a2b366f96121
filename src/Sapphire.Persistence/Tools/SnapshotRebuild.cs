using System.Collections.Immutable;
using Sapphire.Persistence.Events;
using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Sqlite;

namespace Sapphire.Persistence.Tools;

/// <summary>Makes an id's snapshot anew from its events.</summary>
public static class SnapshotRebuild
{
    /// <summary>Replays all events of an id, stores the state they give, and drops every other snapshot. Owns the id meanwhile: an actor that is at work on it is refused, and must be started again.</summary>
    /// <returns>The number of the event that the snapshot contains.</returns>
    /// <exception cref="JournalToolException">There is no such id, its kind is not known, or its events do not give a state.</exception>
    /// <exception cref="StorageException">Fenced: somebody woke the id meanwhile. Corrupt: an event is damaged.</exception>
    public static async Task<long> RunAsync(
        IJournal journal,
        EventCatalog catalog,
        ImmutableArray<StateModel> models,
        string persistenceId,
        TimeProvider time,
        IProgress<ToolProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        StateModel model = models.FirstOrDefault(model => model.Owns(persistenceId))
            ?? throw new JournalToolException($"'{persistenceId}' is of no kind whose state is known, so its snapshot was left as it is.");
        long highest = await journal.HighestSequenceNrAsync(persistenceId, cancellationToken);
        if (highest == 0)
        {
            throw new JournalToolException($"There is nothing of '{persistenceId}' in the journal. 'sapphire journal inspect' lists the ids.");
        }

        long epoch = await journal.RaiseEpochAsync(persistenceId);
        IStateReplay replay = model.Begin();
        long last = 0;
        await foreach (JournalRow row in journal.ReplayAsync(persistenceId, cancellationToken: cancellationToken))
        {
            if (row.SequenceNr != last + 1)
            {
                throw Broken(persistenceId, last + 1, "is missing", null);
            }

            try
            {
                replay.Apply(catalog.Deserialize(row.Manifest, row.Payload));
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                throw Broken(persistenceId, row.SequenceNr, e is EventSerializationException ? "cannot be read" : "does not fit the state before it", e);
            }

            last = row.SequenceNr;
            if (last % 1000 == 0)
            {
                progress?.Report(new("replaying events", last, highest));
            }
        }

        if (last == 0)
        {
            throw Broken(persistenceId, 1, "is missing", null);
        }

        // First the new one: after a crash between the two there is one more than needed, never none.
        SerializedEvent snapshot = catalog.Serialize(replay.ToSnapshot());
        await journal.SaveSnapshotAsync(new(persistenceId, last, snapshot.Manifest, snapshot.Payload, time.GetUtcNow()), epoch);
        await journal.DeleteSnapshotsAsync(persistenceId, epoch, new SnapshotSelectionCriteria(last - 1));
        await journal.DeleteSnapshotsAsync(persistenceId, epoch, new SnapshotSelectionCriteria(long.MaxValue, null, last + 1));
        return last;
    }

    private static JournalToolException Broken(string id, long sequenceNr, string why, Exception? inner) =>
        new($"Event {sequenceNr} of '{id}' {why}, so its snapshot was left as it is. 'sapphire journal verify {id}' says more.", inner);
}
