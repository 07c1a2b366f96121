namespace Sapphire.Kernel.Streams.Implementation.Operators;

/// <summary>
/// Each element to the outlet that a function names. Upstream moves when any outlet is pulled; an element whose outlet is not
/// holds all back until it is. Elements for an outlet that has gone are dropped.
/// </summary>
internal sealed class PartitionStage<T>(StageScope scope, Upstream<T> upstream, int outlets, Func<T, int> partitioner)
    : FanOutStage<T>(scope, upstream, outlets)
{
    private T _pending = default!;
    private int _index;
    private Outlet? _pendingFor;

    protected override bool WantsElement
    {
        get
        {
            if (_pendingFor is not null) return false;
            foreach (Outlet outlet in Outlets)
            {
                if (outlet.IsPulled) return true;
            }

            return false;
        }
    }

    protected override bool HasPending => _pendingFor is not null;

    protected override void Judge(T element)
    {
        _index = partitioner(element);
        if (_index < 0 || _index >= Outlets.Length) throw new PartitionOutOfBoundsException($"There are {Outlets.Length} outlets, and the partitioner named {_index}.");
    }

    protected override void OnPush(T element)
    {
        Outlet outlet = Outlets[_index];
        if (outlet.IsCancelled) return;
        if (outlet.IsPulled)
        {
            outlet.Give(element);
            return;
        }

        _pending = element;
        _pendingFor = outlet;
    }

    protected override void OnPull(Outlet outlet)
    {
        if (_pendingFor != outlet) return;
        outlet.Give(_pending);
        Clear();
    }

    protected override bool OnCancel(Outlet outlet)
    {
        if (_pendingFor == outlet) Clear();
        return false;
    }

    private void Clear()
    {
        _pending = default!;
        _pendingFor = null;
    }
}
