namespace Sapphire.Kernel.Streams.Implementation.Restarts;

/// <summary>Counts restarts, by Akka's rules: a run that has lasted longer than the settings say begins a new count.</summary>
internal sealed class RestartPolicy(RestartSettings settings, TimeProvider clock)
{
    private long _started = clock.GetTimestamp();
    private int _restarts;

    public bool MaxRestartsReached()
    {
        if (clock.GetElapsedTime(_started) > settings.MaxRestartsWithin) _restarts = 0;
        return _restarts == settings.MaxRestarts;
    }

    /// <summary>Waits out the next delay.</summary>
    public async Task BackOffAsync(CancellationToken token)
    {
        double ticks = Math.Min(settings.MaxBackoff.Ticks, settings.MinBackoff.Ticks * Math.Pow(2, _restarts)) * (1 + (settings.Random() * settings.RandomFactor));
        _restarts++;

        // The shortest delays are none: others get the thread all the same.
        await Task.Yield();
        await Task.Delay(ticks is >= 0 and < long.MaxValue ? new TimeSpan((long)ticks) : settings.MaxBackoff, clock, token);
        _started = clock.GetTimestamp();
    }
}
