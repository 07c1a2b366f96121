using System.Collections.Immutable;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Pattern;
using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Sqlite;

namespace Sapphire.Persistence.Health;

/// <summary>
/// A journal behind circuit breakers: while the store is out of order, every call fails at once with
/// <see cref="StorageReason.Unavailable"/>, and a probe finds out when it works again. Writes, reads and the saving of snapshots
/// have a breaker each, since a full disk can be read, and nobody waits for a snapshot.
/// </summary>
public sealed class GuardedJournal : IJournal
{
    /// <summary>The persistence id whose epoch the probe raises; it never has events.</summary>
    public const string ProbeId = "sapphire-probe";

    private readonly IJournal _inner;
    private readonly TimeProviderScheduler _scheduler;
    private readonly CancellationTokenSource _stop = new();
    private readonly JournalGauges _gauges;
    private readonly Guard _writes;
    private readonly Guard _reads;
    private readonly Guard _snapshots;

    /// <summary>Guards a journal, which is closed with this one.</summary>
    /// <param name="inner">The journal.</param>
    /// <param name="options">When the breakers open.</param>
    /// <param name="health">Learns whether the store works; null for one of its own.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Where changes are noted.</param>
    public GuardedJournal(IJournal inner, GuardedJournalOptions? options = null, StorageHealth? health = null, TimeProvider? time = null, ILogger<GuardedJournal>? logger = null)
    {
        _inner = inner;
        options ??= new();
        time ??= TimeProvider.System;
        ILogger log = logger ?? NullLogger<GuardedJournal>.Instance;
        Health = health ?? new(time);
        Health.Changed += problem => HealthLog.Changed(log, problem);
        _scheduler = new(time, log);
        Func<IJournal, StorageProblem, Task> probe = options.Probe ?? ((journal, _) => journal.RaiseEpochAsync(ProbeId));
        _writes = new(
            "The journal",
            options.Journal,
            _scheduler,
            time,
            () => Health.Problem is { } problem ? probe(inner, problem) : Task.CompletedTask,
            Health.WriteFailed,
            Health.WriteSucceeded,
            _stop.Token)
        {
            // Where a write hangs a read may too, and a chat reads next; the probe of reads finds out within a moment.
            TimedOut = error => _reads!.Trip(error),
        };
        _reads = new("The journal", options.Journal, _scheduler, time, () => inner.HighestSequenceNrAsync(ProbeId), Health.ReadFailed, Health.ReadSucceeded, _stop.Token);
        _snapshots = new("The snapshot store", options.SnapshotStore, _scheduler, time, null, static _ => { }, static () => { }, _stop.Token);
        Log(_writes.Breaker, "journal writes");
        Log(_reads.Breaker, "journal reads");
        Log(_snapshots.Breaker, "snapshots");
        _gauges = new JournalGauges()
            .Healthy(() => Health.Problem is null)
            .Breaker("journal", () => State(_writes.Breaker))
            .Breaker("reads", () => State(_reads.Breaker))
            .Breaker("snapshots", () => State(_snapshots.Breaker));

        static int State(CircuitBreaker breaker) => breaker.IsClosed ? 0 : breaker.IsHalfOpen ? 1 : 2;
        void Log(CircuitBreaker breaker, string name) => breaker.OnOpen(() => HealthLog.Opened(log, name)).OnClose(() => HealthLog.Closed(log, name));
    }

    /// <summary>Whether the store works, and what is wrong with it.</summary>
    public StorageHealth Health { get; }

    /// <summary>The journal without its guard: for tools, which want the store's own words and its further interfaces.</summary>
    public static IJournal Unwrap(IJournal journal) => journal is GuardedJournal guarded ? guarded._inner : journal;

    /// <inheritdoc/>
    public long LastOrdering => _inner.LastOrdering;

    /// <inheritdoc/>
    public int MaxPayloadBytes => _inner.MaxPayloadBytes;

    internal CircuitBreaker WriteBreaker => _writes.Breaker;

    internal CircuitBreaker ReadBreaker => _reads.Breaker;

    internal CircuitBreaker SnapshotBreaker => _snapshots.Breaker;

