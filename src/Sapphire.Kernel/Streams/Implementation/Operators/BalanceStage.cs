namespace Sapphire.Kernel.Streams.Implementation.Operators;

/// <summary>Each element to one outlet: the one that has waited longest.</summary>
internal sealed class BalanceStage<T>(StageScope scope, Upstream<T> upstream, int outlets, bool waitForAllDownstreams) : FanOutStage<T>(scope, upstream, outlets)
{
    private readonly Queue<Outlet> _waiting = new();
    private readonly bool[] _seen = new bool[outlets];
    private T _pending = default!;
    private bool _hasPending;
    private int _unseen = waitForAllDownstreams ? outlets : 0;

    protected override bool WantsElement
    {
        get
        {
            while (_waiting.TryPeek(out Outlet? first) && first.IsCancelled) _waiting.Dequeue();
            return _unseen == 0 && !_hasPending && _waiting.Count > 0;
        }
    }

    protected override bool HasPending => _hasPending;

    protected override void OnPull(Outlet outlet)
    {
        See(outlet);
        if (_hasPending)
        {
            outlet.Give(_pending);
            _pending = default!;
            _hasPending = false;
            return;
        }

        _waiting.Enqueue(outlet);
    }

    protected override void OnPush(T element)
    {
        // An outlet may have gone while upstream moved: then the next one gets the element, when it pulls.
        while (_waiting.TryDequeue(out Outlet? first))
        {
            if (first.IsCancelled) continue;
            first.Give(element);
            return;
        }

        _pending = element;
        _hasPending = true;
    }

    protected override bool OnCancel(Outlet outlet)
    {
        See(outlet);
        return false;
    }

    private void See(Outlet outlet)
    {
        if (_seen[outlet.Index]) return;
        _seen[outlet.Index] = true;
        if (_unseen > 0) _unseen--;
    }
}
