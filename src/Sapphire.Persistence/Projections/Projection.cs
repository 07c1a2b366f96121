using System.Collections.Immutable;
using System.Data.Common;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Sapphire.Persistence.Events;
using Sapphire.Persistence.Health;
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
public sealed class Projection : IAsyncDisposable
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LastDelay = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan KnownPatience = TimeSpan.FromSeconds(2);
    private readonly ProjectionContext _context;
    private readonly EventCatalog _events;
    private readonly CancellationTokenSource _stop = new();
    private readonly PulseSignal _moved = new();
    private readonly JournalGauges _gauges = new();
    private readonly IDisposable _live = PersistenceMetrics.Follow();
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
        projection._gauges.Projection(definition.Name, () => journal.LastOrdering - projection.Offset);
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
        _gauges.Dispose();
        _live.Dispose();
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        TimeSpan delay = FirstDelay;
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await OpenAsync();
                _openError = null;
                delay = FirstDelay;
                if (await FollowAsync())
                {
                    break;
                }
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                break;
            }
            catch (StorageException e) when (e.Reason == StorageReason.Closed)
            {
                break;
            }
            catch (Exception e)
            {
                _openError = e;
                _context.Logger.OpenFailed(Name, delay, e);
                Pulse();
                await Task.Delay(delay, _context.Time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                delay = delay * 2 < LastDelay ? delay * 2 : LastDelay;
            }
        }

        await StopFollowersAsync();
        Pulse();
    }

    private async Task StopFollowersAsync()
    {
        foreach (ProjectionFollower follower in new[] { _serving, _building }.OfType<ProjectionFollower>().Distinct())
        {
            await follower.DisposeAsync();
        }
    }

    private async Task OpenAsync()
    {
        await StopFollowersAsync();
        ProjectionDefinition definition = _context.Definition;
        ImmutableArray<ProjectionGeneration> all = await _context.Store.FindAsync(Name, _stop.Token);
        List<ProjectionGeneration> ours = [];
        foreach (ProjectionGeneration one in all.Where(one => one.Version <= definition.Version))
        {
            if (await IsOfThisJournalAsync(one))
            {
                ours.Add(one);
            }
        }

        ProjectionGeneration? serving = ours.LastOrDefault(one => one.Ready && one.Version == definition.Version)
            ?? ours.LastOrDefault(one => one.Ready && one.Version >= definition.ReadsSince);
        ProjectionGeneration? building = ours.LastOrDefault(one => !one.Ready && one.Version == definition.Version && one.Number > (serving?.Number ?? 0));
        string? why = serving switch
        {
            null => "there is none that can answer",
            _ when serving.Version != definition.Version => $"the present one is of version {serving.Version}",
            _ when serving.UnknownManifests.Intersect(_events.Manifests, StringComparer.Ordinal).Any() => "events that were left out can be read now",
            _ => null,
        };
        if (building is null && why is not null)
        {
            building = await BeginAsync(serving?.Number ?? 0, why);
        }

        // A newer program's generations are its own; an older program may still answer from those of its version until this one's is ready.
        foreach (ProjectionGeneration old in all.Where(one => one.Version <= definition.Version
            && (!ours.Contains(one) || (serving is { } now && now.Version == definition.Version && one.Number < now.Number))))
        {
            await DropAsync(old);
        }

        _building = building is null ? null : Follow(building);
        // A generation of an older version only answers: this program does not know how to move it on.
        Serve(serving is null ? _building! : serving.Version == definition.Version ? Follow(serving) : ProjectionFollower.Freeze(serving, _context));
        Reset(ref _reopenAsked);
    }

    // True when it is over, false when the generations are to be looked up again.
    private async Task<bool> FollowAsync()
    {
        Task stopping = Task.Delay(Timeout.Infinite, _stop.Token);
        bool servingEnded = false;
        while (true)
        {
            ProjectionFollower serving = _serving!;
            ProjectionFollower? building = _building;
            Task asked = _rebuildAsked.Task;
            Task servingEnd = servingEnded || serving == building ? stopping : serving.Completion;
            await Task.WhenAny(stopping, asked, _reopenAsked.Task, servingEnd, building?.Completion ?? stopping, building?.CaughtUp ?? stopping);
            _stop.Token.ThrowIfCancellationRequested();
            if (_reopenAsked.Task.IsCompleted)
            {
                return false;
            }

            if (building is { Completion.IsCompleted: true })
            {
                FollowerEnd end = await building.Completion;
                if (end == FollowerEnd.Damaged)
                {
                    await DropAsync(building.Generation);
                }

                return end == FollowerEnd.Stopped;
            }

            if (building is { CaughtUp.IsCompleted: true })
            {
                // Whoever asked meanwhile has joined this one.
                Reset(ref _rebuildAsked);
                await SwitchAsync(serving, building);
                servingEnded = false;
            }
            else if (servingEnd.IsCompleted)
            {
                FollowerEnd end = await serving.Completion;
                if (end != FollowerEnd.Damaged)
                {
                    return end == FollowerEnd.Stopped;
                }

                // What can still be read of it answers until the next one is there.
                servingEnded = true;
                await BuildAsync("the present one is damaged");
            }
            else if (asked.IsCompleted)
            {
                await BuildAsync("it was asked for");
                Reset(ref _rebuildAsked);
            }
        }
    }

    private async Task BuildAsync(string why)
    {
        if (_building is null)
        {
            _building = Follow(await BeginAsync(null, why));
            Pulse();
        }
    }

    private async Task<ProjectionGeneration> BeginAsync(long? joinAfter, string why)
    {
        ProjectionGeneration generation = await _context.Store.BeginAsync(_context.Definition, joinAfter, _stop.Token);
        _context.Logger.Rebuilding(Name, _context.Definition.Version, generation.Number, why);
        return generation;
    }

    private async Task SwitchAsync(ProjectionFollower serving, ProjectionFollower building)
    {
        // Nobody may find less in the new one than in the old one: the old one stops, and the new one comes as far.
        if (serving != building)
        {
            await serving.DisposeAsync();
            while (building.Reached < serving.Reached && !building.Completion.IsCompleted)
            {
                Task next = _moved.Next;
                if (building.Reached < serving.Reached)
                {
                    await Task.WhenAny(next, building.Completion).WaitAsync(_stop.Token);
                }
            }

            if (building.Completion.IsCompleted)
            {
                return;
            }
        }

        await _context.Store.SwitchAsync(building.Generation, _stop.Token);
        _building = null;
        Interlocked.Increment(ref _switches);
        Serve(building);
        _context.Logger.Switched(Name, building.Generation.Number, building.Reached);
        foreach (ProjectionGeneration old in (await _context.Store.FindAsync(Name, _stop.Token)).Where(one => one.Version <= _context.Definition.Version && one.Number < building.Generation.Number))
        {
            await DropAsync(old);
        }
    }

    private async Task DropAsync(ProjectionGeneration generation)
    {
        try
        {
            await _context.Store.DropAsync(generation, _stop.Token);
        }
        catch (Exception e) when (e is StorageException or IOException or UnauthorizedAccessException)
        {
            // It answers nobody any more; the next start tries again.
            _context.Logger.NotDropped(Name, generation.Number, e);
        }
    }

    // A journal that was put back from a backup, or made anew, has other events at the same places.
    private async Task<bool> IsOfThisJournalAsync(ProjectionGeneration generation)
    {
        if (generation.Offset == 0)
        {
            return true;
        }

        if (_context.Journal.LastOrdering < generation.Offset)
        {
            // What another program has committed may not have come here yet.
            using CancellationTokenSource patience = new(KnownPatience, _context.Time);
            using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, _stop.Token);
            try
            {
                await _context.Journal.WaitForOrderingAfterAsync(generation.Offset - 1, either.Token);
            }
            catch (OperationCanceledException) when (!_stop.IsCancellationRequested)
            {
                return false;
            }
        }

        ImmutableArray<JournalRow> last;
        try
        {
            last = await _context.Journal.ReadAllAsync(generation.Offset - 1, 1, _stop.Token);
        }
        catch (StorageException e) when (e.Reason == StorageReason.Corrupt)
        {
            return true;
        }

        // Where it was deleted meanwhile, nothing speaks against it.
        return last.IsEmpty || last[0].Ordering != generation.Offset
            || (string.Equals(last[0].PersistenceId, generation.LastPersistenceId, StringComparison.Ordinal) && last[0].SequenceNr == generation.LastSequenceNr);
    }

    private ProjectionFollower Follow(ProjectionGeneration generation) => ProjectionFollower.Start(generation, _context, Pulse);

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
