using Sapphire.Kernel.Dispatch;

namespace Sapphire.Kernel.Actor;

/// <summary>Stops an actor and awaits its end.</summary>
public static class GracefulStopSupport
{
    /// <summary>Sends a <see cref="PoisonPill"/> and awaits the end: its <c>PostStop</c> has run then.</summary>
    /// <returns>False when it did not end in time. Its name may be taken a moment longer; only its parent can tell.</returns>
    public static Task<bool> GracefulStop(this IActorRef target, TimeSpan timeout) => GracefulStop(target, timeout, PoisonPill.Instance);

    /// <summary>Sends a message that makes the actor stop, and awaits the end.</summary>
    /// <returns>False when it did not end in time.</returns>
    public static async Task<bool> GracefulStop(this IActorRef target, TimeSpan timeout, object stopMessage)
    {
        InternalActorRef actor = InternalActorRef.Of(target);
        var watcher = new FutureActorRef<Terminated>(actor.System);
        watcher.Arm(timeout, CancellationToken.None);
        actor.SendSystemMessage(new Watch(actor, watcher));
        target.Tell(stopMessage, ActorRefs.NoSender);
        try
        {
            await watcher.Task.ConfigureAwait(false);
            return true;
        }
        catch (AskTimeoutException)
        {
            actor.SendSystemMessage(new Unwatch(watcher));
            return actor.IsTerminated;
        }
    }
}
