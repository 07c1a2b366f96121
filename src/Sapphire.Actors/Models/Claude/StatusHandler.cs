using Sapphire.Actors.Models.OpenAi;

namespace Sapphire.Actors.Models.Claude;

/// <summary>Sends no credential but ours, and makes a <see cref="StatusException"/> of an answer with an error status, before the SDK reads it; a redirect is one too.</summary>
internal sealed class StatusHandler(TimeProvider time, bool hasKey) : DelegatingHandler
{
    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (!hasKey)
        {
            // Without a key the SDK takes a token from the environment, which belongs to Anthropic's own server and not to this one.
            request.Headers.Authorization = null;
        }

        HttpResponseMessage response = await base.SendAsync(request, cancellationToken);
        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            string body = await ModelHttp.ReadTextAsync(response, 16384, cancellationToken);
            throw new StatusException(response.StatusCode, ModelHttp.RetryAfter(response, time), body);
        }
    }
}
