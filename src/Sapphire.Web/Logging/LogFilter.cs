namespace Sapphire.Web.Logging;

/// <summary>Which lines of the log somebody wants to see.</summary>
/// <param name="Level">The lowest level.</param>
/// <param name="Text">A text that must be in the line; empty for all.</param>
internal sealed record LogFilter(LogLevel Level, string Text)
{
    /// <summary>Whether a line is wanted.</summary>
    public bool Takes(LogLine line) =>
        line.Level >= Level
        && (Text.Length == 0 || Has(line.Text) || Has(line.Source) || (line.Exception is { } exception && Has(exception)));

    private bool Has(string text) => text.Contains(Text, StringComparison.OrdinalIgnoreCase);
}
