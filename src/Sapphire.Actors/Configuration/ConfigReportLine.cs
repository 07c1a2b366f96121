namespace Sapphire.Actors.Configuration;

/// <summary>One line of <see cref="ConfigReport"/>.</summary>
/// <param name="Key">The path of the key.</param>
/// <param name="Value">The value in effect, as text.</param>
/// <param name="Source"><c>file:line</c>, <c>environment variable NAME</c> or <c>default</c>.</param>
public sealed record ConfigReportLine(string Key, string Value, string Source);
