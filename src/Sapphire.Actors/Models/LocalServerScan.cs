using System.Collections.Immutable;
using System.Net;
using System.Text.Json;
using Sapphire.Actors.Models.OpenAi;

namespace Sapphire.Actors.Models;

/// <summary>Looks for model servers at the usual ports of this machine.</summary>
public sealed class LocalServerScan
{
    /// <summary>LM Studio, Ollama, llama.cpp, vLLM.</summary>
    public static readonly ImmutableArray<int> UsualPorts = [1234, 11434, 8080, 8000];

    private const int MaxBytes = 4 << 20;

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);

    private readonly HttpClient _http;
    private readonly TimeProvider _time;
    private readonly ImmutableArray<int> _ports;

    /// <summary>Creates the scan.</summary>
    /// <param name="http">From <see cref="ModelHttp.CreateClient"/>; not disposed.</param>
    /// <param name="time">The clock of the time limit.</param>
    /// <param name="ports">Where to look; <see cref="UsualPorts"/> where not given.</param>
    public LocalServerScan(HttpClient http, TimeProvider? time = null, IEnumerable<int>? ports = null)
    {
        _http = http;
        _time = time ?? TimeProvider.System;
        _ports = ports?.ToImmutableArray() ?? UsualPorts;
    }

    /// <summary>The servers that list their models as OpenAI or Ollama do, in the order of the ports. What is anything else is left out.</summary>
    public async Task<ImmutableArray<LocalServer>> RunAsync(CancellationToken cancellationToken)
    {
        LocalServer?[] found = await Task.WhenAll(_ports.Select(port => LookAsync(port, cancellationToken)));
        return [.. found.OfType<LocalServer>()];
    }

    private async Task<LocalServer?> LookAsync(int port, CancellationToken cancellationToken)
    {
        string root = $"http://127.0.0.1:{port}";
        using CancellationTokenSource limit = new(Timeout, _time);
        using CancellationTokenSource both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            (string? body, string server) = await GetAsync(root + "/v1/models", both.Token);
            // Only OpenAI's shape counts here: any web service may answer /v1/models with some JSON.
            ImmutableArray<ListedModel>? models = body is not null && HasList(body, "data") ? ModelList.Parse(body) : null;
            string? name = models is { } listed ? NameOf(server, listed) : null;
            if (name is null)
            {
                (string? tags, _) = await GetAsync(root + "/api/tags", both.Token);
                if (tags is not null && HasList(tags, "models") && ModelList.Parse(tags) is { } own)
                {
                    name = "Ollama";
                    models = models is { Length: > 0 } ? models : own;
                }
            }

            if (models is null)
            {
                return null;
            }

            if (name is null)
            {
                (string? native, _) = await GetAsync(root + "/api/v0/models", both.Token);
                name = native is not null && HasList(native, "data") ? "LM Studio" : "OpenAI-compatible server";
            }

            return new(name, root + "/v1", [.. models.Value.Select(static m => m.Id)]);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            // Nothing there, or something that does not speak HTTP.
            return null;
        }
    }

    /// <summary>The kind by the word for the models' origin or the Server header; null when neither tells.</summary>
    private static string? NameOf(string server, ImmutableArray<ListedModel> models)
    {
        string owner = models.IsEmpty ? "" : models[0].OwnedBy;
        return owner.Equals("llamacpp", StringComparison.OrdinalIgnoreCase) || server.Contains("llama.cpp", StringComparison.OrdinalIgnoreCase) ? "llama.cpp"
            : owner.Equals("vllm", StringComparison.OrdinalIgnoreCase) ? "vLLM"
            : owner.Equals("organization_owner", StringComparison.OrdinalIgnoreCase) ? "LM Studio"
            : owner.Equals("library", StringComparison.OrdinalIgnoreCase) ? "Ollama"
            : null;
    }

    private static bool HasList(string body, string member)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(body.TrimStart('\uFEFF'));
            return document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty(member, out JsonElement list)
                && (list.ValueKind == JsonValueKind.Null || (list.ValueKind == JsonValueKind.Array && list.EnumerateArray().All(static m => m.ValueKind == JsonValueKind.Object)));
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private async Task<(string? Body, string Server)> GetAsync(string url, CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, url);
        using HttpResponseMessage response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        return response.StatusCode == HttpStatusCode.OK
            ? (await ModelHttp.ReadTextAsync(response, MaxBytes, cancellationToken), response.Headers.Server.ToString())
            : (null, "");
    }
}
