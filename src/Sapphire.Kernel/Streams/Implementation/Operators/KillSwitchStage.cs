using System.Runtime.CompilerServices;

namespace Sapphire.Kernel.Streams.Implementation.Operators;

/// <summary>
/// Passes elements on until a token is cancelled; then it completes, or fails, and cancels upstream, also while a move is pending there.
/// </summary>
internal sealed class KillSwitchStage<T> : PullIterator<T>
{
    private readonly CancellationToken _switch;
    private readonly KillSwitchState? _state;
    private readonly StageScope _scope;
    private readonly DetachedScope _above;
    private readonly PullIterator<T> _upstream;
    private readonly CancellationTokenRegistration _registration;
    private readonly CancellationTokenRegistration _discarded;

    public KillSwitchStage(Upstream<T> upstream, StageScope scope, KillSwitchState? state, CancellationToken @switch)
    {
        _switch = @switch;
        _state = state;
        _scope = scope;
        _above = scope.Detach();
        _upstream = upstream(_above);
        _registration = @switch.UnsafeRegister(static s => ((KillSwitchStage<T>)s!).End(), this);

        // A run that is discarded before it has begun cancels no stage: the switch, which may live long, forgets it all the same.
        _discarded = scope.Token.UnsafeRegister(static s => ((KillSwitchStage<T>)s!).OnToken(), this);
    }

    // Upstream was cancelled by the switch, and not because downstream has gone.
    private bool IsSwitched => _above.IsCancelled && !_scope.Token.IsCancellationRequested;

    public override ValueTask<bool> MoveNextAsync()
    {
        if (_switch.IsCancellationRequested) return new ValueTask<bool>(EndedAsync());
        ValueTask<bool> move;
        try
        {
            move = _upstream.MoveNextAsync();
        }
        catch (OperationCanceledException) when (IsSwitched)
        {
            return new ValueTask<bool>(EndedAsync());
        }

        if (!move.IsCompletedSuccessfully) return AwaitAsync(move);
        if (!move.Result) return new ValueTask<bool>(false);
        Current = _upstream.Current;
        return new ValueTask<bool>(true);
    }

    public override ValueTask CancelAsync(Exception? cause)
    {
        _discarded.Unregister();
        _registration.Unregister();
        _above.Dispose();
        return _upstream.CancelAsync(cause);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> AwaitAsync(ValueTask<bool> move)
    {
        try
        {
            if (!await move) return false;
        }
        catch (OperationCanceledException) when (IsSwitched)
        {
            return await EndedAsync();
        }

        Current = _upstream.Current;
        return true;
    }

    private void OnToken()
    {
        if (_scope.Run.IsDiscarded) _registration.Unregister();
    }

    private void End() => _above.Cancel(_state?.Cause);

    private async Task<bool> EndedAsync()
    {
        Exception? cause = _state?.Cause;
        await _upstream.CancelAsync(cause);
        return cause is null ? false : throw cause;
    }
}
