using System.Collections.Immutable;
using System.Diagnostics;
using Sapphire.Persistence.Events;
using Sapphire.Persistence.Health;
using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Sqlite;

namespace Sapphire.Persistence;

/// <summary>Reads the history of one incarnation and hands it over. Nothing here touches the actor: it runs on pool threads.</summary>
internal sealed class RecoveryTask(Eventsourced owner, PersistenceExtension persistence, TimeProvider time, bool mayBeReadOnly, CancellationToken cancellationToken)
{
    private const int PageRows = 1000;
    private readonly IJournal _journal = persistence.Journal;
    private long _replayed;

    /// <summary>Reads and hands over.</summary>
    /// <param name="persistenceId">Whose history.</param>
    /// <param name="recovery">What of it.</param>
    /// <param name="after">The last event that the actor has applied already; 0 begins with the snapshot.</param>
    public async Task RunAsync(string persistenceId, Recovery recovery, long after)
    {
        long started = Stopwatch.GetTimestamp();
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        bool permitted = false;
        try
        {
            await persistence.RecoveryPermits.WaitAsync(cancellationToken).ConfigureAwait(false);
            permitted = true;
            (long epoch, StorageException? readOnlyCause) = await OwnAsync(persistenceId).ConfigureAwait(false);
            SnapshotOffer? offer = after > 0 ? null : await LoadOfferAsync(persistenceId, recovery).ConfigureAwait(false);
            owner.PostAnswer(new Eventsourced.RecoveryStarted(owner, epoch, readOnlyCause, offer));
            long last = await ReplayAsync(persistenceId, offer?.Metadata.SequenceNr ?? after, recovery).ConfigureAwait(false);
            Eventsourced.ReplayEnded ended = new(owner, last);
            owner.PostAnswer(ended);
            await ended.Handled.WaitAsync(cancellationToken).ConfigureAwait(false);
            PersistenceMetrics.Recovered(_replayed, started);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The incarnation has ended; the next one recovers for itself.
        }
        catch (Exception e)
        {
            PersistenceMetrics.RecoveryFailed(e);
            owner.PostAnswer(new Eventsourced.RecoveryBroken(owner, e));
        }
        finally
        {
            if (permitted)
            {
                persistence.RecoveryPermits.Release();
            }
        }
    }

    /// <returns>The new epoch; or 0 and why the actor is not the owner.</returns>
    private async Task<(long Epoch, StorageException? ReadOnlyCause)> OwnAsync(string persistenceId)
    {
        try
        {
            return (await Within(_journal.RaiseEpochAsync(persistenceId), persistenceId, "its new epoch").ConfigureAwait(false), null);
        }
        catch (StorageException e) when (mayBeReadOnly && e.Reason != StorageReason.Corrupt && StorageHealth.IsOfStore(e))
        {
            return (0, e);
        }
    }

    private async Task<SnapshotOffer?> LoadOfferAsync(string persistenceId, Recovery recovery)
    {
        SnapshotSelectionCriteria criteria = recovery.FromSnapshot with { MaxSequenceNr = Math.Min(recovery.FromSnapshot.MaxSequenceNr, recovery.ToSequenceNr) };
        if (criteria.MaxSequenceNr <= 0)
        {
            return null;
        }

        SnapshotRow? row = await Within(_journal.LoadSnapshotAsync(persistenceId, criteria, cancellationToken), persistenceId, "its snapshot").ConfigureAwait(false);
        return row is null ? null : new(new(persistenceId, row.SequenceNr, row.Timestamp), persistence.Events.Deserialize(row.Manifest, row.Payload));
    }

