using Sapphire.Persistence.Health;

namespace Sapphire.Web.Hosting;

/// <summary>The journal's part of <c>/healthz</c>: out of order from its first failure until it works again.</summary>
internal sealed class JournalHealth(StorageHealth storage) : IHealthPart
{
    /// <inheritdoc />
    public string Name => "journal";

    /// <inheritdoc />
    public bool IsHealthy => storage.Problem is null;

    /// <inheritdoc />
    public string? Problem => storage.Problem?.Message;
}
