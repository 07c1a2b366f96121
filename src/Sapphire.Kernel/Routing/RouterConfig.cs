#pragma warning disable MA0048 // The base and the two that stand for something else.
using Sapphire.Kernel.Actor;

namespace Sapphire.Kernel.Routing;

/// <summary>What makes an actor a router, for <c>Props.WithRouter</c>.</summary>
public abstract record RouterConfig
{
    private protected RouterConfig()
    {
    }

    /// <summary>What this one leaves open is taken from another.</summary>
    public virtual RouterConfig WithFallback(RouterConfig routerConfig) => this;
}

/// <summary>No router.</summary>
public sealed record NoRouter : RouterConfig
{
    private NoRouter()
    {
    }

    /// <summary>The one instance.</summary>
    public static NoRouter Instance { get; } = new();

    /// <inheritdoc />
    public override RouterConfig WithFallback(RouterConfig routerConfig) => routerConfig;
}

/// <summary>A router whose kind and size are in <c>akka.actor.deployment</c>. Creating it fails where there is nothing.</summary>
public sealed record FromConfig : Pool
{
    private FromConfig()
        : base(0)
    {
    }

    /// <summary>The one instance.</summary>
    public static FromConfig Instance { get; } = new();

    /// <summary>With a strategy for its routees' failures.</summary>
    public FromConfig WithSupervisorStrategy(SupervisorStrategy strategy) => this with { SupervisorStrategy = strategy };

    /// <summary>With a dispatcher for the router itself.</summary>
    public FromConfig WithDispatcher(string dispatcher) => this with { RouterDispatcher = dispatcher };

    /// <inheritdoc />
    public override Router CreateRouter(ActorSystem system) => throw new NotSupportedException("A router that is to come from the configuration is made by what stands there.");
}
