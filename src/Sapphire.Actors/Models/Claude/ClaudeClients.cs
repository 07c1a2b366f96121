using System.Collections.Immutable;
using Anthropic;
using Anthropic.Models.Models;
using Sapphire.Actors.Models.OpenAi;

namespace Sapphire.Actors.Models.Claude;

/// <summary>Makes the SDK's clients: over our HTTP, with our key and no other, and without retries of its own.</summary>
internal static class ClaudeClients
{
    private const int MostModels = 1000;

    /// <summary>A client. It does not own <paramref name="http"/> and must not be disposed.</summary>
    public static AnthropicClient Create(HttpClient http, OpenAiEndpoint endpoint, TimeProvider time) => new()
    {
        HttpClient = http,
        Handlers = [new StatusHandler(time, hasKey: !string.IsNullOrEmpty(endpoint.Key))],
        // The SDK adds /v1 itself.
        BaseUrl = Root(endpoint.BaseUrl),
        // Set, be it to nothing: else the SDK looks for keys by itself.
        ApiKey = string.IsNullOrEmpty(endpoint.Key) ? null : endpoint.Key,
        MaxRetries = 0,
        // StreamWatch ends what takes too long.
        Timeout = TimeSpan.FromHours(1),
    };

    /// <summary>The models, which is the health check too. It costs nothing.</summary>
    /// <exception cref="ModelException">It does not answer, or not with a list of models.</exception>
    public static async Task<ImmutableArray<ListedModel>> ListAsync(HttpClient http, OpenAiEndpoint endpoint, TimeProvider time, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using CancellationTokenSource limit = new(timeout, time);
        using CancellationTokenSource both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            ModelListPage page = await Create(http, endpoint, time).Models.List(new() { Limit = MostModels }, both.Token);
            return [.. page.Items.Take(MostModels).Select(static m => Listed(m))];
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            throw From(endpoint, e, tokenSeen: false);
        }
    }

    /// <summary>Words for what can go wrong.</summary>
    public static ModelException From(OpenAiEndpoint endpoint, Exception exception, bool tokenSeen)
    {
        if (StatusException.Find(exception) is { } status)
        {
            return ModelErrors.Status(endpoint, status.Status, status.RetryAfter, status.Body);
        }

        // The SDK wraps what HTTP throws; an error in the middle of a stream is its own.
        Exception cause = exception is Anthropic.Exceptions.AnthropicIOException or HttpRequestException && HttpCause(exception) is { } http ? http : exception;
        return cause is Anthropic.Exceptions.AnthropicSseException or Anthropic.Exceptions.AnthropicServiceException ? ModelErrors.InStream(endpoint, cause.Message)
            : cause is Anthropic.Exceptions.AnthropicException ? ModelErrors.Garbage(endpoint, null)
            : ModelErrors.From(endpoint, cause, tokenSeen);
    }

    private static Exception? HttpCause(Exception exception)
    {
        for (Exception? e = exception; e is not null; e = ((Exception)e).InnerException)
        {
            if (e is HttpRequestException)
            {
                return e;
            }
        }

        return null;
    }

    private static ListedModel Listed(ModelInfo model)
    {
        int? context = null;
        bool? sees = null;
        try
        {
            context = model.MaxInputTokens is > 0 and <= int.MaxValue ? (int)model.MaxInputTokens.Value : null;
            sees = model.Capabilities?.ImageInput?.Supported;
        }
        catch (Anthropic.Exceptions.AnthropicInvalidDataException)
        {
            // A server that only looks like Anthropic's leaves them out.
        }

        return new(model.ID, "anthropic") { ContextTokens = context, Sees = sees };
    }

    private static string Root(Uri url)
    {
        string text = url.AbsoluteUri.TrimEnd('/');
        return text.EndsWith("/v1", StringComparison.Ordinal) ? text[..^3] : text;
    }
}
