using System.Runtime.CompilerServices;

namespace Sapphire.Kernel.Streams.Implementation.Operators;

/// <summary>Tells how the stream ended at this place: completed or cancelled without a failure, or failed.</summary>
internal sealed class WatchTerminationStage<T>(PullIterator<T> upstream, StageScope scope, TaskCompletionSource<Done> ended) : PullIterator<T>
{
    public override ValueTask<bool> MoveNextAsync()
    {
        ValueTask<bool> move;
        try
        {
            move = upstream.MoveNextAsync();
        }
        catch (Exception ex)
        {
            Failed(ex);
            throw;
        }

        return move.IsCompletedSuccessfully ? new ValueTask<bool>(Handle(move.Result)) : AwaitAsync(move);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> AwaitAsync(ValueTask<bool> move)
    {
        try
        {
            return Handle(await move);
        }
        catch (Exception ex)
        {
            Failed(ex);
            throw;
        }
    }

    private bool Handle(bool hasElement)
    {
        if (hasElement) Current = upstream.Current;
        else ended.TrySetResult(Done.Instance);
        return hasElement;
    }

    private void Failed(Exception ex)
    {
        // Cancelled from below: the cause comes with CancelAsync.
        if (ex is OperationCanceledException && scope.Token.IsCancellationRequested) return;
        ended.TrySetException(ex);
    }

    public override ValueTask CancelAsync(Exception? cause)
    {
        if (cause is null) ended.TrySetResult(Done.Instance);
        else ended.TrySetException(cause);
        return upstream.CancelAsync(cause);
    }
}
