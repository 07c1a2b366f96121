using System.Runtime.CompilerServices;

namespace Sapphire.Kernel.Streams.Implementation.Sources;

/// <summary>The result of a task as the only element; or, where it is null and nulls end, none.</summary>
internal sealed class TaskStage<T>(StageScope scope, Task<T> task, bool nullIsNone = false) : PullIterator<T>
{
    private bool _ended;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<bool> MoveNextAsync()
    {
        if (_ended) return false;
        Current = task.IsCompleted ? await task : await task.WaitAsync(scope.Token);
        _ended = true;
        return !nullIsNone || Current is not null;
    }

    public override ValueTask CancelAsync(Exception? cause) => ValueTask.CompletedTask;
}
