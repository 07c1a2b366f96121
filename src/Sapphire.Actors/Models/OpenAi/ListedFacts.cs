using System.Globalization;
using System.Text.Json;

namespace Sapphire.Actors.Models.OpenAi;

/// <summary>Reads what servers say of a model in their lists, each in its own words.</summary>
internal static class ListedFacts
{
    // LM Studio, llama.cpp, vLLM, OpenRouter, Groq, Fireworks, Mistral.
    private static readonly string[] ContextNames = ["loaded_context_length", "n_ctx", "max_model_len", "context_length", "context_window", "max_context_length", "n_ctx_train"];

    /// <summary>A model of a list.</summary>
    public static ListedModel Read(string id, JsonElement model) => new(id, JsonText.ReadString(model, "owned_by") ?? "")
    {
        ContextTokens = Context(model),
        Sees = Sees(model),
        Prices = Prices(model),
    };

    private static int? Context(JsonElement model)
    {
        JsonElement meta = model.TryGetProperty("meta", out JsonElement found) && found.ValueKind == JsonValueKind.Object ? found : model;
        foreach (string name in ContextNames)
        {
            if ((model.TryGetProperty(name, out JsonElement value) || meta.TryGetProperty(name, out value))
                && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long tokens) && tokens is >= 256 and <= 20_000_000)
            {
                return (int)tokens;
            }
        }

        return null;
    }

    private static bool? Sees(JsonElement model)
    {
        if (JsonText.ReadString(model, "type") is { } type && type is "vlm" or "llm")
        {
            return type == "vlm";
        }

        if (model.TryGetProperty("supports_image_input", out JsonElement flag) && flag.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            return flag.GetBoolean();
        }

        return model.TryGetProperty("architecture", out JsonElement architecture) && architecture.ValueKind == JsonValueKind.Object
            && architecture.TryGetProperty("input_modalities", out JsonElement inputs) && inputs.ValueKind == JsonValueKind.Array
            ? inputs.EnumerateArray().Any(static i => i.ValueKind == JsonValueKind.String && i.ValueEquals("image"u8))
            : null;
    }

    /// <summary>OpenRouter's prices: USD per token, as texts.</summary>
    private static ModelPrices? Prices(JsonElement model) =>
        model.TryGetProperty("pricing", out JsonElement pricing) && pricing.ValueKind == JsonValueKind.Object
        && Price(pricing, "prompt") is { } input && Price(pricing, "completion") is { } output
            ? new(input, output, Price(pricing, "input_cache_read"))
            : null;

    private static decimal? Price(JsonElement pricing, string name) =>
        JsonText.ReadString(pricing, name) is { } text && decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal perToken) && perToken is >= 0 and < 1
            ? perToken * 1_000_000m
            : null;
}
