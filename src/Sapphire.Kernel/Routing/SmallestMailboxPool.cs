#pragma warning disable MA0048 // The pool and its way to choose.
using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Dispatch;

namespace Sapphire.Kernel.Routing;

/// <summary>
/// The routee with the least to do: an idle one, else one whose mailbox is empty, else the one with the fewest waiting messages; one that is
/// suspended by a failure, or is no local actor, only where there is no other. Equal ones take turns. A snapshot: lengths change while they are compared.
/// </summary>
public sealed class SmallestMailboxRoutingLogic : RoutingLogic
{
    private const long Unknown = long.MaxValue - 1;
    private int _next = -1;

    /// <inheritdoc />
    public override Routee Select(object message, Routee[] routees)
    {
        ArgumentNullException.ThrowIfNull(routees);
        if (routees.Length == 0) return Routee.NoRoutee;
        int first = (int)((uint)Interlocked.Increment(ref _next) % (uint)routees.Length);
        Routee chosen = routees[first];
        long least = long.MaxValue;
        for (int i = 0; i < routees.Length && least > 0; i++)
        {
            Routee routee = routees[(first + i) % routees.Length];
            long load = LoadOf(routee);
            if (load >= least) continue;
            least = load;
            chosen = routee;
        }

        return chosen;
    }

    private static long LoadOf(Routee routee)
    {
        if (routee is not ActorRefRoutee { Actor: var actor } || InternalActorRef.Unwrap(actor) is not LocalActorRef local) return Unknown;
        Mailbox mailbox = local.Cell.Mailbox;
        if (mailbox.IsSuspended || mailbox.IsClosed) return Unknown;
        // A running actor has a message in hand, which counts less than a waiting one.
        return (mailbox.Queue.Count * 2L) + (mailbox.IsScheduled ? 1 : 0);
    }
}

/// <summary>A pool whose routee with the least to do gets a message.</summary>
/// <param name="NrOfInstances">How many routees it starts with.</param>
public sealed record SmallestMailboxPool(int NrOfInstances) : Pool(NrOfInstances)
{
    /// <inheritdoc />
    public override Router CreateRouter(ActorSystem system) => new(new SmallestMailboxRoutingLogic());

    /// <summary>With a strategy for the routees' failures.</summary>
    public SmallestMailboxPool WithSupervisorStrategy(SupervisorStrategy strategy) => this with { SupervisorStrategy = strategy };

    /// <summary>With a dispatcher for the router itself.</summary>
    public SmallestMailboxPool WithDispatcher(string dispatcher) => this with { RouterDispatcher = dispatcher };
}
