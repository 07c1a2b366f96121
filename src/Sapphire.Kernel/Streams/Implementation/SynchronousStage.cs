using System.Runtime.CompilerServices;
using Sapphire.Kernel.Streams.Supervision;

namespace Sapphire.Kernel.Streams.Implementation;

/// <summary>A stage that answers each element at once: the base of most. Failures of <see cref="OnPush"/> go to the supervision of its scope.</summary>
internal abstract class SynchronousStage<TIn, TOut>(PullIterator<TIn> upstream, StageScope scope) : PullIterator<TOut>
{
    private readonly Decider? _decider = scope.Decider;
    private State _state;

    private enum State
    {
        Running,
        UpstreamFinished,
        Finished,
    }

    protected PullIterator<TIn> Upstream { get; } = upstream;

    /// <summary>Handles an element; sets <c>Current</c> where it pushes.</summary>
    protected abstract StageResult OnPush(TIn element);

    /// <summary>Upstream has completed. Called again for as long as it pushes.</summary>
    protected virtual StageResult OnUpstreamFinish() => StageResult.Complete;

    /// <summary>Back to the initial state, after <see cref="Directive.Restart"/>.</summary>
    protected virtual void OnRestart()
    {
    }

    public override ValueTask<bool> MoveNextAsync()
    {
        while (_state == State.Running)
        {
            ValueTask<bool> move = Upstream.MoveNextAsync();
            if (!move.IsCompletedSuccessfully) return AwaitAsync(move);
            StageResult result = Handle(move.Result);
            if (result == StageResult.Push) return new ValueTask<bool>(true);
            if (result != StageResult.Pull) return FinishAsync(result);
            scope.ThrowIfCancelled();
        }

        return FinishedAsync();
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> AwaitAsync(ValueTask<bool> move)
    {
        while (true)
        {
            StageResult result = Handle(await move);
            if (result == StageResult.Push) return true;
            if (result != StageResult.Pull) return await FinishAsync(result);
            scope.ThrowIfCancelled();
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
            if (directive == Directive.Restart) OnRestart();
            return StageResult.Pull;
        }
    }

    // What is left after upstream's end, element by element.
    private ValueTask<bool> FinishedAsync()
    {
        if (_state == State.Finished) return new ValueTask<bool>(false);
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
