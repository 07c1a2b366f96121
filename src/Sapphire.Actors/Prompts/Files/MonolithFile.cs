using System.Collections.Immutable;

namespace Sapphire.Actors.Prompts.Files;

/// <summary>What <c>prompt_monoliths.json</c> means.</summary>
/// <param name="Prompts">The monoliths by name.</param>
/// <param name="Renamed">Former names.</param>
internal sealed record MonolithFile(ImmutableSortedDictionary<string, Prompt> Prompts, ImmutableDictionary<string, string> Renamed);
