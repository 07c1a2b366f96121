using System.Runtime.CompilerServices;

namespace Sapphire.Kernel.Streams.Implementation.Restarts;

/// <summary>What one run of a restarted part sees above itself.</summary>
internal sealed class RestartInlet<T>(RestartUpstream<T> upstream, StageScope scope) : PullIterator<T>
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Complete when the run moves it no more.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Why the run has ended, when it failed.</summary>
    public Exception? Cause { get; private set; }

    public override ValueTask<bool> MoveNextAsync()
    {
        ValueTask<bool> move = upstream.MoveNextAsync(scope.Token);
        if (!move.IsCompletedSuccessfully) return AwaitAsync(move);
        if (!move.Result) return new ValueTask<bool>(false);
        Current = upstream.Current;
        return new ValueTask<bool>(true);
    }

    public override ValueTask CancelAsync(Exception? cause)
    {
        if (!_ended.Task.IsCompleted) Cause = cause;
        _ended.TrySetResult();
        return ValueTask.CompletedTask;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> AwaitAsync(ValueTask<bool> move)
    {
        if (!await move) return false;
        Current = upstream.Current;
        return true;
    }
}
