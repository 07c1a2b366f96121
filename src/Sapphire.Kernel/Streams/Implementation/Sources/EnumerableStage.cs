namespace Sapphire.Kernel.Streams.Implementation.Sources;

internal sealed class EnumerableStage<T>(IEnumerable<T> elements) : PullIterator<T>
{
    private IEnumerator<T>? _at;
    private bool _cancelled;

    public override ValueTask<bool> MoveNextAsync()
    {
        _at ??= elements.GetEnumerator();
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
