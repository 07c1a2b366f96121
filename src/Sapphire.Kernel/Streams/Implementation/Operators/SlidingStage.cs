namespace Sapphire.Kernel.Streams.Implementation.Operators;

/// <summary>Windows of a size, each so many elements after the one before it; the last may be smaller.</summary>
internal sealed class SlidingStage<T>(PullIterator<T> upstream, StageScope scope, int size, int step) : SynchronousStage<T, IEnumerable<T>>(upstream, scope)
{
    private readonly Queue<T> _window = new();
    private int _skip;

    protected override StageResult OnPush(T element)
    {
        if (_skip > 0)
        {
            _skip--;
            return StageResult.Pull;
        }

        if (_window.Count == size)
        {
            for (int i = 0; i < step; i++) _window.Dequeue();
        }

        _window.Enqueue(element);
        if (_window.Count < size) return StageResult.Pull;
        Current = _window.ToArray();
        if (step > size)
        {
            _skip = step - size;
            _window.Clear();
        }

        return StageResult.Push;
    }

    protected override StageResult OnUpstreamFinish()
    {
        // A full window has been emitted already.
        if (_window.Count == 0 || _window.Count == size) return StageResult.Complete;
        Current = _window.ToArray();
        return StageResult.PushAndComplete;
    }
}
