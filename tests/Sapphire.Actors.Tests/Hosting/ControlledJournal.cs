using System.Collections.Immutable;
using Sapphire.Persistence;
using Sapphire.Persistence.Journal;

namespace Sapphire.Actors.Tests.Hosting;

/// <summary>The real journal, with a hand on what is written: to hold it back, to fail it, to count it, to end it abruptly.</summary>
internal sealed class ControlledJournal(IJournal inner) : IJournal
{
    private volatile bool _cut;

    /// <summary>Runs before each write; may wait or throw.</summary>
    public Func<AtomicWrite, Task>? BeforeWrite { get; set; }

    /// <summary>Sees from where events are read.</summary>
    public Action<string, long>? Reading { get; set; }

    public long LastOrdering => inner.LastOrdering;

    public int MaxPayloadBytes { get; set; } = inner.MaxPayloadBytes;

    /// <summary>
    /// Nothing is stored from here on, as if the process had been killed. What is left of it believes in its writes, so that it
    /// ends at once; nobody listens to it any more.
    /// </summary>
    public void Cut() => _cut = true;

    public async Task<long> WriteAsync(AtomicWrite write)
    {
        if (BeforeWrite is { } before)
        {
            await before(write);
        }

        return _cut ? 0 : await inner.WriteAsync(write);
    }

    public Task<long> RaiseEpochAsync(string persistenceId) => _cut ? Task.FromResult(long.MaxValue) : inner.RaiseEpochAsync(persistenceId);

    public Task SaveSnapshotAsync(SnapshotRow snapshot, long epoch) => _cut ? Task.CompletedTask : inner.SaveSnapshotAsync(snapshot, epoch);

    public Task<ImmutableArray<JournalRow>> ReadAsync(string persistenceId, long fromSequenceNr, long toSequenceNr, int limit, CancellationToken cancellationToken = default)
    {
        Reading?.Invoke(persistenceId, fromSequenceNr);
        return inner.ReadAsync(persistenceId, fromSequenceNr, toSequenceNr, limit, cancellationToken);
    }

    public Task<ImmutableArray<JournalRow>> ReadAllAsync(long afterOrdering, int limit, CancellationToken cancellationToken = default) => inner.ReadAllAsync(afterOrdering, limit, cancellationToken);

    public Task<long> HighestSequenceNrAsync(string persistenceId, CancellationToken cancellationToken = default) => inner.HighestSequenceNrAsync(persistenceId, cancellationToken);

    public Task<long> DeletedToAsync(string persistenceId, CancellationToken cancellationToken = default) => inner.DeletedToAsync(persistenceId, cancellationToken);

    public Task WaitForOrderingAfterAsync(long ordering, CancellationToken cancellationToken = default) => inner.WaitForOrderingAfterAsync(ordering, cancellationToken);

    public Task DeleteEventsAsync(string persistenceId, long epoch, long toSequenceNr) => inner.DeleteEventsAsync(persistenceId, epoch, toSequenceNr);

    public Task<ImmutableArray<JournalRow>> ReadTagAsync(string tag, long afterOrdering, int limit, CancellationToken cancellationToken = default) => inner.ReadTagAsync(tag, afterOrdering, limit, cancellationToken);

    public Task<ImmutableArray<string>> ReadPersistenceIdsAsync(string? after, int limit, CancellationToken cancellationToken = default) => inner.ReadPersistenceIdsAsync(after, limit, cancellationToken);

    public Task<SnapshotRow?> LoadSnapshotAsync(string persistenceId, SnapshotSelectionCriteria criteria, CancellationToken cancellationToken = default) =>
        inner.LoadSnapshotAsync(persistenceId, criteria, cancellationToken);

    public Task DeleteSnapshotsAsync(string persistenceId, long epoch, SnapshotSelectionCriteria criteria) => inner.DeleteSnapshotsAsync(persistenceId, epoch, criteria);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
