using System.Collections.Immutable;

namespace Sapphire.Actors.Models;

/// <summary>What a test of a server found.</summary>
/// <param name="Ok">It listed its models and, where a model is known, answered.</param>
/// <param name="Message">For people: "Answered in 0.4 s.", or what is wrong and what to do next.</param>
/// <param name="Models">The models that it lists.</param>
public sealed record ModelTestOutcome(bool Ok, string Message, ImmutableArray<string> Models);
