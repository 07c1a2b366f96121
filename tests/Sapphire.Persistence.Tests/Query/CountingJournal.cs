using System.Collections.Immutable;
using Sapphire.Persistence.Journal;

namespace Sapphire.Persistence.Tests.Query;

/// <summary>Counts the pages that are read.</summary>
internal sealed class CountingJournal(IJournal journal) : IJournal
{
    private int _reads;

    public int Reads => Volatile.Read(ref _reads);

    public long LastOrdering => journal.LastOrdering;

    public int MaxPayloadBytes => journal.MaxPayloadBytes;

    public Task<long> RaiseEpochAsync(string persistenceId) => journal.RaiseEpochAsync(persistenceId);

    public Task<long> WriteAsync(AtomicWrite write) => journal.WriteAsync(write);

    public Task DeleteEventsAsync(string persistenceId, long epoch, long toSequenceNr) => journal.DeleteEventsAsync(persistenceId, epoch, toSequenceNr);

    public Task<ImmutableArray<JournalRow>> ReadAsync(string persistenceId, long fromSequenceNr, long toSequenceNr, int limit, CancellationToken cancellationToken = default) =>
        journal.ReadAsync(persistenceId, fromSequenceNr, toSequenceNr, limit, cancellationToken);

    public Task<ImmutableArray<JournalRow>> ReadAllAsync(long afterOrdering, int limit, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _reads);
        return journal.ReadAllAsync(afterOrdering, limit, cancellationToken);
    }

    public Task<ImmutableArray<JournalRow>> ReadTagAsync(string tag, long afterOrdering, int limit, CancellationToken cancellationToken = default) =>
        journal.ReadTagAsync(tag, afterOrdering, limit, cancellationToken);

    public Task<ImmutableArray<string>> ReadPersistenceIdsAsync(string? after, int limit, CancellationToken cancellationToken = default) =>
        journal.ReadPersistenceIdsAsync(after, limit, cancellationToken);

    public Task<long> HighestSequenceNrAsync(string persistenceId, CancellationToken cancellationToken = default) => journal.HighestSequenceNrAsync(persistenceId, cancellationToken);

    public Task<long> DeletedToAsync(string persistenceId, CancellationToken cancellationToken = default) => journal.DeletedToAsync(persistenceId, cancellationToken);

    public Task WaitForOrderingAfterAsync(long ordering, CancellationToken cancellationToken = default) => journal.WaitForOrderingAfterAsync(ordering, cancellationToken);

    public Task SaveSnapshotAsync(SnapshotRow snapshot, long epoch) => journal.SaveSnapshotAsync(snapshot, epoch);

    public Task<SnapshotRow?> LoadSnapshotAsync(string persistenceId, SnapshotSelectionCriteria criteria, CancellationToken cancellationToken = default) =>
        journal.LoadSnapshotAsync(persistenceId, criteria, cancellationToken);

    public Task DeleteSnapshotsAsync(string persistenceId, long epoch, SnapshotSelectionCriteria criteria) => journal.DeleteSnapshotsAsync(persistenceId, epoch, criteria);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
