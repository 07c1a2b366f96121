namespace Sapphire.Web.Speech;

/// <summary>Owns the one HTTP client for speech services.</summary>
internal sealed class SpeechHttpClient(HttpClient http) : IDisposable
{
    /// <summary>The client.</summary>
    public HttpClient Http { get; } = http;

    /// <inheritdoc/>
    public void Dispose() => Http.Dispose();
}
