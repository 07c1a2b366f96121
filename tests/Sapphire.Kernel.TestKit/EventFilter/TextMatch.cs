using System.Text.RegularExpressions;

namespace Sapphire.Kernel.TestKit;

/// <summary>What a text must be: equal, begin, hold or match.</summary>
internal sealed class TextMatch
{
    private readonly Func<string, bool> _matches;
    private readonly string _description;

    private TextMatch(Func<string, bool> matches, string description)
    {
        _matches = matches;
        _description = description;
    }

    /// <summary>The first that is given decides, as in Akka.NET: the whole message, its start, a part.</summary>
    public static TextMatch Of(string? message, string? start, string? contains)
    {
        if (message is not null) return new(t => string.Equals(t, message, StringComparison.Ordinal), $" \"{message}\"");
        if (start is not null) return new(t => t.StartsWith(start, StringComparison.Ordinal), $" that starts with \"{start}\"");
        if (contains is not null) return new(t => t.Contains(contains, StringComparison.Ordinal), $" that contains \"{contains}\"");
        return new(static _ => true, "");
    }

    public static TextMatch Of(Regex pattern)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        return new(pattern.IsMatch, $" that matches /{pattern}/");
    }

    public bool Matches(string text) => _matches(text);

    public override string ToString() => _description;
}
