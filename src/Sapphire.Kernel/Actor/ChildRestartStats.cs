namespace Sapphire.Kernel.Actor;

/// <summary>A child and how often it was restarted.</summary>
internal sealed class ChildRestartStats(LocalActorRef child)
{
    private int _restarts;
    private long _windowStart;

    public LocalActorRef Child => child;

    /// <summary>Counts a restart and tells whether the bound allows it.</summary>
    public bool RequestRestartPermission(int maxRetries, int windowMilliseconds, TimeProvider time)
    {
        if (maxRetries == 0) return false;
        bool bounded = maxRetries > 0;
        if (windowMilliseconds <= 0) return !bounded || ++_restarts <= maxRetries;

        // A window without a number of retries allows one in it.
        int allowed = bounded ? maxRetries : 1;
        long now = time.GetTimestamp();
        if (_restarts > 0 && time.GetElapsedTime(_windowStart, now).TotalMilliseconds <= windowMilliseconds) return ++_restarts <= allowed;
        _restarts = 1;
        _windowStart = now;
        return true;
    }
}
