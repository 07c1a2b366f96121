using System.Collections.Immutable;
using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Sqlite;

namespace Sapphire.Persistence.InMemory;

/// <summary>
/// A journal in memory, with the rules of those on a disk: for tests, and for what need not outlive the program. A write is complete
/// when the call returns. It only grows: nothing is dropped but what is deleted.
/// </summary>
public sealed class InMemoryJournal : IJournal
{
    private const long PageBytes = 4L << 20;
    private readonly Lock _lock = new();
    private readonly CommitSignal _signal = new();
    private readonly Dictionary<string, InMemoryHistory> _histories = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _ids = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<JournalRow>> _byTag = new(StringComparer.Ordinal);

    // The place of an event is its ordering - 1; null where it was deleted.
    private readonly List<JournalRow?> _all = [];
    private readonly int _maxSnapshotBytes;
    private bool _closed;

    /// <summary>An empty journal.</summary>
    /// <param name="maxPayloadBytes">Bytes that one event may have.</param>
    /// <param name="maxSnapshotBytes">Bytes that one snapshot may have.</param>
    public InMemoryJournal(int maxPayloadBytes = 16 << 20, int maxSnapshotBytes = 256 << 20)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxPayloadBytes);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxSnapshotBytes);
        MaxPayloadBytes = maxPayloadBytes;
        _maxSnapshotBytes = maxSnapshotBytes;
    }

    /// <inheritdoc/>
    public long LastOrdering => _signal.Last;

    /// <inheritdoc/>
    public int MaxPayloadBytes { get; }

    /// <inheritdoc/>
    public Task<long> RaiseEpochAsync(string persistenceId)
    {
        JournalRules.CheckId(persistenceId);
        lock (_lock)
        {
            return _closed ? Task.FromException<long>(JournalRules.Closed()) : Task.FromResult(++HistoryOf(persistenceId).Epoch);
        }
    }

    /// <inheritdoc/>
    public Task<long> WriteAsync(AtomicWrite write)
    {
        JournalRules.Check(write);
        foreach (JournalEntry entry in write.Events)
        {
            if (JournalRules.TooLargeEvent(write.PersistenceId, entry, MaxPayloadBytes) is { } error)
            {
                return Task.FromException<long>(error);
            }
        }

        lock (_lock)
        {
            if (Refusal(write.PersistenceId, write.Epoch, out InMemoryHistory history) is { } refused)
            {
                return Task.FromException<long>(refused);
            }

            if (Conflict(write, history) is { } conflict)
            {
                return Task.FromException<long>(conflict);
            }

            if (history.HighestSequenceNr == 0)
            {
                _ids.Add(write.PersistenceId);
            }

            foreach (JournalEntry entry in write.Events)
            {
                Store(write, entry, history);
            }

            long last = _all.Count;
            _signal.Publish(last);
            return Task.FromResult(last);
        }
    }

    /// <inheritdoc/>
    public Task DeleteEventsAsync(string persistenceId, long epoch, long toSequenceNr)
    {
        JournalRules.CheckId(persistenceId);
        lock (_lock)
        {
            if (Refusal(persistenceId, epoch, out InMemoryHistory history) is { } refused)
            {
                return Task.FromException(refused);
            }

            foreach (JournalRow row in history.DeleteEvents(toSequenceNr))
            {
                _all[(int)row.Ordering - 1] = null;
                foreach (string tag in row.Tags)
                {
                    _byTag[tag].RemoveAt(FirstAfter(_byTag[tag], row.Ordering - 1));
                }
            }

            return Task.CompletedTask;
        }
    }

    /// <inheritdoc/>
    public Task<ImmutableArray<JournalRow>> ReadAsync(string persistenceId, long fromSequenceNr, long toSequenceNr, int limit, CancellationToken cancellationToken = default) =>
        Read(() => _histories.TryGetValue(persistenceId, out InMemoryHistory? history) ? Page(history.Range(fromSequenceNr, toSequenceNr), limit) : [], cancellationToken);

    /// <inheritdoc/>
    public Task<ImmutableArray<JournalRow>> ReadAllAsync(long afterOrdering, int limit, CancellationToken cancellationToken = default) =>
        Read(() => Page(AllAfter(afterOrdering), limit), cancellationToken);

    /// <inheritdoc/>
    public Task<ImmutableArray<JournalRow>> ReadTagAsync(string tag, long afterOrdering, int limit, CancellationToken cancellationToken = default) =>
        Read(() => _byTag.TryGetValue(tag, out List<JournalRow>? rows) ? Page(rows.Skip(FirstAfter(rows, afterOrdering)), limit) : [], cancellationToken);

    /// <inheritdoc/>
    public Task<ImmutableArray<string>> ReadPersistenceIdsAsync(string? after, int limit, CancellationToken cancellationToken = default) =>
        Read(() => IdsAfter(after).Take(limit).ToImmutableArray(), cancellationToken);

    /// <inheritdoc/>
    public Task<long> HighestSequenceNrAsync(string persistenceId, CancellationToken cancellationToken = default) =>
        Read(() => _histories.GetValueOrDefault(persistenceId)?.HighestSequenceNr ?? 0, cancellationToken);

    /// <inheritdoc/>
    public Task<long> DeletedToAsync(string persistenceId, CancellationToken cancellationToken = default) =>
        Read(() => _histories.GetValueOrDefault(persistenceId)?.DeletedTo ?? 0, cancellationToken);

    /// <inheritdoc/>
    public Task WaitForOrderingAfterAsync(long ordering, CancellationToken cancellationToken = default) =>
        _signal.WaitAfterAsync(ordering, cancellationToken);

    /// <inheritdoc/>
    public Task SaveSnapshotAsync(SnapshotRow snapshot, long epoch)
    {
        JournalRules.CheckId(snapshot.PersistenceId);
        if (JournalRules.TooLargeSnapshot(snapshot, _maxSnapshotBytes) is { } error)
        {
            return Task.FromException(error);
        }

        lock (_lock)
        {
            if (Refusal(snapshot.PersistenceId, epoch, out InMemoryHistory history) is { } refused)
            {
                return Task.FromException(refused);
            }

            history.Snapshots[snapshot.SequenceNr] = snapshot with { Timestamp = Milliseconds(snapshot.Timestamp) };
            return Task.CompletedTask;
        }
    }

    /// <inheritdoc/>
    public Task<SnapshotRow?> LoadSnapshotAsync(string persistenceId, SnapshotSelectionCriteria criteria, CancellationToken cancellationToken = default) =>
        Read(() => _histories.GetValueOrDefault(persistenceId)?.NewestSnapshot(criteria), cancellationToken);

    /// <inheritdoc/>
    public Task DeleteSnapshotsAsync(string persistenceId, long epoch, SnapshotSelectionCriteria criteria)
    {
        JournalRules.CheckId(persistenceId);
        lock (_lock)
        {
            if (Refusal(persistenceId, epoch, out InMemoryHistory history) is { } refused)
            {
                return Task.FromException(refused);
            }

            history.DeleteSnapshots(criteria);
            return Task.CompletedTask;
        }
    }

    /// <summary>Later calls fail with <see cref="StorageReason.Closed"/>.</summary>
    public ValueTask DisposeAsync()
    {
        lock (_lock)
        {
            _closed = true;
        }

        _signal.Close();
        return ValueTask.CompletedTask;
    }

    // As the other journals do: whoever reads need not hold many large payloads at once.
    private static ImmutableArray<JournalRow> Page(IEnumerable<JournalRow> rows, int limit)
    {
        ImmutableArray<JournalRow>.Builder page = ImmutableArray.CreateBuilder<JournalRow>();
        long bytes = 0;
        foreach (JournalRow row in rows)
        {
            if (page.Count >= limit || bytes >= PageBytes)
            {
                break;
            }

            page.Add(row);
            bytes += row.Payload.Length;
        }

        return page.DrainToImmutable();
    }

    private static DateTimeOffset Milliseconds(DateTimeOffset time) => DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds());

    private static StorageException? Conflict(AtomicWrite write, InMemoryHistory history)
    {
        long expected = history.HighestSequenceNr + 1;
        foreach (JournalEntry entry in write.Events)
        {
            if (entry.SequenceNr != expected++)
            {
                return JournalRules.Conflict(write.PersistenceId, entry.SequenceNr, expected - 1);
            }
        }

        return null;
    }

    private static int FirstAfter(List<JournalRow> rows, long ordering)
    {
        int low = 0;
        int high = rows.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = rows[middle].Ordering <= ordering ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private InMemoryHistory HistoryOf(string persistenceId)
    {
        if (!_histories.TryGetValue(persistenceId, out InMemoryHistory? history))
        {
            _histories.Add(persistenceId, history = new());
        }

        return history;
    }

    private StorageException? Refusal(string persistenceId, long epoch, out InMemoryHistory history)
    {
        history = HistoryOf(persistenceId);
        if (_closed)
        {
            return JournalRules.Closed();
        }

        return epoch > 0 && history.Epoch == epoch ? null : JournalRules.Fenced(persistenceId, epoch, history.Epoch);
    }

    private void Store(AtomicWrite write, JournalEntry entry, InMemoryHistory history)
    {
        JournalRow row = new(_all.Count + 1, write.PersistenceId, entry.SequenceNr, entry.Manifest, entry.Payload, Milliseconds(entry.Timestamp))
        {
            Epoch = write.Epoch,
            Tags = entry.Tags.IsDefaultOrEmpty ? [] : [.. entry.Tags.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
        };
        _all.Add(row);
        history.Add(row);
        foreach (string tag in row.Tags)
        {
            if (!_byTag.TryGetValue(tag, out List<JournalRow>? rows))
            {
                _byTag.Add(tag, rows = []);
            }

            rows.Add(row);
        }
    }

    private SortedSet<string> IdsAfter(string? after)
    {
        // The next possible text.
        string from = after + "\0";
        return after is null ? _ids : string.CompareOrdinal(from, _ids.Max) <= 0 ? _ids.GetViewBetween(from, _ids.Max) : [];
    }

    private IEnumerable<JournalRow> AllAfter(long ordering)
    {
        for (int i = (int)Math.Max(0, ordering); i < _all.Count; i++)
        {
            if (_all[i] is { } row)
            {
                yield return row;
            }
        }
    }

    private Task<T> Read<T>(Func<T> read, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<T>(cancellationToken);
        }

        lock (_lock)
        {
            return _closed ? Task.FromException<T>(JournalRules.Closed()) : Task.FromResult(read());
        }
    }
}