    /// <returns>The highest sequence number of the id.</returns>
    private async Task<long> ReplayAsync(string persistenceId, long snapshot, Recovery recovery)
    {
        long after = snapshot;
        long left = recovery.ReplayMax;
        bool first = true;
        long? highest = null;
        Eventsourced.ReplayedPage? waiting = null;
        Eventsourced.ReplayedPage? posted = null;
        Task<ImmutableArray<JournalRow>> reading = ReadAsync();
        while (true)
        {
            ImmutableArray<JournalRow> rows = await Within(reading, persistenceId, $"event {after + 1}").ConfigureAwait(false);
            if (rows.IsEmpty)
            {
                if (!recovery.IsWhole || after > snapshot || highest is not null)
                {
                    break;
                }

                // Nothing to replay: either the events were deleted, or another owner has written since we looked. Then we are fenced, but
                // what we say of ourselves must still be true.
                highest = await HighestAsync(persistenceId, snapshot).ConfigureAwait(false);
                reading = highest > after ? ReadAsync() : Task.FromResult(ImmutableArray<JournalRow>.Empty);
                continue;
            }

            await CheckNumbersAsync(persistenceId, rows, after, first).ConfigureAwait(false);
            first = false;
            after = rows[^1].SequenceNr;
            left -= rows.Length;
            _replayed += rows.Length;

            // The next page is read while this one is decoded.
            reading = ReadAsync();
            Eventsourced.ReplayedPage page = new(owner, Decode(rows), after);
            if (waiting is not null)
            {
                await waiting.Applied.WaitAsync(cancellationToken).ConfigureAwait(false);
            }

            owner.PostAnswer(page);
            (waiting, posted) = (posted, page);
        }

        return recovery.IsWhole && after > snapshot ? after : highest ?? await HighestAsync(persistenceId, snapshot).ConfigureAwait(false);

        Task<ImmutableArray<JournalRow>> ReadAsync() => left <= 0 || after >= recovery.ToSequenceNr
            ? Task.FromResult(ImmutableArray<JournalRow>.Empty)
            : _journal.ReadAsync(persistenceId, after + 1, recovery.ToSequenceNr, (int)Math.Min(PageRows, left), cancellationToken);
    }

    private async Task<long> HighestAsync(string persistenceId, long snapshot)
    {
        long highest = await Within(_journal.HighestSequenceNrAsync(persistenceId, cancellationToken), persistenceId, "its highest sequence number").ConfigureAwait(false);
        return highest >= snapshot
            ? highest
            : throw new StorageException(
                StorageReason.Corrupt,
                $"The snapshot of '{persistenceId}' contains event {snapshot}, but the journal ends with event {highest}. Stop Sapphire, keep a copy of the journal, and put a backup in its place.");
    }

    private async Task CheckNumbersAsync(string persistenceId, ImmutableArray<JournalRow> rows, long after, bool first)
    {
        long expected = after + 1;
        if (first && rows[0].SequenceNr > expected)
        {
            // Deleted on purpose, or lost?
            long deletedTo = await Within(_journal.DeletedToAsync(persistenceId, cancellationToken), persistenceId, "what was deleted").ConfigureAwait(false);
            expected = Math.Max(expected, deletedTo + 1);
        }

        foreach (JournalRow row in rows)
        {
            if (row.SequenceNr != expected)
            {
                throw new StorageException(
                    StorageReason.Corrupt,
                    $"The journal lacks event {expected} of '{persistenceId}' (the next one is {row.SequenceNr}). Stop Sapphire, keep a copy of the journal, and put a backup in its place.");
            }

            expected++;
        }
    }

    private ImmutableArray<ReplayedEvent> Decode(ImmutableArray<JournalRow> rows)
    {
        ImmutableArray<ReplayedEvent>.Builder events = ImmutableArray.CreateBuilder<ReplayedEvent>(rows.Length);
        foreach (JournalRow row in rows)
        {
            object stored;
            try
            {
                stored = persistence.Events.Deserialize(row.Manifest, row.Payload);
            }
            catch (EventSerializationException e)
            {
                throw new EventSerializationException($"Event {row.SequenceNr} of '{row.PersistenceId}': {e.Message}", e);
            }

            if (persistence.Events.TryAdapt(stored, row.Manifest) is not { } adapted)
            {
                events.Add(new(row.SequenceNr, stored));
                continue;
            }

            foreach (object one in adapted.Events)
            {
                events.Add(new(row.SequenceNr, one));
            }
        }

        return events.DrainToImmutable();
    }

    private async Task<T> Within<T>(Task<T> task, string persistenceId, string what)
    {
        try
        {
            return await task.WaitAsync(persistence.Settings.RecoveryEventTimeout, time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException e) when (!task.IsCompleted)
        {
            throw new RecoveryTimedOutException(
                $"The journal did not give '{persistenceId}' {what} within {persistence.Settings.RecoveryEventTimeout.TotalSeconds:0.###} s. Its disk or database does not answer; try again when it does.", e);
        }
    }
}
