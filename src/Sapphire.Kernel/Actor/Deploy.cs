using Sapphire.Kernel.Configuration;
using Sapphire.Kernel.Routing;

namespace Sapphire.Kernel.Actor;

/// <summary>Where and how an actor is put up: dispatcher, mailbox, stash and router; from code or from <c>akka.actor.deployment</c>.</summary>
public sealed record Deploy
{
    /// <summary>The value of <see cref="Dispatcher"/> where nothing is said.</summary>
    public static readonly string NoDispatcherGiven = "";

    /// <summary>The value of <see cref="Mailbox"/> where nothing is said.</summary>
    public static readonly string NoMailboxGiven = "";

    /// <summary>The value of <see cref="StashCapacity"/> where nothing is said.</summary>
    public const int NoStashSize = -1;

    /// <summary>Says nothing.</summary>
    public static readonly Deploy None = new();

    /// <summary>The path below <c>/user</c> that it is for; empty from code.</summary>
    public string Path { get; init; } = "";

    /// <summary>Its section of the configuration; empty from code.</summary>
    public Config Config { get; init; } = ConfigurationFactory.Empty;

    /// <summary>The router; <see cref="NoRouter"/> for none.</summary>
    public RouterConfig RouterConfig { get; init; } = NoRouter.Instance;

    /// <summary>The name of the mailbox.</summary>
    public string Mailbox { get; init; } = NoMailboxGiven;

    /// <summary>The name of the dispatcher.</summary>
    public string Dispatcher { get; init; } = NoDispatcherGiven;

    /// <summary>How many messages the stash holds.</summary>
    public int StashCapacity { get; init; } = NoStashSize;

    /// <summary>What this one leaves open is taken from another.</summary>
    public Deploy WithFallback(Deploy other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new Deploy
        {
            Path = Path,
            Config = ReferenceEquals(other.Config, Config) ? Config : Config.WithFallback(other.Config),
            RouterConfig = RouterConfig.WithFallback(other.RouterConfig),
            Mailbox = Mailbox == NoMailboxGiven ? other.Mailbox : Mailbox,
            Dispatcher = Dispatcher == NoDispatcherGiven ? other.Dispatcher : Dispatcher,
            StashCapacity = StashCapacity == NoStashSize ? other.StashCapacity : StashCapacity,
        };
    }

    /// <summary>With a mailbox.</summary>
    public Deploy WithMailbox(string mailbox) => this with { Mailbox = mailbox };

    /// <summary>With a dispatcher.</summary>
    public Deploy WithDispatcher(string dispatcher) => this with { Dispatcher = dispatcher };

    /// <summary>With a router.</summary>
    public Deploy WithRouterConfig(RouterConfig routerConfig) => this with { RouterConfig = routerConfig };

    /// <summary>With a stash of at most so many messages.</summary>
    public Deploy WithStashCapacity(int stashCapacity) => this with { StashCapacity = stashCapacity };
}
