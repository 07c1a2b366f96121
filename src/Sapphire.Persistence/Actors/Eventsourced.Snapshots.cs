using Sapphire.Persistence.Events;
using Sapphire.Persistence.Health;
using Sapphire.Persistence.Journal;

namespace Sapphire.Persistence;

/// <content>
/// Snapshots and deletion. A snapshot is a shortcut for recovery: one that cannot be saved costs time, never data. What is asked here is
/// done in the order of the calls, and answered by a message to the actor.
/// </content>
public abstract partial class Eventsourced
{
    private Task _maintenance = Task.CompletedTask;

    /// <summary>Stores the state as of <see cref="LastSequenceNr"/>; answered with <see cref="SaveSnapshotSuccess"/> or <see cref="SaveSnapshotFailure"/>. Older snapshots stay until they are deleted.</summary>
    /// <param name="snapshot">An immutable state whose type is in the event catalog; it is written as JSON beside the actor.</param>
    protected void SaveSnapshot(object snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        RequireOwner();
        SnapshotMetadata metadata = new(PersistenceId, LastSequenceNr, _cell.System.TimeProvider.GetUtcNow());
        long epoch = WriterEpoch;

        // Writing and packing a large state takes milliseconds: not in the actor.
        Maintain(
            async () =>
            {
                await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
                SerializedEvent state = _persistence.Events.Serialize(snapshot);
                SnapshotRow row = new(metadata.PersistenceId, metadata.SequenceNr, state.Manifest, state.Payload, metadata.Timestamp);
                await _persistence.Journal.SaveSnapshotAsync(row, epoch).ConfigureAwait(false);
                return new SaveSnapshotSuccess(metadata);
            },
            e => new SaveSnapshotFailure(metadata, e));
    }

    /// <summary>Reads a snapshot, also of another id; answered with <see cref="LoadSnapshotResult"/> or <see cref="LoadSnapshotFailed"/>. Recovery needs no call.</summary>
    protected void LoadSnapshot(string persistenceId, SnapshotSelectionCriteria criteria, long toSequenceNr)
    {
        ArgumentNullException.ThrowIfNull(criteria);
        Maintain(
            async () =>
            {
                await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
                SnapshotRow? row = await _persistence.Journal
                    .LoadSnapshotAsync(persistenceId, criteria with { MaxSequenceNr = Math.Min(criteria.MaxSequenceNr, toSequenceNr) })
                    .ConfigureAwait(false);
                return new LoadSnapshotResult(
                    row is null ? null : new(new(persistenceId, row.SequenceNr, row.Timestamp), _persistence.Events.Deserialize(row.Manifest, row.Payload)),
                    toSequenceNr);
            },
            e => new LoadSnapshotFailed(e));
    }

    /// <summary>Deletes the snapshot of a sequence number; answered with <see cref="DeleteSnapshotSuccess"/> or <see cref="DeleteSnapshotFailure"/>.</summary>
    protected void DeleteSnapshot(long sequenceNr)
    {
        SnapshotMetadata metadata = new(PersistenceId, sequenceNr, DateTimeOffset.MinValue);
        SnapshotSelectionCriteria criteria = new(sequenceNr, MinSequenceNr: sequenceNr);
        RequireOwner();
        (string id, long epoch) = (PersistenceId, WriterEpoch);
        Maintain(
            async () =>
            {
                await _persistence.Journal.DeleteSnapshotsAsync(id, epoch, criteria).ConfigureAwait(false);
                return new DeleteSnapshotSuccess(metadata);
            },
            e => new DeleteSnapshotFailure(metadata, e));
    }

    /// <summary>Deletes snapshots; answered with <see cref="DeleteSnapshotsSuccess"/> or <see cref="DeleteSnapshotsFailure"/>.</summary>
    protected void DeleteSnapshots(SnapshotSelectionCriteria criteria)
    {
        ArgumentNullException.ThrowIfNull(criteria);
        RequireOwner();
        (string id, long epoch) = (PersistenceId, WriterEpoch);
        Maintain(
            async () =>
            {
                await _persistence.Journal.DeleteSnapshotsAsync(id, epoch, criteria).ConfigureAwait(false);
                return new DeleteSnapshotsSuccess(criteria);
            },
            e => new DeleteSnapshotsFailure(criteria, e));
    }

    /// <summary>Deletes the events up to a sequence number, for ever; <see cref="long.MaxValue"/> for all that are handled. Answered with <see cref="DeleteMessagesSuccess"/> or <see cref="DeleteMessagesFailure"/>.</summary>
    /// <param name="toSequenceNr">At most <see cref="LastSequenceNr"/>; more is answered with a failure. Save a snapshot first, and delete up to it: recovery needs one or the other.</param>
    protected void DeleteMessages(long toSequenceNr)
    {
        if (toSequenceNr != long.MaxValue && toSequenceNr > LastSequenceNr)
        {
            Self.Tell(
                new DeleteMessagesFailure(new InvalidOperationException($"Events up to {toSequenceNr} cannot be deleted: the last one handled is {LastSequenceNr}."), toSequenceNr), Self);
            return;
        }

        long to = toSequenceNr == long.MaxValue ? LastSequenceNr : toSequenceNr;
        RequireOwner();
        (string id, long epoch) = (PersistenceId, WriterEpoch);
        Maintain(
            async () =>
            {
                await _persistence.Journal.DeleteEventsAsync(id, epoch, to).ConfigureAwait(false);
                return new DeleteMessagesSuccess(to);
            },
            e => new DeleteMessagesFailure(e, to));
    }

    private void Maintain(Func<Task<object>> work, Func<Exception, object> failure) => _maintenance = MaintainAsync(_maintenance, work, failure);

    private async Task MaintainAsync(Task before, Func<Task<object>> work, Func<Exception, object> failure)
    {
        object answer;
        try
        {
            // Never fails: it ends with an answer.
            await before.ConfigureAwait(false);
            answer = await work().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            answer = failure(e);
        }

        PostAnswer(new MaintenanceAnswer(this, answer));
    }

    /// <summary>Becomes an ordinary message to the actor; one for an older incarnation is dropped.</summary>
    private sealed class MaintenanceAnswer(Eventsourced owner, object answer) : Answer(owner, null)
    {
        public override void Accept()
        {
            if (answer is SaveSnapshotSuccess saved)
            {
                PersistenceMetrics.SnapshotSaved();
                Owner.SnapshotSequenceNr = Math.Max(Owner.SnapshotSequenceNr, saved.Metadata.SequenceNr);
            }
            else if (answer is SaveSnapshotFailure failure)
            {
                PersistenceMetrics.SnapshotFailed(failure.Cause);
            }

            Owner.Self.Tell(answer, Owner.Self);
        }

        public override void Handle(Eventsourced owner) => throw new InvalidOperationException("It is a message of its own.");
    }
}
