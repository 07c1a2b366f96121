using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Configuration;
using Sapphire.Kernel.Dispatch;

namespace Sapphire.Kernel.Routing;

/// <summary>
/// A router that makes its routees as its children and supervises them. Messages go straight to a routee; only those for the router
/// itself (<see cref="RouterManagementMessage"/>, <see cref="IAutoReceivedMessage"/>) pass its mailbox. A routee that ends is taken out,
/// and the last one takes the router with it.
/// </summary>
/// <param name="NrOfInstances">How many routees it starts with.</param>
public abstract record Pool(int NrOfInstances) : RouterConfig
{
    /// <summary>
    /// Passes each failure on to the router's parent: its restart of the router restarts all routees.
    /// </summary>
    public static SupervisorStrategy DefaultSupervisorStrategy { get; } = new OneForOneStrategy(static _ => Directive.Escalate);

    /// <summary>How many routees it starts with.</summary>
    public int NrOfInstances { get; init; } = NrOfInstances >= 0
        ? NrOfInstances
        : throw new ArgumentOutOfRangeException(nameof(NrOfInstances), NrOfInstances, "A pool cannot have fewer than no routees.");

    /// <summary>Judges the failures of the routees.</summary>
    public SupervisorStrategy SupervisorStrategy { get; init; } = DefaultSupervisorStrategy;

    /// <summary>The dispatcher of the router itself.</summary>
    public string RouterDispatcher { get; init; } = Dispatchers.DefaultDispatcherId;

    /// <summary>Whether the routees run on the <c>pool-dispatcher</c> of the router's deployment, unless their props name another.</summary>
    public bool UsePoolDispatcher { get; init; }

    /// <summary>Props of a router with routees of such props.</summary>
    public Props Props(Props routeeProps)
    {
        ArgumentNullException.ThrowIfNull(routeeProps);
        return routeeProps.WithRouter(this);
    }

    /// <summary>A router without routees.</summary>
    public abstract Router CreateRouter(ActorSystem system);

    /// <inheritdoc />
    public override RouterConfig WithFallback(RouterConfig routerConfig) =>
        routerConfig is Pool other && ReferenceEquals(SupervisorStrategy, DefaultSupervisorStrategy) && !ReferenceEquals(other.SupervisorStrategy, DefaultSupervisorStrategy)
            ? this with { SupervisorStrategy = other.SupervisorStrategy }
            : this;

    /// <summary>Reads the router of a deployment.</summary>
    /// <exception cref="ConfigurationException">A value is not allowed.</exception>
    internal static RouterConfig Read(SettingsSection deployment)
    {
        int instances = deployment.Int("nr-of-instances", 0);
        int virtualNodes = deployment.Int("virtual-nodes-factor", 1);
        RouterConfig router = deployment.Choice<RouterConfig>(
            "router",
            ("from-code", NoRouter.Instance),
            ("round-robin-pool", new RoundRobinPool(instances)),
            ("broadcast-pool", new BroadcastPool(instances)),
            ("smallest-mailbox-pool", new SmallestMailboxPool(instances)),
            ("consistent-hashing-pool", new ConsistentHashingPool(instances) { VirtualNodesFactor = virtualNodes }));
        return router is Pool pool && deployment.Has("pool-dispatcher") ? pool with { UsePoolDispatcher = true } : router;
    }
}
