namespace Sapphire.Actors.Tools;

/// <summary>One parameter of a tool, for its JSON schema.</summary>
/// <param name="Name">Its name, in snake case.</param>
/// <param name="Type">Its JSON type: string, number, integer, boolean.</param>
/// <param name="Description">What to put there.</param>
/// <param name="Required">Whether a call must have it.</param>
internal sealed record ToolParameter(string Name, string Type, string Description, bool Required = false);
