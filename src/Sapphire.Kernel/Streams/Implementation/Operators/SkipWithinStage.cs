namespace Sapphire.Kernel.Streams.Implementation.Operators;

/// <summary>Drops elements until a time after the start; it needs no timer, for it only looks at the clock when an element comes.</summary>
internal sealed class SkipWithinStage<T>(PullIterator<T> upstream, StageScope scope, TimeSpan duration) : SynchronousStage<T, T>(upstream, scope)
{
    private readonly TimeProvider _clock = scope.TimeProvider;
    private readonly long _start = scope.TimeProvider.GetTimestamp();
    private bool _open;

    protected override StageResult OnPush(T element)
    {
        if (!_open && !(_open = _clock.GetElapsedTime(_start) >= duration)) return StageResult.Pull;
        Current = element;
        return StageResult.Push;
    }
}
