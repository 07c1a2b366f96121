namespace Sapphire.Web.Models;

/// <summary>Owns the one HTTP client for model servers.</summary>
internal sealed class ModelHttpClient(HttpClient http) : IDisposable
{
    /// <summary>The client.</summary>
    public HttpClient Http { get; } = http;

    /// <inheritdoc/>
    public void Dispose() => Http.Dispose();
}
