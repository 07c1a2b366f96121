using System.Threading.Tasks.Sources;

namespace Sapphire.Audio.Devices;

/// <summary>One waits until another says go on; a go that comes first is not lost. Allocates nothing after its creation.</summary>
internal sealed class Signal : IValueTaskSource
{
    private readonly Lock _lock = new();
    private ManualResetValueTaskSourceCore<bool> _core = new() { RunContinuationsAsynchronously = true };
    private bool _set;
    private bool _waits;

    /// <summary>Waits; only one may.</summary>
    public ValueTask WaitAsync()
    {
        lock (_lock)
        {
            if (_set)
            {
                _set = false;
                return ValueTask.CompletedTask;
            }

            _core.Reset();
            _waits = true;
            return new(this, _core.Version);
        }
    }

    /// <summary>Lets the one who waits go on, or the next.</summary>
    public void Set()
    {
        lock (_lock)
        {
            if (!_waits)
            {
                _set = true;
                return;
            }

            _waits = false;
        }

        _core.SetResult(true);
    }

    void IValueTaskSource.GetResult(short token) => _core.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);
}
