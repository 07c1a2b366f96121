using System.Threading.Tasks.Sources;

namespace Sapphire.Kernel.Streams.Implementation;

/// <summary>
/// Wakes one waiter, again and again, without allocating; remembers one wake-up that nobody waited for.
/// <code>
///  Idle ──Set──► IsSet ──WaitAsync──► Idle (goes on at once)
///   └──WaitAsync──► Waiting ──Set──► Idle (the waiter goes on, on the thread pool)
/// </code>
/// So the waiter looks at what it waits for, and waits when it is not there; whoever changes it calls <see cref="Set"/>
/// afterwards. A wake-up may come for nothing: look again.
/// </summary>
internal sealed class WakeUp : IValueTaskSource
{
    private const int Idle = 0;
    private const int IsSet = 1;
    private const int Waiting = 2;

    private ManualResetValueTaskSourceCore<bool> _core = new() { RunContinuationsAsynchronously = true };
    private int _state;

    /// <summary>Wakes the waiter, or the next one. Thread-safe. What was changed before is seen by the waiter.</summary>
    public void Set()
    {
        // Orders the change before the look at the state: a waiter that was told already must look after the change.
        Interlocked.MemoryBarrier();
        while (true)
        {
            int state = Volatile.Read(ref _state);
            if (state == IsSet) return;
            if (Interlocked.CompareExchange(ref _state, state == Waiting ? Idle : IsSet, state) != state) continue;
            if (state == Waiting) _core.SetResult(true);
            return;
        }
    }

    /// <summary>Waits for a wake-up. Only one waiter.</summary>
    public ValueTask WaitAsync()
    {
        if (Volatile.Read(ref _state) != IsSet)
        {
            _core.Reset();
            if (Interlocked.CompareExchange(ref _state, Waiting, Idle) == Idle) return new ValueTask(this, _core.Version);
        }

        Interlocked.Exchange(ref _state, Idle);
        return ValueTask.CompletedTask;
    }

    void IValueTaskSource.GetResult(short token) => _core.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);
}
