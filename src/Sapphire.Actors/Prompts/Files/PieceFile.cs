using System.Collections.Immutable;

namespace Sapphire.Actors.Prompts.Files;

/// <summary>What <c>prompt_pieces.json</c> means.</summary>
/// <param name="Pieces">The pieces by kind and key.</param>
/// <param name="Prompts">The assembled prompts by name.</param>
/// <param name="Renamed">Former names.</param>
internal sealed record PieceFile(
    ImmutableSortedDictionary<PieceKind, ImmutableSortedDictionary<string, string>> Pieces,
    ImmutableSortedDictionary<string, Prompt> Prompts,
    ImmutableDictionary<string, string> Renamed);
