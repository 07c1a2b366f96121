using Microsoft.Extensions.Configuration;

namespace Sapphire.Kernel.Configuration;

/// <summary>
/// HOCON texts as a configuration source. All layers are one source: they are merged as HOCON before they become keys,
/// because a list of a later provider would leave the tail of a longer list of an earlier one.
/// </summary>
public sealed class HoconConfigurationSource : IConfigurationSource
{
    /// <summary>Gives an environment variable, or null; by default those of the process.</summary>
    public Func<string, string?>? EnvironmentVariables { get; set; }

    internal List<HoconLayer> Layers { get; } = [];

    /// <inheritdoc/>
    public IConfigurationProvider Build(IConfigurationBuilder builder) => new HoconConfigurationProvider(this);
}
