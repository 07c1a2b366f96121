namespace Sapphire.Kernel.Streams.Implementation.Operators;

/// <summary>Elements as they come; each pull looks first at the upstream after the last one that gave.</summary>
internal sealed class MergeStage<T> : WaitingStage<T>
{
    private readonly KeptMove<T>[] _upstreams;
    private readonly bool _eagerComplete;
    private int _next;

    public MergeStage(StageScope scope, Upstream<T>[] upstreams, bool eagerComplete)
        : base(scope)
    {
        _upstreams = Array.ConvertAll(upstreams, Keep);
        _eagerComplete = eagerComplete;
    }

    protected override StageResult Advance()
    {
        int ended = 0;
        for (int i = 0; i < _upstreams.Length; i++)
        {
            int at = _next + i < _upstreams.Length ? _next + i : _next + i - _upstreams.Length;
            KeptMove<T> upstream = _upstreams[at];
            if (!upstream.TryMove()) continue;
            if (!upstream.IsEnded)
            {
                Current = upstream.Take();
                _next = at + 1 < _upstreams.Length ? at + 1 : 0;
                return StageResult.Push;
            }

            upstream.ThrowIfFailed();
            if (_eagerComplete) return StageResult.Complete;
            ended++;
        }

        return ended == _upstreams.Length ? StageResult.Complete : StageResult.Pull;
    }
}
