using Sapphire.Kernel.Actor;

namespace Sapphire.Kernel.Routing;

/// <summary>The actor behind a pool: changes the routees, and is their supervisor.</summary>
internal sealed class RouterPoolActor(RoutedActorRef router) : ActorBase
{
    protected override bool Receive(object message)
    {
        switch (message)
        {
            case GetRoutees:
                Sender.Tell(new Routees(router.Router.Routees));
                return true;
            case AddRoutee add:
                if (!router.Router.Routees.Contains(add.Routee)) router.Add([add.Routee]);
                return true;
            case RemoveRoutee remove:
                router.Remove([remove.Routee], end: true);
                StopIfEmpty();
                return true;
            case Terminated terminated:
                router.Remove([new ActorRefRoutee(terminated.ActorRef)], end: false);
                StopIfEmpty();
                return true;
            case AdjustPoolSize { Change: > 0 and var more }:
                router.Grow(more);
                return true;
            case AdjustPoolSize { Change: < 0 and var fewer }:
                router.Remove([.. router.Router.Routees.TakeLast(-fewer)], end: true);
                return true;
            default:
                return message is RouterManagementMessage;
        }
    }

    // Its routees are restarted in their places, which senders know.
    protected override void PreRestart(Exception reason, object? message)
    {
    }

    private void StopIfEmpty()
    {
        if (router.Router.Count == 0) Context.Stop(Self);
    }
}
