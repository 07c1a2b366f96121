namespace Sapphire.Actors.Tools.Units;

/// <summary>One unit. A value in the dimension's base unit is <c>(value + Offset) * Factor</c>.</summary>
/// <param name="Name">Plural name, the canonical one: "kilometers".</param>
/// <param name="Singular">"kilometer".</param>
/// <param name="Dimension">What it measures.</param>
/// <param name="Factor">Base units in one.</param>
/// <param name="Offset">Added before the factor; only temperatures have one.</param>
internal sealed record Unit(string Name, string Singular, Dimension Dimension, decimal Factor, decimal Offset = 0);
