using System.Runtime.CompilerServices;

namespace Sapphire.Kernel.Streams.Implementation.Operators;

/// <summary>One upstream after the other, each released at its end.</summary>
internal sealed class ConcatStage<T>(PullIterator<T>[] upstreams) : PullIterator<T>
{
    private int _at;

    public override ValueTask<bool> MoveNextAsync()
    {
        if (_at == upstreams.Length) return new ValueTask<bool>(false);
        ValueTask<bool> move = upstreams[_at].MoveNextAsync();
        if (!move.IsCompletedSuccessfully) return AwaitAsync(move);
        if (!move.Result) return NextAsync();
        Current = upstreams[_at].Current;
        return new ValueTask<bool>(true);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> AwaitAsync(ValueTask<bool> move)
    {
        if (!await move) return await NextAsync();
        Current = upstreams[_at].Current;
        return true;
    }

    private async ValueTask<bool> NextAsync()
    {
        await upstreams[_at++].CancelAsync(null);
        return await MoveNextAsync();
    }

    public override async ValueTask CancelAsync(Exception? cause)
    {
        while (_at < upstreams.Length) await upstreams[_at++].CancelAsync(cause);
    }
}
