using System.Collections.Immutable;

namespace Sapphire.Actors.Assistant;

/// <summary>Commands of one kind.</summary>
/// <param name="Title">What they are about: "Time and date".</param>
/// <param name="Examples">Sentences that can be typed or said.</param>
public sealed record CommandGroup(string Title, ImmutableArray<string> Examples);
