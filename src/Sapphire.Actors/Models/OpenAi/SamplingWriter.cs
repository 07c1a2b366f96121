using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Sapphire.Actors.Models.OpenAi;

/// <summary>Writes how a model is asked: a call's own options first, then its profile, and the profile's further members over all.</summary>
internal sealed class SamplingWriter
{
    private readonly Utf8JsonWriter _json;
    private readonly Dictionary<string, JsonElement> _extra;
    private readonly IReadOnlySet<string> _without;

    public SamplingWriter(Utf8JsonWriter json, GenerationProfile profile, IReadOnlySet<string> without)
    {
        _json = json;
        _without = without;
        _extra = new(StringComparer.Ordinal);
        if (profile.ExtraJson is { } extra)
        {
            using JsonDocument document = JsonDocument.Parse(extra);
            foreach (JsonProperty property in document.RootElement.EnumerateObject())
            {
                _extra[property.Name] = property.Value.Clone();
            }
        }
    }

    /// <summary>What a call's options set, over the profile.</summary>
    public static GenerationProfile Effective(ChatOptions? options, GenerationProfile profile) => options is null ? profile : new GenerationProfile
    {
        Temperature = Double(options.Temperature),
        TopP = Double(options.TopP),
        TopK = options.TopK,
        MaxTokens = options.MaxOutputTokens,
        PresencePenalty = Double(options.PresencePenalty),
        FrequencyPenalty = Double(options.FrequencyPenalty),
        Stop = options.StopSequences is { Count: > 0 } stops ? new([.. stops]) : null,
        Seed = options.Seed,
        ReasoningEffort = options.Reasoning?.Effort switch
        {
            ReasoningEffort.None => "none",
            ReasoningEffort.Low => "low",
            ReasoningEffort.Medium => "medium",
            ReasoningEffort.High => "high",
            ReasoningEffort.ExtraHigh => "xhigh",
            _ => null,
        },
    }.Over(profile);

    /// <summary>Writes the members.</summary>
    public void Write(OpenAiEndpoint endpoint, string model, GenerationProfile profile)
    {
        // OpenAI's own reasoning models refuse max_tokens and sampling.
        bool openAi = endpoint.Kind == "openai" || endpoint.BaseUrl.Host.EndsWith("openai.com", StringComparison.OrdinalIgnoreCase);
        bool fixedSampling = openAi && ((model.StartsWith("gpt-5", StringComparison.Ordinal) && !model.Contains("-chat", StringComparison.Ordinal)) || (model.Length > 1 && model[0] == 'o' && char.IsAsciiDigit(model[1])));
        Number(openAi || _without.Contains(RefusedMembers.MaxTokens) ? "max_completion_tokens" : "max_tokens", profile.MaxTokens);
        if (!fixedSampling)
        {
            Number("temperature", profile.Temperature);
            Number("top_p", profile.TopP);
            Number("presence_penalty", profile.PresencePenalty);
            Number("frequency_penalty", profile.FrequencyPenalty);
        }

        // The others refuse a request with a member that they do not know.
        if (!openAi && endpoint.Kind is not ("groq" or "gemini"))
        {
            Number("top_k", profile.TopK);
            Number("min_p", profile.MinP);
            Number(endpoint.Kind is "vllm" or "openrouter" or "fireworks" ? "repetition_penalty" : "repeat_penalty", profile.RepeatPenalty);
        }

        Number("seed", profile.Seed);
        if (profile.Stop is { Items.Length: > 0 } stop && Mine("stop"))
        {
            _json.WriteStartArray("stop");
            foreach (string text in stop.Items)
            {
                _json.WriteStringValue(ChatRequestWriter.Clean(text));
            }

            _json.WriteEndArray();
        }

        if (profile.ReasoningEffort is { } effort)
        {
            WriteEffort(endpoint, effort);
        }
    }

    /// <summary>Writes the profile's further members.</summary>
    public void WriteExtra()
    {
        foreach ((string name, JsonElement value) in _extra)
        {
            if (name is not ("messages" or "stream" or "model" or "tools" or "stream_options"))
            {
                _json.WritePropertyName(name);
                value.WriteTo(_json);
            }
        }
    }

    private void WriteEffort(OpenAiEndpoint endpoint, string effort)
    {
        if (endpoint.Kind == "openrouter")
        {
            if (Mine("reasoning"))
            {
                _json.WriteStartObject("reasoning");
                _json.WriteString("effort", effort);
                _json.WriteEndObject();
            }
        }
        else if (Mine("reasoning_effort"))
        {
            _json.WriteString("reasoning_effort", effort);
        }
    }

    private bool Mine(string name) => !_extra.ContainsKey(name) && !_without.Contains(name);

    private void Number(string name, double? value)
    {
        if (value is { } number && double.IsFinite(number) && Mine(name))
        {
            _json.WriteNumber(name, number);
        }
    }

    private void Number(string name, long? value)
    {
        if (value is { } number && Mine(name))
        {
            _json.WriteNumber(name, number);
        }
    }

    // 0.7f is 0.7 for a person, not 0.699999988.
    private static double? Double(float? value) =>
        value is { } number && float.IsFinite(number) ? double.Parse(number.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture) : null;
}
