namespace Sapphire.Kernel.Streams.Implementation.Sources;

/// <summary>The elements of an enumerator, made anew at each end.</summary>
internal sealed class CycleStage<T>(Func<IEnumerator<T>> factory) : PullIterator<T>
{
    private IEnumerator<T>? _at;

    public override ValueTask<bool> MoveNextAsync()
    {
        if (_at is null || !_at.MoveNext())
        {
            _at?.Dispose();
            _at = factory();
            if (!_at.MoveNext()) throw new ArgumentException("An empty enumerator cannot be cycled.");
        }

        Current = _at.Current;
        return new ValueTask<bool>(true);
    }

    public override ValueTask CancelAsync(Exception? cause)
    {
        _at?.Dispose();
        _at = null;
        return ValueTask.CompletedTask;
    }
}
