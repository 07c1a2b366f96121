using Sapphire.Kernel.Actor;
using Sapphire.Persistence.Events;
using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Sqlite;

namespace Sapphire.Persistence;

/// <content>Snapshots. They are a shortcut for recovery: a snapshot that cannot be saved costs time, never data.</content>
public abstract partial class Eventsourced
{
    /// <summary>Stores the state as of <see cref="LastSequenceNr"/>; answered with <see cref="SaveSnapshotSuccess"/> or <see cref="SaveSnapshotFailure"/>. The store keeps the newest two.</summary>
    /// <param name="snapshot">An immutable state whose type is in the event catalog.</param>
    protected void SaveSnapshot(object snapshot)
    {
        RequireOwner();
        SnapshotMetadata metadata = new(PersistenceId, LastSequenceNr, Context.System.TimeProvider.GetUtcNow());
        try
        {
            SerializedEvent state = Serialize(snapshot);
            SnapshotRow row = new(metadata.PersistenceId, metadata.SequenceNr, state.Manifest, state.Payload, metadata.Timestamp);
            _ = AnswerAsync(
                _persistence.Journal.SaveSnapshotAsync(row, WriterEpoch),
                new SaveSnapshotSuccess(metadata),
                e => new SaveSnapshotFailure(metadata, e),
                ActorCell.Current!);
        }
        catch (Exception e) when (e is EventSerializationException or StorageException)
        {
            Self.Tell(new SaveSnapshotFailure(metadata, e), Self);
        }
    }

    /// <summary>Deletes the snapshots up to a sequence number; answered with <see cref="DeleteSnapshotsSuccess"/> or <see cref="DeleteSnapshotsFailure"/>.</summary>
    protected void DeleteSnapshots(SnapshotSelectionCriteria criteria) =>
        _ = AnswerAsync(
            _persistence.Journal.DeleteSnapshotsAsync(PersistenceId, WriterEpoch, criteria),
            new DeleteSnapshotsSuccess(criteria),
            e => new DeleteSnapshotsFailure(criteria, e),
            ActorCell.Current!);

    // An ordinary message to the actor; one for an older incarnation is dropped.
    private async Task AnswerAsync(Task work, object success, Func<Exception, object> failure, ActorCell cell)
    {
        object answer = success;
        try
        {
            await work.ConfigureAwait(false);
        }
        catch (Exception e)
        {
            answer = failure(e);
        }

        JournalAnswer.Post(cell, this, owner =>
        {
            if (answer is SaveSnapshotSuccess saved)
            {
                owner.SnapshotSequenceNr = Math.Max(owner.SnapshotSequenceNr, saved.Metadata.SequenceNr);
            }

            owner.Self.Tell(answer, owner.Self);
        });
    }
}
