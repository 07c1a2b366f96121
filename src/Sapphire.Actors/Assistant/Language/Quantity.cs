namespace Sapphire.Actors.Assistant.Language;

/// <summary>An amount of a unit, the unit by its canonical name.</summary>
internal sealed record Quantity(decimal Value, string Unit);
