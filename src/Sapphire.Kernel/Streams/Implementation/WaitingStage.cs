using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace Sapphire.Kernel.Streams.Implementation;

/// <summary>
/// A stage that waits for the first of several things: moves of its upstreams, timers, tasks. Each of them sets
/// <see cref="Wake"/>; then <see cref="Advance"/> looks at them all. It runs only while its reader pulls.
/// </summary>
internal abstract class WaitingStage<T>(StageScope scope) : PullIterator<T>
{
    private readonly List<IKeptMove> _kept = [];
    private CancellationTokenRegistration _registration;
    private ITimer? _timer;
    private bool _registered;
    private bool _finished;

    protected StageScope Scope { get; } = scope;

    /// <summary>Set by whatever <see cref="Advance"/> looks at.</summary>
    protected WakeUp Wake { get; } = new();

    /// <summary>Looks, and does what is to be done.</summary>
    /// <returns><see cref="StageResult.Pull"/> to wait for a wake-up.</returns>
    protected abstract StageResult Advance();

    /// <summary>An upstream; to be called by constructors.</summary>
    protected KeptMove<TIn> Keep<TIn>(Upstream<TIn> upstream)
    {
        KeptMove<TIn> kept = new(Scope, upstream, Wake);
        _kept.Add(kept);
        return kept;
    }

    /// <summary>The stage's timer, which ends with it. Not set yet; to be called by constructors.</summary>
    protected ITimer CreateTimer(Action fire)
    {
        _timer = Scope.TimeProvider.CreateTimer(static f => ((Action)f!)(), fire, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Scope.Run.DisposeIfDiscarded(_timer);
        return _timer;
    }

    /// <summary>The stage has ended, in one way or another.</summary>
    protected virtual void OnStop()
    {
    }

    public sealed override ValueTask<bool> MoveNextAsync()
    {
        if (_finished) return new ValueTask<bool>(false);
        StageResult result = Advance();
        if (result == StageResult.Push) return new ValueTask<bool>(true);
        return result == StageResult.Pull ? WaitAsync() : FinishAsync(result);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> WaitAsync()
    {
        if (!_registered)
        {
            _registered = true;
            _registration = Scope.Token.UnsafeRegister(static w => ((WakeUp)w!).Set(), Wake);
        }

        while (true)
        {
            await Wake.WaitAsync();
            Scope.ThrowIfCancelled();
            StageResult result = Advance();
            if (result == StageResult.Push) return true;
            if (result != StageResult.Pull) return await FinishAsync(result);
        }
    }

    private async ValueTask<bool> FinishAsync(StageResult result)
    {
        _finished = true;
        await StopAsync(null);
        return result == StageResult.PushAndComplete;
    }

    public sealed override ValueTask CancelAsync(Exception? cause) => StopAsync(cause);

    private async ValueTask StopAsync(Exception? cause)
    {
        _registration.Unregister();
        if (_timer is not null) await _timer.DisposeAsync();
        Exception? failure = null;
        try
        {
            OnStop();
        }
        catch (Exception ex)
        {
            failure = ex;
        }

        // Each of them, also when one throws.
        foreach (IKeptMove kept in _kept)
        {
            try
            {
                await kept.StopAsync(cause);
            }
            catch (Exception ex)
            {
                failure ??= ex;
            }
        }

        if (failure is not null) ExceptionDispatchInfo.Throw(failure);
    }
}
