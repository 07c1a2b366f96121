namespace Sapphire.Kernel.Streams.Implementation;

/// <summary>Whether a kill switch was used, and how.</summary>
#pragma warning disable CA1001 // A token source without timer holds nothing; late users must not meet a disposed one.
internal sealed class KillSwitchState
#pragma warning restore CA1001
{
    private readonly CancellationTokenSource _thrown = new();
    private int _used;

    public KillSwitchState()
    {
    }

    public KillSwitchState(Exception cause) => Cause = cause;

    public CancellationToken Token => _thrown.Token;

    public Exception? Cause { get; private set; }

    // The streams end on the pool: the caller, perhaps an actor, must not run their continuations.
    public void Throw(Exception? cause)
    {
        if (Interlocked.Exchange(ref _used, 1) != 0) return;
        Cause = cause;
        _ = _thrown.CancelAsync();
    }
}
