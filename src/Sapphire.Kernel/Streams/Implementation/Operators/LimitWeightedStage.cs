namespace Sapphire.Kernel.Streams.Implementation.Operators;

internal sealed class LimitWeightedStage<T>(PullIterator<T> upstream, StageScope scope, long max, Func<T, long> cost) : SynchronousStage<T, T>(upstream, scope)
{
    private readonly long _max = max;
    private long _left = max;

    protected override StageResult OnPush(T element)
    {
        long weight = cost(element);
        _left -= weight;
        if (_left < 0) throw new StreamLimitReachedException(_max);
        Current = element;
        return StageResult.Push;
    }

    protected override StageResult OnRestart()
    {
        _left = _max;
        return StageResult.Pull;
    }
}
