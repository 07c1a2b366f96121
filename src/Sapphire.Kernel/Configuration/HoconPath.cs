using System.Collections.Immutable;
using System.Text;

namespace Sapphire.Kernel.Configuration;

/// <summary>The keys from the root to a value.</summary>
internal readonly struct HoconPath(ImmutableArray<string> keys)
{
    private readonly ImmutableArray<string> _keys = keys;

    public static HoconPath Root => default;

    public ImmutableArray<string> Keys => _keys.IsDefault ? [] : _keys;

    public bool IsRoot => Keys.IsEmpty;

    public HoconPath Append(HoconPath tail) => new(Keys.AddRange(tail.Keys));

    public HoconPath Append(string key) => new(Keys.Add(key));

    /// <summary>Reads a path such as <c>a.b."c.d"</c> as an application writes it.</summary>
    /// <exception cref="HoconException">An empty key or an open quote.</exception>
    public static HoconPath Parse(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var builder = new HoconPathBuilder(new ConfigOrigin(null, 0, 0));
        foreach (var token in HoconLexer.Read(path, null))
        {
            if (token.Kind == HoconTokenKind.End)
                break;
            if (token.Kind is not (HoconTokenKind.Unquoted or HoconTokenKind.Quoted or HoconTokenKind.Whitespace))
                throw new HoconException(ConfigOrigin.None, $"'{path}' is no path: {token.Describe()} must stand in quotes");
            builder.Add(token);
        }

        return builder.Build();
    }

    /// <summary>The path as HOCON writes it, with quotes where they are needed.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var key in Keys)
        {
            if (text.Length > 0)
                text.Append('.');
            text.Append(HoconRenderer.Key(key));
        }

        return text.ToString();
    }
}
