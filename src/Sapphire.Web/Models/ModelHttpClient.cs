namespace Sapphire.Web.Models;

/// <summary>Owns the HTTP clients for model servers.</summary>
internal sealed class ModelHttpClient(HttpClient http, HttpClient inPrivacy) : IDisposable
{
    /// <summary>The client.</summary>
    public HttpClient Http { get; } = http;

    /// <summary>The client for private chats.</summary>
    public HttpClient InPrivacy { get; } = inPrivacy;

    /// <inheritdoc/>
    public void Dispose()
    {
        Http.Dispose();
        InPrivacy.Dispose();
    }
}
