namespace Sapphire.Actors.Settings;

/// <summary>Why <c>settings.json</c> could not be used. The last good settings stay in force.</summary>
/// <param name="File">The file's path.</param>
/// <param name="Line">From 1; 0 when the fault has no place (the file cannot be read).</param>
/// <param name="Column">From 1, in bytes.</param>
/// <param name="Message">What is wrong and what is expected.</param>
public sealed record SettingsError(string File, int Line, int Column, string Message)
{
    /// <summary>One line for people: <c>settings.json, line 3, column 7: …</c>.</summary>
    public override string ToString() =>
        Line > 0 ? $"{Path.GetFileName(File)}, line {Line}, column {Column}: {Message}" : $"{Path.GetFileName(File)}: {Message}";
}
