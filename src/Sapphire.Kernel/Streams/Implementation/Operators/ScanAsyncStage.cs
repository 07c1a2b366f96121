using System.Runtime.CompilerServices;
using Sapphire.Kernel.Streams.Supervision;

namespace Sapphire.Kernel.Streams.Implementation.Operators;

/// <summary>A scan, or a fold, whose function answers later: one at a time. The scan begins with the zero; a restart goes back to it.</summary>
internal sealed class ScanAsyncStage<TIn, TOut>(PullIterator<TIn> upstream, StageScope scope, TOut zero, Func<TOut, TIn, Task<TOut>> function, bool emitsEach)
    : PullIterator<TOut>
{
    private TOut _state = zero;
    private readonly TOut _zero = zero;
    private bool _started;
    private bool _ended;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<bool> MoveNextAsync()
    {
        if (_ended) return false;
        if (!_started && emitsEach)
        {
            _started = true;
            Current = _state;
            return true;
        }

        int left = Pump.Throughput;
        while (await upstream.MoveNextAsync())
        {
            // Upstream and the function may both answer at once, without end.
            scope.ThrowIfCancelled();
            if (--left == 0)
            {
                left = Pump.Throughput;
                await Task.Yield();
            }

            try
            {
                _state = await function(_state, upstream.Current).WaitAsync(scope.Token);
            }
            catch (Exception ex) when (!scope.Token.IsCancellationRequested && scope.Decider is { } decider && decider(ex) is not Directive.Stop and var directive)
            {
                if (directive == Directive.Restart) _state = _zero;
                continue;
            }

            if (!emitsEach) continue;
            Current = _state;
            return true;
        }

        _ended = true;
        Current = _state;
        return !emitsEach;
    }

    public override ValueTask CancelAsync(Exception? cause) => upstream.CancelAsync(cause);
}
