using System.Runtime.ExceptionServices;
using Sapphire.Kernel.Event;

namespace Sapphire.Kernel.Streams.Implementation.Restarts;

/// <summary>
/// Runs a part of a graph again when it ends.
/// <code>
///  start ─► running ── element ─► running
///             ├─ it completes or fails ─► back-off ─► start
///             └─ … and what lies above has ended, or restarts are used up, or (after a completion) only failures restart ─► ended
/// </code>
/// </summary>
internal abstract class RestartStage<T>(RestartSettings settings, bool onlyOnFailures, StageScope scope) : PullIterator<T>
{
    private readonly RestartPolicy _policy = new(settings, scope.TimeProvider);
    private PullIterator<T>? _running;
    private DetachedScope? _runningScope;

    /// <summary>Whether what lies above has ended.</summary>
    protected abstract bool UpstreamEnded { get; }

    /// <summary>Makes the stages of a run.</summary>
    protected abstract PullIterator<T> Start(DetachedScope inner);

    /// <summary>A run was cancelled: waits until nothing of it moves any more.</summary>
    protected virtual Task StoppedAsync() => Task.CompletedTask;

    /// <summary>The stage has ended.</summary>
    protected virtual ValueTask ReleaseAsync(Exception? cause) => ValueTask.CompletedTask;

    public override ValueTask<bool> MoveNextAsync()
    {
        if (_running is not { } running) return MoveSlowlyAsync(null);
        ValueTask<bool> move;
        try
        {
            move = running.MoveNextAsync();
        }
        catch (Exception ex)
        {
            move = ValueTask.FromException<bool>(ex);
        }

        // A move may be consumed only once.
        if (!move.IsCompletedSuccessfully) return MoveSlowlyAsync(move);
        if (!move.Result) return MoveSlowlyAsync(new ValueTask<bool>(false));
        Current = running.Current;
        return new ValueTask<bool>(true);
    }

    public override async ValueTask CancelAsync(Exception? cause)
    {
        await StopAsync(cause);
        await ReleaseAsync(cause);
    }

    private async ValueTask<bool> MoveSlowlyAsync(ValueTask<bool>? move)
    {
        while (true)
        {
            Exception? failure = null;
            if (_running is null)
            {
                _runningScope = scope.Detach();
                _running = Start(_runningScope);
            }

            try
            {
                if (await (move ?? _running.MoveNextAsync()))
                {
                    Current = _running.Current;
                    return true;
                }
            }
            catch (Exception ex) when (!scope.IsCancellation(ex))
            {
                failure = ex;
            }

            move = null;
            bool finishing = UpstreamEnded;
            await StopAsync(failure);
            if (finishing || _policy.MaxRestartsReached() || (failure is null && onlyOnFailures))
            {
                if (failure is not null) ExceptionDispatchInfo.Throw(failure);
                return false;
            }

            if (failure is not null) Logging.GetLogger(scope.System, typeof(RestartSettings)).Warning(failure, "Restarting graph due to failure.");
            await _policy.BackOffAsync(scope.Token);
        }
    }

    private async ValueTask StopAsync(Exception? cause)
    {
        if (_running is not { } running) return;
        _running = null;
        await running.CancelAsync(cause);
        await StoppedAsync();
        _runningScope?.Dispose();
    }
}
