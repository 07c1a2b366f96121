namespace Sapphire.Kernel.Streams.Implementation.Operators;

internal sealed class GroupedStage<T>(PullIterator<T> upstream, StageScope scope, int size) : SynchronousStage<T, IEnumerable<T>>(upstream, scope)
{
    private List<T>? _group;

    protected override StageResult OnPush(T element)
    {
        _group ??= [];
        _group.Add(element);
        return _group.Count < size ? StageResult.Pull : Emit(StageResult.Push);
    }

    protected override StageResult OnUpstreamFinish() => _group is null ? StageResult.Complete : Emit(StageResult.PushAndComplete);

    private StageResult Emit(StageResult result)
    {
        Current = _group!;
        _group = null;
        return result;
    }
}
