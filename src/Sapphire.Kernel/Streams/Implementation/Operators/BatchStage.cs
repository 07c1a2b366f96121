using Sapphire.Kernel.Streams.Supervision;

namespace Sapphire.Kernel.Streams.Implementation.Operators;

/// <summary>
/// Folds what comes while the reader is busy, up to a weight; the element that would exceed it waits, and upstream with it.
/// A restart drops the aggregate.
/// </summary>
internal sealed class BatchStage<TIn, TOut>(
    StageScope scope, Upstream<TIn> upstream, long max, Func<TIn, long> cost, Func<TIn, TOut> seed, Func<TOut, TIn, TOut> aggregate) : DecoupledStage<TIn, TOut>(scope, upstream)
{
    private readonly long _max = max;
    private readonly Decider? _decider = scope.Decider;
    private TOut _aggregate = default!;
    private bool _hasAggregate;
    private TIn _pending = default!;
    private bool _hasPending;
    private long _left = max;

    protected override bool WantsElement => !_hasPending;

    protected override bool IsReady => _hasAggregate;

    protected override void OnPush(TIn element)
    {
        try
        {
            Add(element, cost(element));
        }
        catch (Exception ex) when (Resumes(ex))
        {
        }
    }

    protected override bool TryTake(out TOut element)
    {
        element = _aggregate;
        if (!_hasAggregate) return false;
        Clear();
        if (!_hasPending) return true;
        TIn pending = _pending;
        _pending = default!;
        _hasPending = false;
        OnPush(pending);
        return true;
    }

    private void Add(TIn element, long weight)
    {
        if (!_hasAggregate)
        {
            _aggregate = seed(element);
            _hasAggregate = true;
        }
        else if (_left < weight)
        {
            _pending = element;
            _hasPending = true;
            return;
        }
        else
        {
            _aggregate = aggregate(_aggregate, element);
        }

        _left -= weight;
    }

    private bool Resumes(Exception ex)
    {
        Directive directive = _decider?.Invoke(ex) ?? Directive.Stop;
        if (directive == Directive.Restart) Clear();
        return directive != Directive.Stop;
    }

    private void Clear()
    {
        _aggregate = default!;
        _hasAggregate = false;
        _left = _max;
    }
}
