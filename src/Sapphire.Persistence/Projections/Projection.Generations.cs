using System.Collections.Immutable;
using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Sqlite;

namespace Sapphire.Persistence.Projections;

/// <summary>Which generation answers, which one is built, and the switch from one to the other.</summary>
public sealed partial class Projection
{
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
}
