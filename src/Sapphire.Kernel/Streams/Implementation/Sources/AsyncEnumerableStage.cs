using System.Runtime.CompilerServices;

namespace Sapphire.Kernel.Streams.Implementation.Sources;

/// <summary>The elements of an asynchronous sequence. An enumerator that does not heed its token is disposed of when its pending move ends; until then the run goes on.</summary>
internal sealed class AsyncEnumerableStage<T>(Func<IAsyncEnumerable<T>> factory, StageScope scope) : PullIterator<T>
{
    private IAsyncEnumerator<T>? _at;
    private Task<bool>? _pending;
    private bool _cancelled;

    public override ValueTask<bool> MoveNextAsync()
    {
        _at ??= factory().GetAsyncEnumerator(scope.Token);
        ValueTask<bool> move = _at.MoveNextAsync();
        return move.IsCompletedSuccessfully ? new ValueTask<bool>(Handle(move.Result)) : AwaitAsync(move.AsTask());
    }

    public override ValueTask CancelAsync(Exception? cause)
    {
        if (_cancelled || _at is not { } at) return ValueTask.CompletedTask;
        _cancelled = true;
        if (_pending is not { IsCompleted: false } pending) return at.DisposeAsync();
        scope.Run.AddPump(() => DisposeLaterAsync(at, pending));
        return ValueTask.CompletedTask;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> AwaitAsync(Task<bool> move)
    {
        _pending = move;
        return Handle(await move.WaitAsync(scope.Token));
    }

    private bool Handle(bool hasElement)
    {
        if (hasElement) Current = _at!.Current;

        // A sequence may heed its token by ending: that is no completion.
        else scope.ThrowIfCancelled();
        return hasElement;
    }

    private static async Task DisposeLaterAsync(IAsyncEnumerator<T> at, Task<bool> pending)
    {
        // Its outcome is for nobody any more, its failure included: the stream was cancelled first.
        await ((Task)pending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await at.DisposeAsync();
    }
}
