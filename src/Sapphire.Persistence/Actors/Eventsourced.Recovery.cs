using System.Collections.Immutable;
using Sapphire.Kernel.Actor;
using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Sqlite;

namespace Sapphire.Persistence;

/// <content>
/// Recovery. A task beside the actor takes a permit, raises the epoch, loads the snapshot and reads the events page by page;
/// decoding happens there too. It reads one page ahead of what the actor has applied, so a long history never fills the memory.
/// </content>
public abstract partial class Eventsourced
{
    private const int PageRows = 1000;
    private CancellationTokenSource? _recovery;
    private bool _recoveryCompleted;

    /// <summary>Recovery failed; the actor stops after this, always.</summary>
    /// <param name="reason">What failed.</param>
    /// <param name="message">The event or snapshot that the actor could not apply; null when reading failed.</param>
    protected virtual void OnRecoveryFailure(Exception reason, object? message) =>
        Log.RecoveryFailed(PersistenceId, LastSequenceNr, reason);

    /// <param name="after">What is applied already: 0 begins with the snapshot.</param>
    private void StartRecovery(long after = 0)
    {
        _recovery = new CancellationTokenSource();
        _ = RecoverAsync(PersistenceId, after, ActorCell.Current!, _recovery.Token);
    }

    // Nothing here may touch the actor: it runs on pool threads.
    private async Task RecoverAsync(string persistenceId, long after, ActorCell cell, CancellationToken cancellationToken)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        bool permitted = false;
        try
        {
            await _persistence.RecoveryPermits.WaitAsync(cancellationToken).ConfigureAwait(false);
            permitted = true;
            (long epoch, StorageException? readOnlyCause) = await OwnAsync(persistenceId).ConfigureAwait(false);
            SnapshotRow? snapshot = after > 0 ? null : await _persistence.Journal.LoadSnapshotAsync(persistenceId, long.MaxValue, cancellationToken).ConfigureAwait(false);
            SnapshotOffer? offer = snapshot is null
                ? null
                : new(new(persistenceId, snapshot.SequenceNr, snapshot.Timestamp), _persistence.Events.Deserialize(snapshot.Manifest, snapshot.Payload));
            Post(new RecoveryStarted(epoch, readOnlyCause, offer));
            await ReplayAsync(persistenceId, snapshot?.SequenceNr ?? after, Post, cancellationToken).ConfigureAwait(false);
            Post(new ReplayEnded());
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The incarnation has ended; the next one recovers for itself.
        }
        catch (Exception e)
        {
            Post(new RecoveryBroken(e));
        }
        finally
        {
            if (permitted)
            {
                _persistence.RecoveryPermits.Release();
            }
        }

        void Post(Answer answer) => JournalAnswer.Post(cell, this, owner => owner.Accept(answer));
    }

    private async Task ReplayAsync(string persistenceId, long after, Action<Answer> post, CancellationToken cancellationToken)
    {
        // One page is applied while the next is read.
        using SemaphoreSlim ahead = new(2, 2);
        List<ReplayedPage> pages = [];
        while (true)
        {
            await ahead.WaitAsync(cancellationToken).ConfigureAwait(false);
            ImmutableArray<JournalRow> rows = await _persistence.Journal.ReadAsync(persistenceId, after + 1, long.MaxValue, PageRows, cancellationToken).ConfigureAwait(false);
            if (rows.IsEmpty)
            {
                break;
            }

            ImmutableArray<object>.Builder events = ImmutableArray.CreateBuilder<object>(rows.Length);
            foreach (JournalRow row in rows)
            {
                if (row.SequenceNr != ++after)
                {
                    throw new StorageException(
                        StorageReason.Corrupt,
                        $"The journal lacks event {after} of '{persistenceId}' (the next one is {row.SequenceNr}). Stop Sapphire, keep a copy of the journal, and put a backup in its place.");
                }

                events.Add(_persistence.Events.Deserialize(row.Manifest, row.Payload));
            }

            ReplayedPage page = new(rows[0].SequenceNr, events.DrainToImmutable());
            pages.Add(page);
            _ = page.Applied.ContinueWith(_ => Release(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            post(page);
        }

        // The permit is held, and the semaphore needed, until the actor has applied the rest.
        foreach (ReplayedPage page in pages)
        {
            await page.Applied.WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        void Release()
        {
            try
            {
                ahead.Release();
            }
            catch (ObjectDisposedException)
            {
                // Replay was cancelled or is over.
            }
        }
    }

    private void Recover(object message, bool required)
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
        _recovery?.Cancel();
        try
        {
            OnRecoveryFailure(cause, message);
        }
        finally
        {
            StopSelf();
        }
    }

    private sealed class RecoveryStarted(long epoch, StorageException? readOnlyCause, SnapshotOffer? offer) : Answer(null)
    {
        public override bool IsDone => true;

        public override void Handle(Eventsourced owner)
        {
            owner.WriterEpoch = epoch;
            owner.ReadOnlyCause = readOnlyCause;
            if (offer is not null)
            {
                owner.LastSequenceNr = owner.SnapshotSequenceNr = offer.Metadata.SequenceNr;
                owner.Recover(offer, required: true);
            }
        }
    }

    private sealed class ReplayedPage(long firstSequenceNr, ImmutableArray<object> events) : Answer(null)
    {
        private readonly TaskCompletionSource _applied = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Applied => _applied.Task;

        public override bool IsDone => true;

        public override void Handle(Eventsourced owner)
        {
            for (int i = 0; i < events.Length && owner._phase == Phase.Recovering; i++)
            {
                owner.LastSequenceNr = firstSequenceNr + i;
                owner.Recover(events[i], required: false);
            }

            _applied.TrySetResult();
        }
    }

    private sealed class ReplayEnded() : Answer(null)
    {
        public override bool IsDone => true;

        public override void Handle(Eventsourced owner)
        {
            if (owner._phase != Phase.Recovering)
            {
                return;
            }

            owner._assignedSequenceNr = owner.LastSequenceNr;
            owner._recoveryCompleted = true;
            owner.Recover(RecoveryCompleted.Instance, required: false);
            if (owner._phase == Phase.Recovering)
            {
                owner._phase = Phase.Ready;
            }
        }
    }

    private sealed class RecoveryBroken(Exception cause) : Answer(null)
    {
        public override bool IsDone => true;

        public override void Handle(Eventsourced owner) => owner.FailRecovery(cause, null);
    }
}
