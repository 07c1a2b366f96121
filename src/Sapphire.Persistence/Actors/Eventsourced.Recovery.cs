using System.Collections.Immutable;
using Sapphire.Persistence.Sqlite;

namespace Sapphire.Persistence;

/// <content>
/// Recovery. A task beside the actor takes a permit, raises the epoch, loads the snapshot and reads the events page by page:
/// <code>
///   pool:  read 1 │ read 2 + decode 1 │ read 3 + decode 2 │ … at most two pages wait for the actor
///   actor:                            │ apply 1           │ apply 2 …
/// </code>
/// So a long history never fills the memory. The permit goes back when the actor has handled RecoveryCompleted, or has ended.
/// </content>
public abstract partial class Eventsourced
{
    private CancellationTokenSource? _recovery;
    private bool _recoveryCompleted;

    /// <summary>How this actor recovers.</summary>
    public virtual Recovery Recovery => Recovery.Default;

    /// <summary>All events are replayed; <see cref="RecoveryCompleted"/> comes next.</summary>
    protected virtual void OnReplaySuccess()
    {
    }

    /// <summary>Recovery failed; the actor stops after this, always.</summary>
    /// <param name="reason">What failed.</param>
    /// <param name="message">The event or snapshot that the actor could not apply; null when reading failed.</param>
    protected virtual void OnRecoveryFailure(Exception reason, object? message) =>
        Log.RecoveryFailed(PersistenceId, LastSequenceNr, reason);

    /// <summary>Right after <see cref="RecoveryCompleted"/> was handled; for base classes.</summary>
    private protected virtual void OnRecovered()
    {
    }

    /// <summary>Thread-safe.</summary>
    internal void CancelRecovery() => _recovery?.Cancel();

    /// <param name="after">The last event that is applied already; 0 begins with the snapshot.</param>
    private void StartRecovery(long after = 0)
    {
        _recovery = new CancellationTokenSource();
        _ = new RecoveryTask(this, _persistence, _cell.System.TimeProvider, RecoversReadOnly, _recovery.Token).RunAsync(PersistenceId, Recovery, after);
    }

    private void ApplyRecovered(object message, bool required)
    {
        CurrentMessage = message;
        try
        {
            if (!ReceiveRecover(message))
            {
                if (required)
                {
                    throw new InvalidOperationException($"{GetType()} has a stored snapshot but no handler for {nameof(SnapshotOffer)}: without its state the later events do not make sense.");
                }

                Unhandled(message);
            }
        }
        catch (Exception e)
        {
            FailRecovery(e, message);
        }
    }

    private void FailRecovery(Exception cause, object? message)
    {
        CancelRecovery();
        try
        {
            OnRecoveryFailure(cause, message);
        }
        finally
        {
            StopSelf();
        }
    }

    /// <summary>The epoch is raised, or cannot be; here is the state to begin with.</summary>
    internal sealed class RecoveryStarted(Eventsourced owner, long epoch, StorageException? readOnlyCause, SnapshotOffer? offer) : Answer(owner, null)
    {
        public override void Handle(Eventsourced owner)
        {
            owner.WriterEpoch = epoch;
            owner.ReadOnlyCause = readOnlyCause;
            if (offer is not null)
            {
                owner.LastSequenceNr = owner.SnapshotSequenceNr = offer.Metadata.SequenceNr;
                owner.ApplyRecovered(offer, required: true);
            }
        }

        public override void Discard() => Owner.CancelRecovery();
    }

    /// <summary>Events to apply.</summary>
    internal sealed class ReplayedPage(Eventsourced owner, ImmutableArray<ReplayedEvent> events, long lastSequenceNr) : Answer(owner, null)
    {
        private readonly TaskCompletionSource _applied = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Applied => _applied.Task;

        public override void Handle(Eventsourced owner)
        {
            foreach (ReplayedEvent replayed in events)
            {
                if (owner._phase != Phase.Recovering)
                {
                    return;
                }

                owner.LastSequenceNr = replayed.SequenceNr;
                owner.ApplyRecovered(replayed.Event, required: false);
            }

            // Further events of the page may have been dropped by a read adapter.
            owner.LastSequenceNr = lastSequenceNr;
            _applied.TrySetResult();
        }

        public override void Discard() => Owner.CancelRecovery();
    }

    /// <summary>Nothing more is to be replayed.</summary>
    internal sealed class ReplayEnded(Eventsourced owner, long highestSequenceNr) : Answer(owner, null)
    {
        private readonly TaskCompletionSource _handled = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Handled => _handled.Task;

        public override void Handle(Eventsourced owner)
        {
            if (owner._phase != Phase.Recovering)
            {
                return;
            }

            try
            {
                owner.OnReplaySuccess();

                // A recovery that ended early still appends after the last event.
                owner.LastSequenceNr = owner._assignedSequenceNr = Math.Max(highestSequenceNr, owner.LastSequenceNr);
                owner._recoveryCompleted = true;
                owner.CurrentMessage = RecoveryCompleted.Instance;
                if (!owner.ReceiveRecover(RecoveryCompleted.Instance))
                {
                    owner.Unhandled(RecoveryCompleted.Instance);
                }

                owner.OnRecovered();
            }
            finally
            {
                // Also after a failure: a supervisor may resume.
                owner._recoveryCompleted = true;
                if (owner._phase == Phase.Recovering)
                {
                    owner._phase = Phase.Ready;
                }

                _handled.TrySetResult();
            }
        }

        public override void Discard() => Owner.CancelRecovery();
    }

    /// <summary>Reading failed.</summary>
    internal sealed class RecoveryBroken(Eventsourced owner, Exception cause) : Answer(owner, null)
    {
        public override void Handle(Eventsourced owner) => owner.FailRecovery(cause, null);
    }
}
