using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Sqlite;

namespace Sapphire.Persistence.Projections;

/// <summary>
/// Keeps one generation of a view up to date.
/// <code>
/// reading ──page──► applying ──► reading          applying ──fails──► waiting, then again
///    └──journal's end──► caught up, waits for a commit      └──the same event fails 3 times──► parked, goes on
/// ends: stopped, damaged (its tables), gone (another program has replaced it)
/// </code>
/// </summary>
internal sealed class ProjectionFollower : IAsyncDisposable
{
    private const int Attempts = 3;
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LastDelay = TimeSpan.FromSeconds(5);
    private readonly ProjectionDefinition _definition;
    private readonly IProjectionStore _store;
    private readonly IJournal _journal;
    private readonly ProjectionReader _reader;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _caughtUp = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Action _moved;
    private long _stored;
    private long _reached;
    private long _parked;

    // Events up to here are applied one by one, since a page with one of them has failed.
    private long _carefulUpTo;
    private int _failures;

    private ProjectionFollower(ProjectionGeneration generation, ProjectionContext context, Action moved)
    {
        Generation = generation;
        (_definition, _store, _journal, _reader, _time, _logger) = (context.Definition, context.Store, context.Journal, context.Reader, context.Time, context.Logger);
        _moved = moved;
        _stored = _reached = generation.Offset;
        _parked = generation.Parked;
    }

    /// <summary>What it follows with.</summary>
    public ProjectionGeneration Generation { get; }

    /// <summary>Every event up to here is in the tables, or does not concern them.</summary>
    public long Reached => Volatile.Read(ref _reached);

    /// <summary>Events that were left out.</summary>
    public long Parked => Volatile.Read(ref _parked);

    /// <summary>What keeps it from moving on now; null for nothing.</summary>
    public Exception? Error { get; private set; }

    /// <summary>Completes where it has met the journal's end for the first time.</summary>
    public Task CaughtUp => _caughtUp.Task;

    /// <summary>Completes when it has ended, with why.</summary>
    public Task<FollowerEnd> Completion { get; private set; } = Task.FromResult(FollowerEnd.Stopped);

    /// <param name="generation">What to keep up to date.</param>
    /// <param name="context">What followers share.</param>
    /// <param name="moved">Called after each step, on its task.</param>
    public static ProjectionFollower Start(ProjectionGeneration generation, ProjectionContext context, Action moved)
    {
        ProjectionFollower follower = new(generation, context, moved);
        follower.Completion = Task.Run(follower.RunAsync);
        return follower;
    }

