using System.Collections.Immutable;

namespace Sapphire.Actors.Models;

/// <summary>A model server found on this machine.</summary>
/// <param name="Name">"LM Studio", "Ollama", "llama.cpp", "vLLM", or "OpenAI-compatible server".</param>
/// <param name="Url">Its base URL, with <c>/v1</c>.</param>
/// <param name="Models">The models that it lists.</param>
public sealed record LocalServer(string Name, string Url, ImmutableArray<string> Models);
