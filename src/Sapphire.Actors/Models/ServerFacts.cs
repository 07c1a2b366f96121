using System.Collections.Immutable;
using System.Net;
using System.Text;
using System.Text.Json;
using Sapphire.Actors.Models.OpenAi;

namespace Sapphire.Actors.Models;

/// <summary>
/// What servers of one's own say of their models beside OpenAI's list: how many tokens were set aside for a loaded model, and whether it sees.
/// Nothing depends on it: what is not told stays open.
/// </summary>
internal static class ServerFacts
{
    private const int MaxBytes = 4 << 20;

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);

    /// <summary>The list with what is told of its models.</summary>
    /// <param name="http">Goes through the gate.</param>
    /// <param name="endpoint">Whom to ask; its model is the one that matters most.</param>
    /// <param name="listed">What the server lists.</param>
    /// <param name="time">The clock of the time limit.</param>
    /// <param name="cancellationToken">Gives up at once.</param>
    public static async Task<ImmutableArray<ListedModel>> AddAsync(HttpClient http, OpenAiEndpoint endpoint, ImmutableArray<ListedModel> listed, TimeProvider time, CancellationToken cancellationToken)
    {
        if (listed.IsEmpty || endpoint.Kind is not ("lmstudio" or "ollama" or "llamacpp"))
        {
            return listed;
        }

        using CancellationTokenSource limit = new(Timeout, time);
        using CancellationTokenSource both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return endpoint.Kind switch
            {
                "lmstudio" => Merge(listed, await GetAsync(http, endpoint, "/api/v0/models", both.Token)),
                "ollama" => await OllamaAsync(http, endpoint, listed, both.Token),
                _ => LlamaCpp(listed, await GetAsync(http, endpoint, "/props", both.Token)),
            };
        }
        catch (Exception e) when (e is HttpRequestException or IOException or JsonException or InvalidOperationException or ModelException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return listed;
        }
    }

    private static ImmutableArray<ListedModel> Merge(ImmutableArray<ListedModel> listed, string? body)
    {
        if (body is null || ModelList.Parse(body) is not { } told)
        {
            return listed;
        }

        return [.. listed.Select(m => told.FirstOrDefault(t => t.Id == m.Id) is { } t ? m with { ContextTokens = t.ContextTokens ?? m.ContextTokens, Sees = t.Sees ?? m.Sees } : m)];
    }

    /// <summary>llama.cpp serves one model; its context is shared among its slots already.</summary>
    private static ImmutableArray<ListedModel> LlamaCpp(ImmutableArray<ListedModel> listed, string? body)
    {
        if (body is null)
        {
            return listed;
        }

        using JsonDocument document = JsonDocument.Parse(body);
        JsonElement root = document.RootElement;
        int? context = root.TryGetProperty("default_generation_settings", out JsonElement settings) && settings.TryGetProperty("n_ctx", out JsonElement n) && n.TryGetInt32(out int tokens) && tokens >= 256 ? tokens : null;
        bool? sees = root.TryGetProperty("modalities", out JsonElement modalities) && modalities.TryGetProperty("vision", out JsonElement vision) ? vision.ValueKind == JsonValueKind.True : null;
        return [.. listed.Select(m => m with { ContextTokens = context ?? m.ContextTokens, Sees = sees ?? m.Sees })];
    }

    /// <summary>Ollama tells the context of what is loaded, and what a model can do when it is asked for it by name.</summary>
    private static async Task<ImmutableArray<ListedModel>> OllamaAsync(HttpClient http, OpenAiEndpoint endpoint, ImmutableArray<ListedModel> listed, CancellationToken cancellationToken)
    {
        listed = Merge(listed, await GetAsync(http, endpoint, "/api/ps", cancellationToken));
        string wanted = endpoint.Model.Length > 0 ? endpoint.Model : listed.FirstOrDefault(static m => ModelFacts.IsChatModel(m.Id))?.Id ?? "";
        byte[] question = Encoding.UTF8.GetBytes($"{{\"model\":{JsonSerializer.Serialize(wanted, Turns.TurnJsonContext.Default.String)}}}");
        if (wanted.Length == 0 || await SendAsync(http, endpoint, HttpMethod.Post, "/api/show", question, cancellationToken) is not { } body)
        {
            return listed;
        }

        using JsonDocument document = JsonDocument.Parse(body);
        if (!document.RootElement.TryGetProperty("capabilities", out JsonElement capabilities) || capabilities.ValueKind != JsonValueKind.Array)
        {
            return listed;
        }

        bool sees = capabilities.EnumerateArray().Any(static c => c.ValueEquals("vision"u8));
        return [.. listed.Select(m => m.Id == wanted ? m with { Sees = sees } : m)];
    }

    private static Task<string?> GetAsync(HttpClient http, OpenAiEndpoint endpoint, string path, CancellationToken cancellationToken) =>
        SendAsync(http, endpoint, HttpMethod.Get, path, null, cancellationToken);

    private static async Task<string?> SendAsync(HttpClient http, OpenAiEndpoint endpoint, HttpMethod method, string path, byte[]? body, CancellationToken cancellationToken)
    {
        Uri uri = new(endpoint.BaseUrl, path);
        using HttpResponseMessage response = await ModelHttp.SendAsync(http, endpoint, method, uri, body, cancellationToken);
        return response.StatusCode == HttpStatusCode.OK ? await ModelHttp.ReadTextAsync(response, MaxBytes, cancellationToken) : null;
    }
}
