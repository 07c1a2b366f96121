using System.Runtime.CompilerServices;
using Sapphire.Kernel.Streams.Supervision;

namespace Sapphire.Kernel.Streams.Implementation;

/// <summary>A stage that answers each element at once: the base of most. Failures of <see cref="OnPush"/> go to the supervision of its scope.</summary>
/// <param name="upstream">What lies above.</param>
/// <param name="scope">Where it runs.</param>
/// <param name="startsByItself">Whether <c>OnStart</c> has something to say before the first element.</param>
internal abstract class SynchronousStage<TIn, TOut>(PullIterator<TIn> upstream, StageScope scope, bool startsByItself = false) : PullIterator<TOut>
{
    private readonly Decider? _decider = scope.Decider;
    private State _state = startsByItself ? State.Starting : State.Running;

    private enum State
    {
        Starting,
        Running,
        UpstreamFinished,
        Finished,
    }

    protected PullIterator<TIn> Upstream { get; } = upstream;

    /// <summary>The first pull, before upstream moves; only where the constructor was told.</summary>
    protected virtual StageResult OnStart() => StageResult.Pull;

    /// <summary>Handles an element; sets <c>Current</c> where it pushes.</summary>
    protected abstract StageResult OnPush(TIn element);

    /// <summary>Upstream has completed. Called again for as long as it pushes.</summary>
    protected virtual StageResult OnUpstreamFinish() => StageResult.Complete;

    /// <summary>Back to the initial state, after <see cref="Directive.Restart"/>.</summary>
    protected virtual StageResult OnRestart() => StageResult.Pull;

    public override ValueTask<bool> MoveNextAsync()
    {
        int left = Pump.Throughput;
        while (_state == State.Running)
        {
            ValueTask<bool> move = Upstream.MoveNextAsync();
            if (!move.IsCompletedSuccessfully) return AwaitAsync(move);
            StageResult result = Handle(move.Result);
            if (result == StageResult.Push) return new ValueTask<bool>(true);
            if (result != StageResult.Pull) return FinishAsync(result);
            scope.ThrowIfCancelled();
            if (--left == 0) return YieldAsync();
        }

        return FinishedAsync();
    }

    // Upstream always has an element, and none of them goes on: others get the thread.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> YieldAsync()
    {
        await Task.Yield();
        return await AwaitAsync(Upstream.MoveNextAsync());
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> AwaitAsync(ValueTask<bool> move)
    {
        int left = Pump.Throughput;
        while (true)
        {
            StageResult result = Handle(await move);
            if (result == StageResult.Push) return true;
            if (result != StageResult.Pull) return await FinishAsync(result);
            scope.ThrowIfCancelled();
            if (--left == 0)
            {
                left = Pump.Throughput;
                await Task.Yield();
            }

            move = Upstream.MoveNextAsync();
        }
    }

    private StageResult Handle(bool hasElement)
    {
        if (!hasElement)
        {
            _state = State.UpstreamFinished;
            return OnUpstreamFinish();
        }

        try
        {
            return OnPush(Upstream.Current);
        }
        catch (Exception ex) when (_decider is not null && _decider(ex) is not Directive.Stop and var directive)
        {
            return directive == Directive.Restart ? OnRestart() : StageResult.Pull;
        }
    }

    // The first pull, or what is left after upstream's end, element by element.
    private ValueTask<bool> FinishedAsync()
    {
        if (_state == State.Finished) return new ValueTask<bool>(false);
        if (_state == State.Starting)
        {
            _state = State.Running;
            StageResult start = OnStart();
            if (start == StageResult.Push) return new ValueTask<bool>(true);
            return start == StageResult.Pull ? MoveNextAsync() : FinishAsync(start);
        }

        StageResult result = OnUpstreamFinish();
        return result == StageResult.Push ? new ValueTask<bool>(true) : FinishAsync(result);
    }

    private ValueTask<bool> FinishAsync(StageResult result)
    {
        _state = State.Finished;
        bool pushed = result == StageResult.PushAndComplete;
        ValueTask cancelled = Upstream.CancelAsync(null);
        return cancelled.IsCompletedSuccessfully ? new ValueTask<bool>(pushed) : CancelledAsync(cancelled, pushed);
    }

    private static async ValueTask<bool> CancelledAsync(ValueTask cancelled, bool pushed)
    {
        await cancelled;
        return pushed;
    }

    public override ValueTask CancelAsync(Exception? cause) => Upstream.CancelAsync(cause);
}
