namespace Sapphire.Web.Speech;

/// <summary>Owns the HTTP clients for speech services.</summary>
internal sealed class SpeechHttpClient(HttpClient http, HttpClient inPrivacy) : IDisposable
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
