namespace Sapphire.Kernel.Configuration;

/// <summary>One value of a configuration.</summary>
/// <param name="Path">The path as HOCON writes it.</param>
/// <param name="Value">The text of the value; a list as HOCON writes it.</param>
/// <param name="Origin">Where the value comes from.</param>
public sealed record ConfigEntry(string Path, string Value, ConfigOrigin Origin);
