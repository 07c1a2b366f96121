using Sapphire.Persistence.Files;
using Sapphire.Web.Cli;

namespace Sapphire.Web.Ownership;

/// <summary>How a verb reaches a home: through the server that owns it, else by owning it itself.</summary>
internal static class HomeAccess
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Runs <paramref name="remote"/> when a server runs on the home, else <paramref name="local"/> under the lock.</summary>
    /// <exception cref="CliException">Another process holds the home and answers no control socket.</exception>
    public static async Task<T> UseAsync<T>(HomeFolder home, string what, Func<ControlClient, Task<T>> remote, Func<Task<T>> local, CancellationToken cancellationToken)
    {
        TimeProvider time = TimeProvider.System;
        long start = time.GetTimestamp();
        while (true)
        {
            using (ControlClient? control = await ControlClient.ConnectAsync(home, cancellationToken))
            {
                if (control is not null)
                {
                    return await remote(control);
                }
            }

            using (HomeLock? owned = HomeLock.TryTake(home, what, time))
            {
                if (owned is not null)
                {
                    return await local();
                }
            }

            // A server that starts, or another verb that is at work: both are short.
            if (time.GetElapsedTime(start) > Patience)
            {
                throw new CliException($"The home {home.Root} is held ({HomeLock.ReadOwner(home)?.ToString() ?? "by a process that left no name"}), and its owner does not answer. Stop it and try again.", ExitStatus.HomeHeld);
            }

            await Task.Delay(Pause, time, cancellationToken);
        }
    }
}
