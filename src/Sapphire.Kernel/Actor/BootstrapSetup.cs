using Sapphire.Kernel.Configuration;

namespace Sapphire.Kernel.Actor;

/// <summary>What a system starts from. For more than a configuration see <see cref="ActorSystemSetup"/>.</summary>
public sealed record BootstrapSetup
{
    private BootstrapSetup()
    {
    }

    /// <summary>The configuration, without the reference.</summary>
    public Config Config { get; private init; } = ConfigurationFactory.Empty;

    /// <summary>Without any setting.</summary>
    public static BootstrapSetup Create() => new();

    /// <summary>With a configuration.</summary>
    public BootstrapSetup WithConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return this with { Config = config };
    }
}
