namespace Sapphire.Persistence.Projections;

/// <summary>Wakes everybody who waits. Take <see cref="Next"/> before looking at what may change, and wait for it after.</summary>
internal sealed class PulseSignal
{
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Next => Volatile.Read(ref _next).Task;

    public void Pulse() => Interlocked.Exchange(ref _next, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
}
