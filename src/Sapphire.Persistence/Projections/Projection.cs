using System.Data.Common;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Sapphire.Persistence.Events;
using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Sqlite;

namespace Sapphire.Persistence.Projections;

/// <summary>
/// A view that follows the journal. Its offset is changed in the same transaction as its rows, so a crash leaves both or neither;
/// several programs on one database share the work. A view that is missing, damaged, of another version or of another journal is
/// built anew from the first event: it holds nothing of its own.
/// <code>
/// opening ──a ready generation──► following ──RebuildAsync, damage──► following + building ──caught up──► switch ──► following
///    └──none, or an older version──► building (answers itself, where nothing older can) ──caught up──► switch ──► following
/// </code>
/// </summary>
public sealed partial class Projection : IAsyncDisposable
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LastDelay = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan KnownPatience = TimeSpan.FromSeconds(2);
    private readonly ProjectionContext _context;
    private readonly EventCatalog _events;
    private readonly CancellationTokenSource _stop = new();
    private readonly PulseSignal _moved = new();
    private readonly Lock _lock = new();
    private TaskCompletionSource _rebuildAsked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _reopenAsked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile ProjectionFollower? _serving;
    private volatile ProjectionFollower? _building;
    private volatile Exception? _openError;
    private long _switches;
    private Task _running = Task.CompletedTask;

    private Projection(ProjectionDefinition definition, IProjectionStore store, IJournal journal, EventCatalog events, TimeProvider time, ILogger logger)
    {
        _events = events;
        _context = new(definition, store, journal, new(definition, journal, events, logger), time, logger);
    }

    /// <summary>Raised when the view has moved on or another generation answers, on any thread; must not throw.</summary>
    public event Action? Moved;

    /// <summary>The view's name.</summary>
    public string Name => _context.Definition.Name;

    /// <summary>The ordering up to which the view contains every event.</summary>
    public long Offset => _serving?.Reached ?? 0;

    /// <summary>How the view is.</summary>
    public ProjectionStatus Status
    {
        get
        {
            ProjectionFollower? serving = _serving;
            ProjectionFollower? building = _building;
            return new(
                Name,
                _context.Definition.Version,
                serving?.Generation.Number ?? 0,
                serving?.Reached ?? 0,
                _context.Journal.LastOrdering,
                serving?.Parked ?? 0,
                building is null ? null : new(building.Reached, _context.Journal.LastOrdering),
                (serving?.Error ?? _openError)?.Message);
        }
    }

    /// <summary>Begins to follow the journal; returns at once.</summary>
    public static Projection Start(
        ProjectionDefinition definition, IProjectionStore store, IJournal journal, EventCatalog events, TimeProvider? time = null, ILogger<Projection>? logger = null)
    {
        if (definition.Name.Length is 0 or > 40 || definition.Name.AsSpan().ContainsAnyExcept(ProjectionDefinition.NameCharacters))
        {
            throw new ArgumentException($"'{definition.Name}' is no name of a view: use at most 40 lower-case letters, digits and '_'.", nameof(definition));
        }

        Projection projection = new(definition, store, journal, events, time ?? TimeProvider.System, logger ?? NullLogger<Projection>.Instance);
        projection._running = Task.Run(projection.RunAsync);
        return projection;
    }

    /// <summary>Completes once the view contains every event up to <paramref name="ordering"/>: read your own writes with what <see cref="IJournal.WriteAsync"/> returned.</summary>
    public async Task WaitForAsync(long ordering, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            Task next = _moved.Next;
            if (_serving is { } serving && serving.Reached >= ordering)
            {
                return;
            }

            ThrowIfClosed();
            await next.WaitAsync(cancellationToken);
        }
    }

    /// <summary>As <see cref="WaitForAsync(long, CancellationToken)"/>, for so long.</summary>
    /// <exception cref="TimeoutException">The view has not come so far in time.</exception>
    public async Task WaitForAsync(long ordering, TimeSpan limit, CancellationToken cancellationToken = default)
    {
        using CancellationTokenSource patience = new(limit, _context.Time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            await WaitForAsync(ordering, either.Token);
        }
        catch (OperationCanceledException e) when (patience.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"The view '{Name}' has reached {Offset}, not yet {ordering}, after {limit.TotalSeconds:0.###} s. {Status.Error ?? "Try again in a moment."}", e);
        }
    }

    /// <summary>Reads the view. The connection sees one state and shows the tables under their plain names; do not write over it.</summary>
    /// <exception cref="StorageException">Reading failed, or the view could not be opened yet.</exception>
    public async Task<T> QueryAsync<T>(Func<DbConnection, Task<T>> query, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            Task next = _moved.Next;
            long switches = Volatile.Read(ref _switches);
            if (_serving is not { } serving)
            {
                ThrowIfNotOpened();
                ThrowIfClosed();
                await next.WaitAsync(cancellationToken);
                continue;
            }

            try
            {
                return await _context.Store.QueryAsync(serving.Generation, query, cancellationToken);
            }
            catch (ProjectionGoneException e) when (!_stop.IsCancellationRequested)
            {
                _context.Logger.ReadAgain(Name, e);
                // Another generation has taken its place while the query began; where that happened elsewhere, the follower finds out.
                if (Volatile.Read(ref _switches) == switches && _serving == serving)
                {
                    Ask(ref _reopenAsked);
                    await next.WaitAsync(cancellationToken);
                }
            }
            catch (StorageException e) when (e.Reason == StorageReason.Corrupt && !_stop.IsCancellationRequested)
            {
                Ask(ref _rebuildAsked);
                throw;
            }
        }
    }

    /// <summary>
    /// Builds the view anew from the first event while the present generation answers, then switches. Completes after the switch.
    /// A rebuild that is under way is joined; one that the end of the program cuts off goes on after the next start.
    /// </summary>
    public async Task RebuildAsync(IProgress<RebuildProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        long switches = Volatile.Read(ref _switches);
        Ask(ref _rebuildAsked);
        while (true)
        {
            Task next = _moved.Next;
            if (Volatile.Read(ref _switches) != switches && _building is null)
            {
                progress?.Report(new(Offset, _context.Journal.LastOrdering));
                return;
            }

            ThrowIfNotOpened();
            ThrowIfClosed();
            if (_building is { } building)
            {
                progress?.Report(new(building.Reached, _context.Journal.LastOrdering));
            }

            await next.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Stops following.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _moved.Pulse();
        await _running;
        _stop.Dispose();
    }

    private void Serve(ProjectionFollower follower)
    {
        _serving = follower;
        Pulse();
    }

    private void Ask(ref TaskCompletionSource what)
    {
        lock (_lock)
        {
            what.TrySetResult();
        }
    }

    private void Reset(ref TaskCompletionSource what)
    {
        lock (_lock)
        {
            if (what.Task.IsCompleted)
            {
                what = new(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }
    }

    private void ThrowIfClosed()
    {
        if (_stop.IsCancellationRequested)
        {
            throw new StorageException(StorageReason.Closed, $"The view '{Name}' is closed, since Sapphire is stopping. Try again after the next start.");
        }
    }

    private void ThrowIfNotOpened()
    {
        if (_serving is null && _openError is { } error)
        {
            throw error is StorageException storage
                ? new StorageException(storage.Reason, storage.Message, storage)
                : new StorageException(StorageReason.Io, $"The view '{Name}' cannot be opened: {error.Message}", error);
        }
    }

    private void Pulse()
    {
        _moved.Pulse();
        Moved?.Invoke();
    }
}
