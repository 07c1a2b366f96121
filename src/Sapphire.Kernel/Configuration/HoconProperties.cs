using System.Globalization;
using System.Text;

namespace Sapphire.Kernel.Configuration;

/// <summary>
/// Reads files of the form <c>key = value</c>, one a line, as Java writes its properties
/// (java.util.Properties.load): comments with # and !, = or : or whitespace behind the key, backslash escapes, lines that
/// a backslash continues. Keys are split at every dot, values are strings, and an object wins over a string of its path.
/// </summary>
internal sealed class HoconProperties(string text, string? file)
{
    private int _position;
    private int _line = 1;
    private int _lineStart;

    /// <exception cref="HoconException">A wrong <c>\u</c>, or a key with too many dots.</exception>
    public static HoconObject Parse(string text, string? file)
    {
        var root = new HoconObject(new ConfigOrigin(file, 1, 1));
        foreach (var (key, value, origin) in new HoconProperties(text, file).Entries())
            Set(root, key, value, origin);
        return root;
    }

    /// <summary>Puts a value at the path that the key makes when it is split at its dots.</summary>
    public static void Set(HoconObject root, string key, string value, ConfigOrigin origin)
    {
        var path = key.Split('.');
        if (path.Length > HoconParser.MaximumDepth)
            throw new HoconException(origin, $"a key of more than {HoconParser.MaximumDepth} parts");
        foreach (var part in path.AsSpan(0, path.Length - 1))
        {
            if (root.Fields.GetValueOrDefault(part) is not HoconObject child)
                root.Fields[part] = child = new HoconObject(origin);
            root = child;
        }

        if (root.Fields.GetValueOrDefault(path[^1]) is not HoconObject)
            root.Fields[path[^1]] = new HoconScalar(value, HoconScalarKind.String, origin);
    }

    private IEnumerable<(string Key, string Value, ConfigOrigin Origin)> Entries()
    {
        // The byte order mark is no part of the first key.
        if (text.StartsWith('\ufeff'))
            _position = _lineStart = 1;
        while (true)
        {
            while (_position < text.Length && (IsBlank(text[_position]) || IsLineEnd(text[_position])))
                Advance();
            if (_position >= text.Length)
                yield break;
            if (text[_position] is '#' or '!')
            {
                SkipLine();
                continue;
            }

            var origin = Here();
            var key = Read(c => IsBlank(c) || c is '=' or ':');
            SkipBlank();
            if (_position < text.Length && text[_position] is '=' or ':')
                Advance();
            SkipBlank();
            yield return (key, Read(_ => false), origin);
        }
    }

    // Up to the end of the line or to a character that ends it, with escapes replaced.
    private string Read(Func<char, bool> ends)
    {
        var result = new StringBuilder();
        while (_position < text.Length && !IsLineEnd(text[_position]) && !ends(text[_position]))
        {
            var c = text[_position];
            if (c == '\\' && Continuation())
                continue;
            if (c == '\\')
            {
                Escape(result);
                continue;
            }

            result.Append(c);
            Advance();
        }

        return result.ToString();
    }

    private void SkipBlank()
    {
        while (_position < text.Length && (IsBlank(text[_position]) || (text[_position] == '\\' && Continuation())))
        {
            if (_position < text.Length && IsBlank(text[_position]))
                Advance();
        }
    }

    // A backslash at the end of the line: the line goes on behind the whitespace of the next one.
    private bool Continuation()
    {
        if (_position + 1 < text.Length && !IsLineEnd(text[_position + 1]))
            return false;
        Advance();
        if (_position < text.Length && text[_position] == '\r')
            Advance();
        if (_position < text.Length && text[_position] == '\n')
            Advance();
        while (_position < text.Length && IsBlank(text[_position]))
            Advance();
        return true;
    }

    private void Escape(StringBuilder result)
    {
        var origin = Here();
        Advance();
        var c = text[_position];
        Advance();
        if (c != 'u')
        {
            result.Append(c switch { 't' => '\t', 'n' => '\n', 'r' => '\r', 'f' => '\f', _ => c });
            return;
        }

        if (_position + 4 > text.Length
            || !ushort.TryParse(text.AsSpan(_position, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
        {
            throw new HoconException(origin, "\\u needs four hexadecimal digits");
        }

        result.Append((char)code);
        _position += 4;
    }

    private void SkipLine()
    {
        while (_position < text.Length && !IsLineEnd(text[_position]))
            _position++;
    }

    private void Advance()
    {
        if (text[_position++] != '\n')
            return;
        _line++;
        _lineStart = _position;
    }

    private ConfigOrigin Here() => new(file, _line, _position - _lineStart + 1);

    private static bool IsBlank(char c) => c is ' ' or '\t' or '\f';

    private static bool IsLineEnd(char c) => c is '\n' or '\r';
}
