#pragma warning disable MA0048 // The pool and its way to choose.
using Sapphire.Kernel.Actor;

namespace Sapphire.Kernel.Routing;

/// <summary>All routees.</summary>
public sealed class BroadcastRoutingLogic : RoutingLogic
{
    /// <inheritdoc />
    public override Routee Select(object message, Routee[] routees)
    {
        ArgumentNullException.ThrowIfNull(routees);
        return routees.Length == 0 ? Routee.NoRoutee : new SeveralRoutees(routees);
    }
}

/// <summary>A pool whose routees all get each message.</summary>
/// <param name="NrOfInstances">How many routees it starts with.</param>
public sealed record BroadcastPool(int NrOfInstances) : Pool(NrOfInstances)
{
    /// <inheritdoc />
    public override Router CreateRouter(ActorSystem system) => new(new BroadcastRoutingLogic());

    /// <summary>With a strategy for the routees' failures.</summary>
    public BroadcastPool WithSupervisorStrategy(SupervisorStrategy strategy) => this with { SupervisorStrategy = strategy };

    /// <summary>With a dispatcher for the router itself.</summary>
    public BroadcastPool WithDispatcher(string dispatcher) => this with { RouterDispatcher = dispatcher };
}
