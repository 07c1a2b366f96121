namespace Sapphire.Kernel.Configuration;

/// <summary>Where a configuration value comes from.</summary>
/// <param name="File">The file; null for text that came from no file, and for the environment.</param>
/// <param name="Line">The line, from 1; 0 when unknown.</param>
/// <param name="Column">The column in UTF-16 units, from 1; 0 when unknown.</param>
/// <param name="Variable">The environment variable that gave the value, or null.</param>
public readonly record struct ConfigOrigin(string? File, int Line, int Column, string? Variable = null)
{
    /// <summary>A value that is in no file.</summary>
    public static ConfigOrigin None => default;

    /// <summary><c>file:line:column</c>, <c>line 3, column 7</c>, <c>environment variable NAME</c> or <c>configuration</c>.</summary>
    public override string ToString()
    {
        if (Variable is not null)
            return $"environment variable {Variable}";
        if (File is not null)
            return Line == 0 ? File : $"{File}:{Line}:{Column}";
        return Line == 0 ? "configuration" : $"line {Line}, column {Column}";
    }
}
