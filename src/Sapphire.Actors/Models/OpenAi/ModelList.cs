using System.Collections.Immutable;
using System.Net;
using System.Text.Json;

namespace Sapphire.Actors.Models.OpenAi;

/// <summary>The models that a server lists: <c>GET models</c>, which is its health check too.</summary>
public static class ModelList
{
    private const int MaxBytes = 8 << 20;
    private const int MaxModels = 5000;

    /// <summary>Asks the server.</summary>
    /// <param name="http">From <see cref="ModelHttp.CreateClient"/>.</param>
    /// <param name="endpoint">Whom to ask.</param>
    /// <param name="time">The clock of the time limit.</param>
    /// <param name="timeout">For the whole answer.</param>
    /// <param name="optional">True takes a server that has no such list (404, 405, 501) for one with an empty list.</param>
    /// <param name="cancellationToken">Gives up at once.</param>
    /// <exception cref="ModelException">It does not answer, or not with a list of models.</exception>
    public static async Task<ImmutableArray<ListedModel>> FetchAsync(HttpClient http, OpenAiEndpoint endpoint, TimeProvider time, TimeSpan timeout, bool optional, CancellationToken cancellationToken)
    {
        using CancellationTokenSource limit = new(timeout, time);
        using CancellationTokenSource both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            using HttpResponseMessage response = await ModelHttp.SendAsync(http, endpoint, HttpMethod.Get, endpoint.Resource("models"), null, both.Token);
            if (optional && response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed or HttpStatusCode.NotImplemented)
            {
                return [];
            }

            if (!response.IsSuccessStatusCode)
            {
                throw ModelErrors.Status(endpoint, response.StatusCode, null, await ModelHttp.ReadTextAsync(response, 16384, both.Token));
            }

            string body = await ModelHttp.ReadTextAsync(response, MaxBytes, both.Token);
            return Parse(body) ?? throw (body.TrimStart().StartsWith('<') ? ModelErrors.Html(endpoint)
                : new($"{endpoint.Name} does not list its models.", $"Check that an OpenAI-compatible server listens at {endpoint.BaseUrl.AbsoluteUri.TrimEnd('/')}.", canRetry: true));
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new ModelException($"{endpoint} does not answer.", "Start it, or check the URL in the Models dialog.", canRetry: true);
        }
        catch (Exception e) when (e is not ModelException && !cancellationToken.IsCancellationRequested)
        {
            throw ModelErrors.From(endpoint, e, tokenSeen: false);
        }
    }

    /// <summary>Reads a list of models; null when it is none.</summary>
    internal static ImmutableArray<ListedModel>? Parse(string body)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(body.TrimStart('\uFEFF'));
            JsonElement root = document.RootElement;
            JsonElement list = root;
            if (root.ValueKind == JsonValueKind.Object && !root.TryGetProperty("data", out list) && !root.TryGetProperty("models", out list))
            {
                return null;
            }

            if (list.ValueKind == JsonValueKind.Null)
            {
                return [];
            }

            if (list.ValueKind != JsonValueKind.Array)
            {
                return null;
            }

            ImmutableArray<ListedModel>.Builder models = ImmutableArray.CreateBuilder<ListedModel>();
            foreach (JsonElement model in list.EnumerateArray().Take(MaxModels))
            {
                string? id = model.ValueKind == JsonValueKind.String ? JsonText.Read(model)
                    : model.ValueKind == JsonValueKind.Object ? JsonText.ReadString(model, "id") ?? JsonText.ReadString(model, "name") ?? JsonText.ReadString(model, "model")
                    : null;
                if (!string.IsNullOrWhiteSpace(id) && id.Length <= 500)
                {
                    models.Add(model.ValueKind == JsonValueKind.Object ? ListedFacts.Read(id, model) : new(id, ""));
                }
            }

            return models.ToImmutable();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
