using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Sapphire.Actors.Privacy;

namespace Sapphire.Actors.Models.OpenAi;

/// <summary>The one way in which a request is sent to a model server.</summary>
public static class ModelHttp
{
    private const int MaxRedirects = 3;

    /// <summary>A client with a gate of its own that is open: for tests and for tools that reach this machine only.</summary>
    /// <param name="connectTimeout">For the connection; 3 s where not given.</param>
    public static HttpClient CreateClient(TimeSpan? connectTimeout = null) => new OutboundGate().CreateClient(connectTimeout);

    /// <summary>Sends a request and returns when the headers are there. Follows redirects within the same host only.</summary>
    /// <exception cref="ModelException">A redirect to another host.</exception>
    /// <exception cref="HttpRequestException">The server cannot be reached.</exception>
    internal static async Task<HttpResponseMessage> SendAsync(HttpClient http, OpenAiEndpoint endpoint, HttpMethod method, Uri uri, ReadOnlyMemory<byte>? body, CancellationToken cancellationToken)
    {
        for (int redirects = 0; ; redirects++)
        {
            using HttpRequestMessage request = new(method, uri);
            if (body is { } bytes)
            {
                ReadOnlyMemoryContent content = new(bytes);
                content.Headers.ContentType = new("application/json");
                request.Content = content;
                request.Headers.TryAddWithoutValidation("Accept", "text/event-stream, application/json");
            }

            if (!string.IsNullOrEmpty(endpoint.Key))
            {
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", endpoint.Key);
            }

            HttpResponseMessage response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (response.StatusCode is not (HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect)
                || response.Headers.Location is not { } location
                || redirects == MaxRedirects)
            {
                return response;
            }

            response.Dispose();
            Uri target = new(uri, location);
            if (!SameServer(endpoint.BaseUrl, target))
            {
                throw ModelErrors.Redirected(endpoint, target);
            }

            uri = target;
        }
    }

    /// <summary>When a server wants to be asked again; null where it does not say.</summary>
    internal static TimeSpan? RetryAfter(HttpResponseMessage response, TimeProvider time)
    {
        if (response.Headers.RetryAfter is not { } header)
        {
            return null;
        }

        TimeSpan wait = header.Delta ?? (header.Date - time.GetUtcNow()) ?? TimeSpan.Zero;
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }

    /// <summary>At most this much of a body, as text; what is no UTF-8 is replaced.</summary>
    internal static async Task<string> ReadTextAsync(HttpResponseMessage response, int limit, CancellationToken cancellationToken)
    {
        await using Stream stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        using MemoryStream all = new();
        byte[] buffer = new byte[8192];
        int read;
        while (all.Length < limit && (read = await stream.ReadAsync(buffer, cancellationToken)) > 0)
        {
            await all.WriteAsync(buffer.AsMemory(0, (int)Math.Min(read, limit - all.Length)), cancellationToken);
        }

        return Encoding.UTF8.GetString(all.GetBuffer(), 0, (int)all.Length);
    }

    /// <summary>The same scheme, host and port; from http to https at their usual ports is the same server too.</summary>
    private static bool SameServer(Uri own, Uri target) =>
        string.Equals(own.IdnHost, target.IdnHost, StringComparison.OrdinalIgnoreCase)
        && ((own.Scheme == target.Scheme && own.Port == target.Port)
            || (own.Scheme == Uri.UriSchemeHttp && own.Port == 80 && target.Scheme == Uri.UriSchemeHttps && target.Port == 443));
}
