namespace Sapphire.Kernel.Streams.Implementation.Operators;

/// <summary>
/// Groups that close at a weight, at a number, or at a tick, whichever comes first. While a closed group waits for the
/// reader, one element more may come; it begins the next group.
/// </summary>
internal sealed class GroupedWeightedWithinStage<T> : DecoupledStage<T, IEnumerable<T>>
{
    private readonly long _maxWeight;
    private readonly int _maxNumber;
    private readonly TimeSpan _interval;
    private readonly Func<T, long> _cost;
    private readonly ITimer _timer;
    private List<T> _group = [];
    private long _weight;
    private bool _closed;
    private T _pending = default!;
    private long _pendingWeight;
    private bool _hasPending;

    public GroupedWeightedWithinStage(StageScope scope, Upstream<T> upstream, long maxWeight, int maxNumber, TimeSpan interval, Func<T, long> cost)
        : base(scope, upstream)
    {
        _maxWeight = maxWeight;
        _maxNumber = maxNumber;
        _interval = interval;
        _cost = cost;
        _timer = CreateTimer();
        _timer.Change(interval, interval);
    }

    protected override bool WantsElement => !_hasPending;

    protected override bool IsReady => _closed;

    protected override void OnPush(T element)
    {
        long weight = _cost(element);
        if (weight < 0) throw new ArgumentException($"The weight of an element must not be negative, and was {weight}.");
        if (_group.Count == 0 || (_weight + weight <= _maxWeight && _group.Count < _maxNumber))
        {
            Add(element, weight);
        }
        else
        {
            _pending = element;
            _pendingWeight = weight;
            _hasPending = true;
            Close();
        }
    }

    protected override bool TryTake(out IEnumerable<T> element)
    {
        element = _group;
        if (!_closed) return false;
        _group = [];
        _weight = 0;
        _closed = false;
        if (_hasPending)
        {
            Add(_pending, _pendingWeight);
            _pending = default!;
            _hasPending = false;
        }

        if (UpstreamFinished) OnUpstreamFinish();
        return true;
    }

    protected override void OnUpstreamFinish() => _closed = _group.Count > 0;

    protected override void OnTimer() => _closed = _group.Count > 0;

    private void Add(T element, long weight)
    {
        _group.Add(element);
        _weight += weight;
        if (_weight >= _maxWeight || _group.Count >= _maxNumber) Close();
    }

    // The next group has its whole time.
    private void Close()
    {
        if (!_closed) _timer.Change(_interval, _interval);
        _closed = true;
    }
}
