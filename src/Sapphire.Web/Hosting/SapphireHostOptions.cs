using Sapphire.Actors.Configuration;
using Sapphire.Actors.Settings.Registry;
using Sapphire.Cluster.Messaging;
using Sapphire.Persistence.Files;
using Sapphire.Web.Certificates;
using Sapphire.Web.Ownership;

namespace Sapphire.Web.Hosting;

/// <summary>How to build the server.</summary>
internal sealed record SapphireHostOptions
{
    /// <summary>Its home.</summary>
    public required HomeFolder Home { get; init; }

    /// <summary>The home's lock when the caller has it already, to read the home's configuration under it; given back with the server. Null: it is taken.</summary>
    public HomeLock? Lock { get; init; }

    /// <summary>Listeners and limits.</summary>
    public WebSettings Web { get; init; } = new();

    /// <summary>The clock of everything in it.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The folder of the built page; null looks for it.</summary>
    public string? PageFolder { get; init; }

    /// <summary>The configuration.</summary>
    public SapphireOptions Options { get; init; } = new();

    /// <summary>What the environment and the command line say of settings.</summary>
    public SettingOverrides Settings { get; init; } = SettingOverrides.None;

    /// <summary>Where the values of the configuration come from; null where nobody asks.</summary>
    public ConfigReport? Report { get; init; }

    /// <summary>True to show warnings on stderr.</summary>
    public bool ConsoleLog { get; init; }

    /// <summary>Where the machine's names come from; null asks the system.</summary>
    public Func<LocalNames>? Names { get; init; }

    /// <summary>How the other nodes are reached, where it is not the configured broker.</summary>
    public Func<ClusterSettings, IClusterTransport>? Transport { get; init; }

    /// <summary>What the node does, among several.</summary>
    public NodeRole Roles => Transport is not null || Options.Cluster.HasBroker ? Options.Cluster.Role : NodeRole.All;

    /// <summary>Services beside, or in the place of, the assistant's; called after them.</summary>
    public Action<IServiceCollection>? Services { get; init; }

    /// <summary>Routes beside the assistant's.</summary>
    public Action<IEndpointRouteBuilder>? Routes { get; init; }
}
