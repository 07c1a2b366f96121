using System.Runtime.CompilerServices;

namespace Sapphire.Kernel.Streams.Implementation.Operators;

/// <summary>So many elements from each upstream in turn; those that have completed are left out.</summary>
internal sealed class InterleaveStage<T>(PullIterator<T>[] upstreams, int segmentSize, bool eagerClose) : PullIterator<T>
{
    private readonly bool[] _completed = new bool[upstreams.Length];
    private int _running = upstreams.Length;
    private int _at;
    private int _inSegment;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<bool> MoveNextAsync()
    {
        while (_running > 0)
        {
            PullIterator<T> upstream = upstreams[_at];
            if (await upstream.MoveNextAsync())
            {
                Current = upstream.Current;
                if (++_inSegment == segmentSize) Switch();
                return true;
            }

            await upstream.CancelAsync(null);
            _completed[_at] = true;
            _running = eagerClose ? 0 : _running - 1;
            if (_running > 0) Switch();
        }

        return false;
    }

    public override ValueTask CancelAsync(Exception? cause) => Release.AllAsync(upstreams, cause);

    private void Switch()
    {
        _inSegment = 0;
        do
        {
            _at = (_at + 1) % upstreams.Length;
        }
        while (_completed[_at]);
    }
}
