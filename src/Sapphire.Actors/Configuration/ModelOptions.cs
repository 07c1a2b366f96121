using System.Collections.Immutable;

namespace Sapphire.Actors.Configuration;

/// <summary>Section <c>sapphire.models</c>.</summary>
public sealed record ModelOptions
{
    /// <summary>How often a configured model server is asked whether it is there.</summary>
    public TimeSpan HealthCheckEvery { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long connecting may take.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How long a model may take to its first token.</summary>
    public TimeSpan FirstTokenTimeout { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>How long a model may pause within an answer.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The local ports on which model servers are looked for.</summary>
    public ImmutableArray<int> ScanPorts { get; init; } = [1234, 11434, 8080, 8000];

    internal static ModelOptions Read(OptionsReader reader)
    {
        var defaults = new ModelOptions();
        return new ModelOptions
        {
            HealthCheckEvery = reader.Duration("models.health-check-every", defaults.HealthCheckEvery, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)),
            ConnectTimeout = reader.Duration("models.connect-timeout", defaults.ConnectTimeout, TimeSpan.FromMilliseconds(50), TimeSpan.FromMinutes(5)),
            FirstTokenTimeout = reader.Duration("models.first-token-timeout", defaults.FirstTokenTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)),
            StallTimeout = reader.Duration("models.stall-timeout", defaults.StallTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)),
            ScanPorts = reader.IntList("models.scan-ports", defaults.ScanPorts, 1, 65535),
        };
    }
}
