using System.Collections.Immutable;

namespace Sapphire.Actors.Models;

/// <summary>The kinds of servers, and what is usual for each.</summary>
public static class ProviderKinds
{
    /// <summary>Any server that speaks OpenAI's protocol.</summary>
    public const string Other = "other";

    /// <summary>Anthropic's own protocol.</summary>
    public const string Anthropic = "anthropic";

    /// <summary>All kinds, in the order in which a page offers them: first those of one's own machine.</summary>
    public static readonly ImmutableArray<ProviderKind> All =
    [
        new("lmstudio", "LM Studio", "http://127.0.0.1:1234/v1", "", Local: true),
        new("ollama", "Ollama", "http://127.0.0.1:11434/v1", "", Local: true),
        new("llamacpp", "llama.cpp", "http://127.0.0.1:8080/v1", "", Local: true),
        new("vllm", "vLLM", "http://127.0.0.1:8000/v1", "", Local: true),
        new(Anthropic, "Anthropic", "https://api.anthropic.com/v1", "ANTHROPIC_API_KEY", Local: false),
        new("openai", "OpenAI", "https://api.openai.com/v1", "OPENAI_API_KEY", Local: false),
        new("gemini", "Google Gemini", "https://generativelanguage.googleapis.com/v1beta/openai", "GEMINI_API_KEY", Local: false),
        new("openrouter", "OpenRouter", "https://openrouter.ai/api/v1", "OPENROUTER_API_KEY", Local: false),
        new("fireworks", "Fireworks", "https://api.fireworks.ai/inference/v1", "FIREWORKS_API_KEY", Local: false),
        new("groq", "Groq", "https://api.groq.com/openai/v1", "GROQ_API_KEY", Local: false),
        new(Other, "Another server", "", "", Local: false),
    ];

    /// <summary>The kind by its id; <see cref="Other"/> where there is no such kind.</summary>
    public static ProviderKind Of(string id) => All.FirstOrDefault(k => k.Id == id) ?? All[^1];

    /// <summary>True when there is such a kind.</summary>
    public static bool IsKnown(string id) => All.Any(k => k.Id == id);
}
