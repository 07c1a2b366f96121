using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Sapphire.Audio.Engines;

/// <summary>What the engine needs to know of a grammar in the JSpeech Grammar Format.</summary>
internal static partial class Jsgf
{
    /// <summary>The words of a grammar, each once, in order; weights, tags and comments are not understood.</summary>
    public static ImmutableSortedSet<string> Words(string grammar)
    {
        int body = grammar.IndexOf("grammar ", StringComparison.Ordinal);
        int start = body < 0 ? -1 : grammar.IndexOf(';', body);
        string rules = start < 0 ? grammar : grammar[(start + 1)..];
        return [.. Token().Matches(rules).Select(m => m.Value).Where(t => t[0] != '<' && t != "public")];
    }

    [GeneratedRegex(@"<[^>]*>|[^\s<>()\[\]|;=]+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Token();
}
