using Sapphire.Kernel.Actor;

namespace Sapphire.Kernel.Pattern;

/// <summary>Makes options for <see cref="BackoffSupervisor"/>.</summary>
public static class Backoff
{
    /// <summary>Starts the child again after it stopped: for persistent actors and devices, which stop when they fail.</summary>
    /// <param name="childProps">The child.</param>
    /// <param name="childName">Its name.</param>
    /// <param name="minBackoff">The first delay.</param>
    /// <param name="maxBackoff">The longest delay.</param>
    /// <param name="randomFactor">Up to this part is added to each delay, so that many do not come back at once; 0.2 is usual.</param>
    /// <param name="maxNrOfRetries">After so many restarts it stops itself; -1 without a bound.</param>
    public static BackoffOptions OnStop(Props childProps, string childName, TimeSpan minBackoff, TimeSpan maxBackoff, double randomFactor, int maxNrOfRetries = -1) =>
        new(onFailure: false, childProps, childName, minBackoff, maxBackoff, randomFactor, maxNrOfRetries);

    /// <summary>Starts the child again after a failure for which the strategy says Restart; a child that stops by itself ends its supervisor.</summary>
    public static BackoffOptions OnFailure(Props childProps, string childName, TimeSpan minBackoff, TimeSpan maxBackoff, double randomFactor, int maxNrOfRetries = -1) =>
        new(onFailure: true, childProps, childName, minBackoff, maxBackoff, randomFactor, maxNrOfRetries);
}
