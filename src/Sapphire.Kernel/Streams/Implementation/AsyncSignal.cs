using System.Threading.Tasks.Sources;

namespace Sapphire.Kernel.Streams.Implementation;

/// <summary>
/// Wakes one waiter, again and again, without allocating. The waiter arms it, looks once more at what it waits for, and
/// then awaits; whoever changes that calls <see cref="Set"/> afterwards. A wake-up may come for nothing: look again.
/// </summary>
internal sealed class AsyncSignal : IValueTaskSource
{
    private ManualResetValueTaskSourceCore<bool> _core = new() { RunContinuationsAsynchronously = true };
    private int _armed;

    /// <summary>Before the last look.</summary>
    public void Arm()
    {
        _core.Reset();
        Interlocked.Exchange(ref _armed, 1);
    }

    /// <summary>After the last look: what was waited for is there.</summary>
    /// <returns>False when a wake-up is already under way, which must then be awaited.</returns>
    public bool TryDisarm() => Interlocked.Exchange(ref _armed, 0) == 1;

    /// <summary>After the last look: it is not there.</summary>
    public ValueTask WaitAsync() => new(this, _core.Version);

    /// <summary>Wakes the waiter, if there is one. Thread-safe. What was changed before is seen by the waiter.</summary>
    public void Set()
    {
        // Orders the change before the look at the waiter, as Arm orders the waiter's announcement before its look.
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _armed) == 1 && Interlocked.Exchange(ref _armed, 0) == 1) _core.SetResult(true);
    }

    void IValueTaskSource.GetResult(short token) => _core.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);
}