    /// <summary>A generation that answers, but is not moved on.</summary>
    public static ProjectionFollower Freeze(ProjectionGeneration generation, ProjectionContext context)
    {
        ProjectionFollower follower = new(generation, context, static () => { });
        follower.Completion = Never(follower._stop.Token);
        return follower;

        static async Task<FollowerEnd> Never(CancellationToken stop)
        {
            await Task.Delay(Timeout.Infinite, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return FollowerEnd.Stopped;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_stop.IsCancellationRequested)
        {
            return;
        }

        await _stop.CancelAsync();
        await Completion;
        _stop.Dispose();
    }

    private async Task<FollowerEnd> RunAsync()
    {
        TimeSpan delay = FirstDelay;
        while (true)
        {
            try
            {
                await MoveAsync();
                Error = null;
                delay = FirstDelay;
                continue;
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return FollowerEnd.Stopped;
            }
            catch (StorageException e) when (e.Reason == StorageReason.Closed)
            {
                return FollowerEnd.Stopped;
            }
            catch (ProjectionGoneException)
            {
                return FollowerEnd.Gone;
            }
            catch (ViewDamagedException e)
            {
                _logger.Damaged(_definition.Name, Generation.Number, e.InnerException!);
                return FollowerEnd.Damaged;
            }
            catch (Exception e)
            {
                Error = e;
                _logger.Failed(_definition.Name, Reached, delay, e);
            }

            _moved();
            try
            {
                await Task.Delay(delay, _time, _stop.Token);
            }
            catch (OperationCanceledException)
            {
                return FollowerEnd.Stopped;
            }

            delay = delay * 2 < LastDelay ? delay * 2 : LastDelay;
        }
    }

    private async Task MoveAsync()
    {
        // Before the read: what is committed after it ends the wait below, also when the read has just missed it.
        long known = _journal.LastOrdering;
        bool careful = _stored < _carefulUpTo;
        ProjectionPage? page = await _reader.ReadAsync(_stored, careful ? 1 : _definition.BatchRows, _stop.Token);
        if (page is null)
        {
            // Between the stored offset and the known one are only events that were deleted.
            Publish(Math.Max(known, _stored));
            _caughtUp.TrySetResult();
            await _journal.WaitForOrderingAfterAsync(Math.Max(known, _stored), _stop.Token);
            return;
        }

        try
        {
            Moved(page.Step, await ApplyAsync(page.Step, transaction => page.Events.Count == 0 ? Task.CompletedTask : _definition.Apply(transaction, page.Events)));
        }
        catch (Exception e) when (IsOfTheEvents(e))
        {
            if (!careful && page.Events.Count > 1)
            {
                _carefulUpTo = page.Step.To;
                throw;
            }

            if (++_failures < Attempts)
            {
                throw;
            }

            // A place that this view can never pass would stop it for all other chats: it goes on without this event.
            ProjectedEvent bad = page.Events[0];
            ParkedEvent parked = new(bad.Ordering, bad.PersistenceId, bad.SequenceNr, bad.Event.GetType().Name, e.GetType().Name, Unknown: false);
            _logger.Parked(_definition.Name, bad.SequenceNr, bad.PersistenceId, parked.Manifest, parked.Reason);
            ProjectionStep step = page.Step with { Parked = page.Step.Parked.Add(parked) };
            Moved(step, await ApplyAsync(step, static _ => Task.CompletedTask));
        }
    }

    private async Task<long> ApplyAsync(ProjectionStep step, Func<ProjectionTransaction, Task> apply)
    {
        try
        {
            return await _store.ApplyAsync(
                Generation,
                step,
                async transaction =>
                {
                    await apply(transaction);
                    await transaction.FlushAsync();
                },
                _stop.Token);
        }
        catch (StorageException e) when (e.Reason == StorageReason.Corrupt)
        {
            throw new ViewDamagedException(e);
        }
    }

    private void Moved(ProjectionStep step, long reached)
    {
        _failures = 0;
        if (reached == step.To)
        {
            Volatile.Write(ref _parked, _parked + step.Parked.Length);
        }

        _stored = reached;
        Publish(reached);
    }

    private void Publish(long reached)
    {
        if (reached != Reached)
        {
            Volatile.Write(ref _reached, reached);
            _moved();
        }
    }

    // What the disk, the network or the server did passes; what the view makes of an event does not.
    private static bool IsOfTheEvents(Exception e) => e switch
    {
        StorageException storage => storage.Reason is StorageReason.Conflict or StorageReason.TooLarge,
        OperationCanceledException or ProjectionGoneException or ViewDamagedException or IOException or TimeoutException => false,
        // Class 22 is bad data, 23 a constraint, 54 a value over a limit of the server's.
        DbException { SqlState: { } state } and not SqliteException => state.AsSpan(0, 2) is "22" or "23" or "54",
        DbException => false,
        _ => true,
    };

#pragma warning disable CA1064, CA1032, RCS1194 // Never leaves this class.
    private sealed class ViewDamagedException(StorageException cause) : Exception(cause.Message, cause);
#pragma warning restore CA1064, CA1032, RCS1194
}

#pragma warning disable MA0048 // How a follower ends, and what followers share.
/// <summary>Why a follower has ended.</summary>
internal enum FollowerEnd
{
    /// <summary>It was asked to, or the journal was closed.</summary>
    Stopped,

    /// <summary>Its tables are damaged.</summary>
    Damaged,

    /// <summary>Its generation was removed by another program.</summary>
    Gone,
}

/// <summary>What the followers of a view share.</summary>
internal sealed record ProjectionContext(
    ProjectionDefinition Definition, IProjectionStore Store, IJournal Journal, ProjectionReader Reader, TimeProvider Time, ILogger Logger);
#pragma warning restore MA0048
