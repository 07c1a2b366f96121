using System.Collections.Immutable;

namespace Sapphire.Actors.Prompts;

/// <summary>What an import did, each as <c>prompt "name"</c>, <c>piece goals/win</c>, <c>category "mood"</c>, <c>persona "tutor"</c>.</summary>
/// <param name="Added">What is new.</param>
/// <param name="Replaced">What was another one before.</param>
/// <param name="Kept">What was left out, since its name is taken by something else.</param>
/// <param name="Same">How many were there already, just so.</param>
public sealed record ImportOutcome(ImmutableArray<string> Added, ImmutableArray<string> Replaced, ImmutableArray<string> Kept, int Same);
