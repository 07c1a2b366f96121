namespace Sapphire.Kernel.Configuration;

/// <summary>An include statement.</summary>
/// <param name="Kind">How the name is to be read.</param>
/// <param name="Name">The name as it was written.</param>
/// <param name="Required">True when it is an error if there is nothing of that name.</param>
/// <param name="Origin">Where the name stands.</param>
internal sealed record HoconInclude(HoconIncludeKind Kind, string Name, bool Required, ConfigOrigin Origin)
{
    private const string Forms =
        "a name in quotes, bare or inside file(…), url(…) or classpath(…), any of them inside required(…), after 'include'; a key of that name is written \"include\"";

    /// <summary>Reads the statement behind the word <c>include</c>.</summary>
    /// <exception cref="HoconException">Something else stands there.</exception>
    public static HoconInclude Read(HoconTokenReader reader)
    {
        reader.SkipBlankAndNewlines();
        var at = reader.Current;
        var call = "";
        // `required(file(` is one token or several, since whitespace may stand between.
        while (reader.Current.Kind is HoconTokenKind.Unquoted && call.Length < 32)
        {
            call += reader.Take().Text;
            reader.SkipBlankAndNewlines();
        }

        var required = call.StartsWith("required(", StringComparison.Ordinal);
        HoconIncludeKind? kind = (required ? call["required(".Length..] : call) switch
        {
            "" => HoconIncludeKind.Heuristic,
            "file(" => HoconIncludeKind.File,
            "url(" => HoconIncludeKind.Url,
            "classpath(" => HoconIncludeKind.ClassPath,
            _ => null,
        };
        if (kind is null || reader.Current.Kind != HoconTokenKind.Quoted)
            throw reader.Error(at, $"expected {Forms}; found {at.Describe()}");
        var name = reader.Take();
        for (var open = call.Count(c => c == '('); open > 0;)
        {
            reader.SkipBlankAndNewlines();
            var close = reader.Current;
            if (close.Kind != HoconTokenKind.Unquoted || close.Text.Length > open || close.Text.Trim(')').Length > 0)
                throw reader.Expected("')'");
            open -= close.Text.Length;
            reader.Take();
        }

        return new HoconInclude(kind.Value, name.Text, required, reader.Origin(name));
    }
}
