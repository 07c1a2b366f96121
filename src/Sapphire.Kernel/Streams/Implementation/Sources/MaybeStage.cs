namespace Sapphire.Kernel.Streams.Implementation.Sources;

/// <summary>The value that the holder of the promise gives, which is kept with the default when downstream goes first.</summary>
internal sealed class MaybeStage<T>(StageScope scope, TaskCompletionSource<T> promise) : PullIterator<T>
{
    private readonly TaskStage<T> _task = new(scope, promise.Task, nullIsNone: true);

    public override async ValueTask<bool> MoveNextAsync()
    {
        bool moved = await _task.MoveNextAsync();
        Current = _task.Current;
        return moved;
    }

    public override ValueTask CancelAsync(Exception? cause)
    {
        promise.TrySetResult(default!);
        return ValueTask.CompletedTask;
    }
}
