using Sapphire.Persistence.Documents;

namespace Sapphire.Web.Hosting;

/// <summary>The shared documents' part of <c>/healthz</c>: out of order while their database is away.</summary>
internal sealed class StoreHealth(NodeDocuments documents) : IHealthPart
{
    /// <inheritdoc />
    public string Name => "store";

    /// <inheritdoc />
    public bool IsHealthy => documents.Shared?.Problem is null;

    /// <inheritdoc />
    public string? Problem => documents.Shared?.Problem?.Message;
}
