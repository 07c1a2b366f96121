namespace Sapphire.Web.Tests.Deployment;

/// <summary>
/// The part of YAML that a compose file of ours uses: mappings by indentation, lists of scalars, lists in brackets, quoted and plain
/// scalars, comments. Anything else is refused.
/// </summary>
internal static class Yaml
{
    /// <summary>Mappings are dictionaries, lists are lists, scalars are strings.</summary>
    public static Dictionary<string, object> Parse(string text)
    {
        (int Indent, string Text)[] lines =
        [
            .. text.Split('\n').Where(static line => line.Trim().Length > 0 && !line.TrimStart().StartsWith('#')).Select(static line => (line.Length - line.TrimStart().Length, line.Trim())),
        ];
        int at = 0;
        Dictionary<string, object> root = Mapping(lines, ref at, 0);
        at.ShouldBe(lines.Length, "every line belongs to something");
        return root;
    }

    private static Dictionary<string, object> Mapping((int Indent, string Text)[] lines, ref int at, int indent)
    {
        Dictionary<string, object> map = new(StringComparer.Ordinal);
        while (at < lines.Length && lines[at].Indent == indent)
        {
            string line = lines[at].Text;
            int colon = line.IndexOf(": ", StringComparison.Ordinal);
            if (colon < 0 && !line.EndsWith(':')) throw new FormatException($"No key: {line}");
            string key = colon < 0 ? line[..^1] : line[..colon];
            at++;
            object value = colon >= 0 ? Value(line[(colon + 2)..].Trim())
                : at >= lines.Length || lines[at].Indent <= indent ? ""
                : lines[at].Text.StartsWith("- ", StringComparison.Ordinal) ? Items(lines, ref at, lines[at].Indent)
                : Mapping(lines, ref at, lines[at].Indent);
            if (!map.TryAdd(key, value)) throw new FormatException($"Twice: {key}");
        }

        return map;
    }

    private static List<string> Items((int Indent, string Text)[] lines, ref int at, int indent)
    {
        List<string> items = [];
        for (; at < lines.Length && lines[at].Indent == indent && lines[at].Text.StartsWith("- ", StringComparison.Ordinal); at++) items.Add(Scalar(lines[at].Text[2..].Trim()));
        return items;
    }

    private static object Value(string text) => text.StartsWith('[')
        ? text[1..^1].Split(", ").Select(Scalar).ToList()
        : Scalar(text);

    private static string Scalar(string text) => text switch
    {
        ['"', .. var inner, '"'] when !inner.Contains('"', StringComparison.Ordinal) => inner,
        _ when text.StartsWith('"') || text.StartsWith('&') || text.StartsWith('*') || text.StartsWith('{') || text.StartsWith('|') || text.Contains(" #", StringComparison.Ordinal) => throw new FormatException($"Not of this part of YAML: {text}"),
        _ => text,
    };
}
