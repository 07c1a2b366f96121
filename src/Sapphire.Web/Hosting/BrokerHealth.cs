using Sapphire.Cluster.Messaging;

namespace Sapphire.Web.Hosting;

/// <summary>The broker's part of <c>/healthz</c>: out of order while it is away. Of a node by itself it is always in order.</summary>
internal sealed class BrokerHealth(IServiceProvider services) : IHealthPart
{
    private readonly IClusterTransport? _transport = services.GetService<IClusterTransport>();

    /// <inheritdoc />
    public string Name => "broker";

    /// <inheritdoc />
    public bool IsHealthy => _transport is null || _transport.State.Status == TransportStatus.Connected;

    /// <inheritdoc />
    public string? Problem => IsHealthy ? null : _transport?.State.Error?.Message ?? "The connection to the broker is not there yet. It is tried again by itself.";
}
