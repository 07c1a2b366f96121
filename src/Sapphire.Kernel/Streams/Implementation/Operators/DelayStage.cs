namespace Sapphire.Kernel.Streams.Implementation.Operators;

/// <summary>A delay line: each element leaves a time after it came, and the strategy says what goes when the line is full.</summary>
internal sealed class DelayStage<T> : DecoupledStage<T, T>
{
    private readonly Ring<(long Came, T Element)> _line;
    private readonly int _size;
    private readonly TimeSpan _delay;
    private readonly DelayOverflowStrategy _strategy;
    private readonly ITimer _timer;
    private bool _isArmed;

    public DelayStage(StageScope scope, Upstream<T> upstream, TimeSpan delay, DelayOverflowStrategy strategy)
        : base(scope, upstream)
    {
        _size = scope.Attributes.GetAttribute<Attributes.InputBuffer>()?.Max ?? AsyncBoundary<T>.DefaultCapacity;

        // One more than it holds: the element whose coming drives out the oldest.
        _line = new Ring<(long, T)>(strategy == DelayOverflowStrategy.EmitEarly ? _size + 1 : _size);
        _delay = delay;
        _strategy = strategy;
        _timer = CreateTimer();
    }

    protected override bool WantsElement => _strategy is not (DelayOverflowStrategy.Backpressure or DelayOverflowStrategy.EmitEarly) || !_line.IsFull;

    protected override bool IsReady => _line.Count > 0 && Left() <= TimeSpan.Zero;

    protected override bool HoldsBack => _line.Count > 0;

    protected override void OnPush(T element)
    {
        if (_line.IsFull)
        {
            switch (_strategy)
            {
                case DelayOverflowStrategy.DropHead:
                    _line.RemoveFirst();
                    break;
                case DelayOverflowStrategy.DropTail:
                    _line.RemoveLast();
                    break;
                case DelayOverflowStrategy.DropBuffer:
                    _line.Clear();
                    break;
                case DelayOverflowStrategy.DropNew:
                    return;
                default:
                    throw new BufferOverflowException($"A delay line of {_size} elements has overflowed.");
            }
        }

        _line.Add((Scope.TimeProvider.GetTimestamp(), element));
        Arm();
    }

    protected override bool TryTake(out T element)
    {
        element = default!;
        if (_line.Count == 0 || Left() > TimeSpan.Zero)
        {
            Arm();
            return false;
        }

        _line.TryRemoveFirst(out (long, T Element) first);
        element = first.Element;
        Arm();
        return true;
    }

    protected override void OnTimer() => _isArmed = false;

    private TimeSpan Left() => _line.Count > _size ? TimeSpan.Zero : _delay - Scope.TimeProvider.GetElapsedTime(_line.First.Came);

    private void Arm()
    {
        if (_isArmed || _line.Count == 0 || Left() is not { Ticks: > 0 } left) return;
        _isArmed = true;
        _timer.Change(left, Timeout.InfiniteTimeSpan);
    }
}
