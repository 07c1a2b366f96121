namespace Sapphire.Kernel.Streams.Implementation.Operators;

/// <summary>Tells how the stream ended at this place: completed or cancelled without a failure, or failed.</summary>
internal sealed class WatchTerminationStage<T>(PullIterator<T> upstream, StageScope scope, TaskCompletionSource<Done> ended) : PassThroughStage<T>(upstream, scope)
{
    protected override void OnFinish() => ended.TrySetResult(Done.Instance);

    protected override void OnFailure(Exception cause) => ended.TrySetException(cause);

    protected override void OnCancel(Exception? cause)
    {
        if (cause is null) OnFinish();
        else OnFailure(cause);
    }
}
