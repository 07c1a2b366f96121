namespace Sapphire.Kernel.Streams.Implementation.Sources;

internal sealed class EnumeratorStage<T>(Func<IEnumerator<T>> factory) : PullIterator<T>
{
    private IEnumerator<T>? _at;
    private bool _cancelled;

    public override ValueTask<bool> MoveNextAsync()
    {
        _at ??= factory();
        if (!_at.MoveNext()) return new ValueTask<bool>(false);
        Current = _at.Current;
        return new ValueTask<bool>(true);
    }

    public override ValueTask CancelAsync(Exception? cause)
    {
        if (_cancelled) return ValueTask.CompletedTask;
        _cancelled = true;
        _at?.Dispose();
        return ValueTask.CompletedTask;
    }
}
