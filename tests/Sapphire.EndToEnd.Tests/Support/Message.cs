using System.Text.RegularExpressions;

namespace Sapphire.EndToEnd.Tests.Support;

/// <summary>A message, on screen or in the store: what has to be equal in both.</summary>
/// <param name="Role">user or assistant.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Text">What it says, with single blanks.</param>
public sealed partial record Message(string Role, string Status, string Text)
{
    /// <summary>Every run of blanks and line ends as one blank: a browser shows them so.</summary>
    public static string Flat(string text) => Blanks().Replace(text, " ").Trim();

    [GeneratedRegex(@"\s+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Blanks();
}
