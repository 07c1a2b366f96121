namespace Sapphire.Kernel.Streams.Implementation.Operators;

/// <summary>A ring; when it is full, the strategy says what goes.</summary>
internal sealed class BufferStage<T>(StageScope scope, Upstream<T> upstream, int size, OverflowStrategy strategy) : DecoupledStage<T, T>(scope, upstream)
{
    private readonly Ring<T> _ring = new(size);

    protected override bool WantsElement => strategy != OverflowStrategy.Backpressure || !_ring.IsFull;

    protected override void OnPush(T element)
    {
        if (_ring.IsFull)
        {
            switch (strategy)
            {
                case OverflowStrategy.DropHead:
                    _ring.RemoveFirst();
                    break;
                case OverflowStrategy.DropTail:
                    _ring.RemoveLast();
                    break;
                case OverflowStrategy.DropBuffer:
                    _ring.Clear();
                    break;
                case OverflowStrategy.DropNew:
                    return;
                default:
                    throw new BufferOverflowException($"A buffer of {size} elements has overflowed.");
            }
        }

        _ring.Add(element);
    }

    protected override bool TryTake(out T element) => _ring.TryRemoveFirst(out element!);
}
