#pragma warning disable MA0048 // The pool and its way to choose.
using Sapphire.Kernel.Actor;

namespace Sapphire.Kernel.Routing;

/// <summary>One routee after the other.</summary>
/// <param name="next">The index before the first one.</param>
public sealed class RoundRobinRoutingLogic(int next) : RoutingLogic
{
    private int _next = next;

    /// <summary>Begins with the first routee.</summary>
    public RoundRobinRoutingLogic()
        : this(-1)
    {
    }

    /// <inheritdoc />
    public override Routee Select(object message, Routee[] routees)
    {
        ArgumentNullException.ThrowIfNull(routees);
        return routees.Length == 0 ? Routee.NoRoutee : routees[(int)((uint)Interlocked.Increment(ref _next) % (uint)routees.Length)];
    }
}

/// <summary>A pool whose routees take turns.</summary>
/// <param name="NrOfInstances">How many routees it starts with.</param>
public sealed record RoundRobinPool(int NrOfInstances) : Pool(NrOfInstances)
{
    /// <inheritdoc />
    public override Router CreateRouter(ActorSystem system) => new(new RoundRobinRoutingLogic());

    /// <summary>With a strategy for the routees' failures.</summary>
    public RoundRobinPool WithSupervisorStrategy(SupervisorStrategy strategy) => this with { SupervisorStrategy = strategy };

    /// <summary>With a dispatcher for the router itself.</summary>
    public RoundRobinPool WithDispatcher(string dispatcher) => this with { RouterDispatcher = dispatcher };
}
