namespace Sapphire.Kernel.Actor;

/// <summary>An entry with somebody else's switch.</summary>
internal sealed class LinkedEntry(TimeProviderScheduler scheduler, ICanTell? receiver, object message, IActorRef? sender, long interval)
    : ScheduledEntry(scheduler, receiver, message, sender, interval)
{
    private CancellationTokenRegistration _link;
    private int _state;

    /// <summary>Follows a switch; one that outlives what was scheduled once does not keep it.</summary>
    public void Follow(CancellationToken token)
    {
        _link = token.UnsafeRegister(static e => ((ScheduledEntry)e!).Cancel(), this);
        if (Interlocked.Exchange(ref _state, 1) != 0) _link.Unregister();
    }

    protected override void OnLast()
    {
        if (Interlocked.Exchange(ref _state, 2) == 1) _link.Unregister();
    }
}
