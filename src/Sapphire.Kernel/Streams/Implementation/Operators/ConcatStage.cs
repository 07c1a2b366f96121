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
        if (!move.Result) return AwaitAsync(new ValueTask<bool>(false));
        Current = upstreams[_at].Current;
        return new ValueTask<bool>(true);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> AwaitAsync(ValueTask<bool> move)
    {
        while (!await move)
        {
            await upstreams[_at++].CancelAsync(null);
            if (_at == upstreams.Length) return false;
            move = upstreams[_at].MoveNextAsync();
        }

        Current = upstreams[_at].Current;
        return true;
    }

    public override ValueTask CancelAsync(Exception? cause)
    {
        int first = _at;
        _at = upstreams.Length;
        return Release.AllAsync(upstreams.AsSpan(first).ToArray(), cause);
    }
}