    /// <inheritdoc/>
    public Task<long> RaiseEpochAsync(string persistenceId) => _writes.CallAsync(() => _inner.RaiseEpochAsync(persistenceId));

    /// <inheritdoc/>
    public async Task<long> WriteAsync(AtomicWrite write)
    {
        long started = Stopwatch.GetTimestamp();
        try
        {
            return await _writes.CallAsync(() => _inner.WriteAsync(write)).ConfigureAwait(false);
        }
        finally
        {
            PersistenceMetrics.Written(started);
        }
    }

    /// <inheritdoc/>
    public Task DeleteEventsAsync(string persistenceId, long epoch, long toSequenceNr) =>
        _writes.CallAsync(async () =>
        {
            await _inner.DeleteEventsAsync(persistenceId, epoch, toSequenceNr).ConfigureAwait(false);
            return true;
        });

    /// <inheritdoc/>
    public Task<ImmutableArray<JournalRow>> ReadAsync(string persistenceId, long fromSequenceNr, long toSequenceNr, int limit, CancellationToken cancellationToken = default) =>
        _reads.CallAsync(() => _inner.ReadAsync(persistenceId, fromSequenceNr, toSequenceNr, limit, cancellationToken));

    /// <inheritdoc/>
    public Task<ImmutableArray<JournalRow>> ReadAllAsync(long afterOrdering, int limit, CancellationToken cancellationToken = default) =>
        _reads.CallAsync(() => _inner.ReadAllAsync(afterOrdering, limit, cancellationToken));

    /// <inheritdoc/>
    public Task<ImmutableArray<JournalRow>> ReadTagAsync(string tag, long afterOrdering, int limit, CancellationToken cancellationToken = default) =>
        _reads.CallAsync(() => _inner.ReadTagAsync(tag, afterOrdering, limit, cancellationToken));

    /// <inheritdoc/>
    public Task<ImmutableArray<string>> ReadPersistenceIdsAsync(string? after, int limit, CancellationToken cancellationToken = default) =>
        _reads.CallAsync(() => _inner.ReadPersistenceIdsAsync(after, limit, cancellationToken));

    /// <inheritdoc/>
    public Task<long> HighestSequenceNrAsync(string persistenceId, CancellationToken cancellationToken = default) =>
        _reads.CallAsync(() => _inner.HighestSequenceNrAsync(persistenceId, cancellationToken));

    /// <inheritdoc/>
    public Task<long> DeletedToAsync(string persistenceId, CancellationToken cancellationToken = default) =>
        _reads.CallAsync(() => _inner.DeletedToAsync(persistenceId, cancellationToken));

    /// <inheritdoc/>
    public Task WaitForOrderingAfterAsync(long ordering, CancellationToken cancellationToken = default) =>
        _inner.WaitForOrderingAfterAsync(ordering, cancellationToken);

    /// <inheritdoc/>
    public Task SaveSnapshotAsync(SnapshotRow snapshot, long epoch) =>
        _snapshots.CallAsync(async () =>
        {
            await _inner.SaveSnapshotAsync(snapshot, epoch).ConfigureAwait(false);
            return true;
        });

    /// <inheritdoc/>
    public Task<SnapshotRow?> LoadSnapshotAsync(string persistenceId, SnapshotSelectionCriteria criteria, CancellationToken cancellationToken = default) =>
        _reads.CallAsync(() => _inner.LoadSnapshotAsync(persistenceId, criteria, cancellationToken));

    /// <inheritdoc/>
    public Task DeleteSnapshotsAsync(string persistenceId, long epoch, SnapshotSelectionCriteria criteria) =>
        _snapshots.CallAsync(async () =>
        {
            await _inner.DeleteSnapshotsAsync(persistenceId, epoch, criteria).ConfigureAwait(false);
            return true;
        });

    /// <summary>Ends the probing and closes the journal.</summary>
    public async ValueTask DisposeAsync()
    {
        _gauges.Dispose();
        await _stop.CancelAsync();

        // A probe that waits for the store ends with it.
        await _inner.DisposeAsync();
        await _writes.Probing;
        await _reads.Probing;
        _scheduler.Dispose();
        _stop.Dispose();
    }
}
