using System.Runtime.CompilerServices;
using Sapphire.Kernel.Streams.Implementation.Sources;

namespace Sapphire.Kernel.Streams.Implementation.Operators;

/// <summary>A stage that handles the failure of its upstream, which it first releases.</summary>
internal abstract class FailureStage<T>(PullIterator<T> upstream, StageScope scope) : PullIterator<T>
{
    private PullIterator<T> _upstream = upstream;

    protected StageScope Scope { get; } = scope;

    /// <summary>Upstream has failed: what runs instead. To fail, it throws.</summary>
    protected abstract PullIterator<T> OnFailure(Exception cause);

    public sealed override ValueTask<bool> MoveNextAsync()
    {
        ValueTask<bool> move;
        try
        {
            move = _upstream.MoveNextAsync();
        }
        catch (Exception ex) when (IsFailure(ex))
        {
            move = ValueTask.FromException<bool>(ex);
        }

        return move.IsCompletedSuccessfully ? new ValueTask<bool>(Handle(move.Result)) : AwaitAsync(move);
    }

    // A loop: what runs instead may fail at once, again and again.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> AwaitAsync(ValueTask<bool>? move)
    {
        int left = Pump.Throughput;
        while (true)
        {
            try
            {
                return Handle(await (move ?? _upstream.MoveNextAsync()));
            }
            catch (Exception ex) when (IsFailure(ex))
            {
                await ReplaceAsync(ex);
            }

            move = null;
            Scope.ThrowIfCancelled();
            if (--left > 0) continue;
            left = Pump.Throughput;
            await Task.Yield();
        }
    }

    private async ValueTask ReplaceAsync(Exception cause)
    {
        await _upstream.CancelAsync(cause);
        try
        {
            _upstream = OnFailure(cause);
        }
        catch (Exception ex)
        {
            // Nothing is caught twice.
            _upstream = new FailedStage<T>(ex);
            throw;
        }
    }

    private bool Handle(bool hasElement)
    {
        if (hasElement) Current = _upstream.Current;
        return hasElement;
    }

    // Cancelled from below is no failure from above.
    private bool IsFailure(Exception ex) => !Scope.IsCancellation(ex);

    public sealed override ValueTask CancelAsync(Exception? cause) => _upstream.CancelAsync(cause);
}
