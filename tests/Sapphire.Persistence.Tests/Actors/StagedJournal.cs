using System.Collections.Immutable;
using Sapphire.Persistence.Journal;

namespace Sapphire.Persistence.Tests.Actors;

/// <summary>A journal whose calls the test holds back or lets fail; the default is to pass them on.</summary>
internal sealed class StagedJournal(IJournal inner) : IJournal
{
    /// <summary>Runs before a write is passed on, in the order of the writes.</summary>
    public Func<AtomicWrite, Task>? BeforeWrite { get; set; }

    /// <summary>Runs after a write, before it is answered.</summary>
    public Func<AtomicWrite, Task>? AfterWrite { get; set; }

    /// <summary>Runs before an epoch is raised.</summary>
    public Func<string, Task>? BeforeRaise { get; set; }

    /// <summary>Runs before a snapshot is loaded.</summary>
    public Func<string, Task>? BeforeLoad { get; set; }

    /// <summary>Runs before events of an id are read; gets the first number.</summary>
    public Func<string, long, Task>? BeforeRead { get; set; }

    /// <summary>Changes what a read of an id gives.</summary>
    public Func<ImmutableArray<JournalRow>, ImmutableArray<JournalRow>>? ReplaceRead { get; set; }

    /// <summary>Runs before a snapshot is saved.</summary>
    public Func<SnapshotRow, Task>? BeforeSave { get; set; }

    /// <summary>Runs before events or snapshots are deleted.</summary>
    public Func<string, Task>? BeforeDelete { get; set; }

    public long LastOrdering => inner.LastOrdering;

    public int MaxPayloadBytes => inner.MaxPayloadBytes;

    public async Task<long> RaiseEpochAsync(string persistenceId)
    {
        await (BeforeRaise?.Invoke(persistenceId) ?? Task.CompletedTask);
        return await inner.RaiseEpochAsync(persistenceId);
    }

    public async Task<long> WriteAsync(AtomicWrite write)
    {
        await (BeforeWrite?.Invoke(write) ?? Task.CompletedTask);
        long ordering = await inner.WriteAsync(write);
        await (AfterWrite?.Invoke(write) ?? Task.CompletedTask);
        return ordering;
    }

    public async Task DeleteEventsAsync(string persistenceId, long epoch, long toSequenceNr)
    {
        await (BeforeDelete?.Invoke(persistenceId) ?? Task.CompletedTask);
        await inner.DeleteEventsAsync(persistenceId, epoch, toSequenceNr);
    }

    public async Task<ImmutableArray<JournalRow>> ReadAsync(string persistenceId, long fromSequenceNr, long toSequenceNr, int limit, CancellationToken cancellationToken = default)
    {
        await (BeforeRead?.Invoke(persistenceId, fromSequenceNr) ?? Task.CompletedTask);
        ImmutableArray<JournalRow> rows = await inner.ReadAsync(persistenceId, fromSequenceNr, toSequenceNr, limit, cancellationToken);
        return ReplaceRead?.Invoke(rows) ?? rows;
    }

    public Task<ImmutableArray<JournalRow>> ReadAllAsync(long afterOrdering, int limit, CancellationToken cancellationToken = default) => inner.ReadAllAsync(afterOrdering, limit, cancellationToken);

    public Task<ImmutableArray<JournalRow>> ReadTagAsync(string tag, long afterOrdering, int limit, CancellationToken cancellationToken = default) => inner.ReadTagAsync(tag, afterOrdering, limit, cancellationToken);

    public Task<ImmutableArray<string>> ReadPersistenceIdsAsync(string? after, int limit, CancellationToken cancellationToken = default) => inner.ReadPersistenceIdsAsync(after, limit, cancellationToken);

    public Task<long> HighestSequenceNrAsync(string persistenceId, CancellationToken cancellationToken = default) => inner.HighestSequenceNrAsync(persistenceId, cancellationToken);

    public Task<long> DeletedToAsync(string persistenceId, CancellationToken cancellationToken = default) => inner.DeletedToAsync(persistenceId, cancellationToken);

    public Task WaitForOrderingAfterAsync(long ordering, CancellationToken cancellationToken = default) => inner.WaitForOrderingAfterAsync(ordering, cancellationToken);

    public async Task SaveSnapshotAsync(SnapshotRow snapshot, long epoch)
    {
        await (BeforeSave?.Invoke(snapshot) ?? Task.CompletedTask);
        await inner.SaveSnapshotAsync(snapshot, epoch);
    }

    public async Task<SnapshotRow?> LoadSnapshotAsync(string persistenceId, SnapshotSelectionCriteria criteria, CancellationToken cancellationToken = default)
    {
        await (BeforeLoad?.Invoke(persistenceId) ?? Task.CompletedTask);
        return await inner.LoadSnapshotAsync(persistenceId, criteria, cancellationToken);
    }

    public async Task DeleteSnapshotsAsync(string persistenceId, long epoch, SnapshotSelectionCriteria criteria)
    {
        await (BeforeDelete?.Invoke(persistenceId) ?? Task.CompletedTask);
        await inner.DeleteSnapshotsAsync(persistenceId, epoch, criteria);
    }

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
