using System.Globalization;
using System.Text;

namespace Sapphire.Kernel.Configuration;

/// <summary>Cuts HOCON text into tokens. Looks at most three characters ahead.</summary>
internal sealed class HoconLexer(string text, string? file)
{
    private const string Forbidden = "$\"{}[]:=,+#`^?!@*&\\";

    private readonly List<HoconToken> _tokens = [];
    private int _position;
    private int _line = 1;
    private int _lineStart;

    /// <exception cref="HoconException">A character or a string that HOCON does not allow.</exception>
    public static List<HoconToken> Read(string text, string? file) => new HoconLexer(text, file).Run();

    private List<HoconToken> Run()
    {
        while (_position < text.Length)
            Next();
        Add(HoconTokenKind.End, "", _position);
        return _tokens;
    }

    private char Peek(int ahead) => _position + ahead < text.Length ? text[_position + ahead] : '\0';

    private void Next()
    {
        var start = _position;
        var c = text[start];
        switch (c)
        {
            case '\n':
                Add(HoconTokenKind.Newline, "\n", start);
                _position++;
                NewLine();
                return;
            case '#':
            case '/' when Peek(1) == '/':
                while (_position < text.Length && text[_position] != '\n')
                    _position++;
                return;
            case '{':
                Single(HoconTokenKind.OpenBrace);
                return;
            case '}':
                Single(HoconTokenKind.CloseBrace);
                return;
            case '[':
                Single(HoconTokenKind.OpenBracket);
                return;
            case ']':
                Single(HoconTokenKind.CloseBracket);
                return;
            case ',':
                Single(HoconTokenKind.Comma);
                return;
            case ':' or '=':
                Single(HoconTokenKind.Assign);
                return;
            case '+' when Peek(1) == '=':
                Add(HoconTokenKind.Append, "+=", start);
                _position += 2;
                return;
            case '$' when Peek(1) == '{':
                var optional = Peek(2) == '?';
                _position += optional ? 3 : 2;
                Add(optional ? HoconTokenKind.OptionalSubstitution : HoconTokenKind.Substitution, text[start.._position], start);
                return;
            case '"' when Peek(1) == '"' && Peek(2) == '"':
                TripleQuoted();
                return;
            case '"':
                Quoted();
                return;
            default:
                if (IsWhitespace(c))
                    Whitespace();
                else if (Forbidden.Contains(c, StringComparison.Ordinal))
                    throw Error(start, $"'{c}' is reserved; put the text in quotes to use it");
                else
                    Unquoted();
                return;
        }
    }

    private void Single(HoconTokenKind kind)
    {
        Add(kind, text[_position].ToString(), _position);
        _position++;
    }

    private void Whitespace()
    {
        var start = _position;
        while (_position < text.Length && text[_position] != '\n' && IsWhitespace(text[_position]))
            _position++;
        Add(HoconTokenKind.Whitespace, text[start.._position], start);
    }

    private void Unquoted()
    {
        var start = _position;
        while (_position < text.Length)
        {
            var c = text[_position];
            // The sign of an exponent is part of a number: -1e+5.
            if (!IsExponentSign(start) && (c == '\n' || IsWhitespace(c) || Forbidden.Contains(c, StringComparison.Ordinal) || (c == '/' && Peek(1) == '/')))
                break;
            _position++;
        }

        Add(HoconTokenKind.Unquoted, text[start.._position], start);
    }

    private bool IsExponentSign(int start) =>
        text[_position] == '+' && _position > start + 1 && text[_position - 1] is 'e' or 'E' && char.IsAsciiDigit(Peek(1))
        && text.AsSpan(start, _position - 1 - start).IndexOfAny('e', 'E') < 0 && HoconUnits.IsNumber(text[start..(_position - 1)]);

    private void TripleQuoted()
    {
        var start = _position;
        var (line, lineStart) = (_line, _lineStart);
        var end = text.IndexOf("\"\"\"", start + 3, StringComparison.Ordinal);
        if (end < 0)
            throw Error(start, "the string that \"\"\" opens is never closed with \"\"\"");
        // Further quotes belong to the string: only the last three close it.
        while (end + 3 < text.Length && text[end + 3] == '"')
            end++;
        var content = text[(start + 3)..end];
        _tokens.Add(new HoconToken(HoconTokenKind.Quoted, content, line, start - lineStart + 1));
        for (_position = start; _position < end + 3;)
        {
            if (text[_position++] == '\n')
                NewLine();
        }
    }

    private void Quoted()
    {
        var start = _position++;
        var builder = new StringBuilder();
        while (true)
        {
            if (_position >= text.Length)
                throw Error(start, "the string is never closed with \"");
            var c = text[_position];
            if (c == '"')
                break;
            if (c == '\n')
                throw Error(start, "the string is not closed with \" before the end of its line; text of several lines stands in \"\"\"");
            if (c == '\\')
            {
                Escape(builder);
                continue;
            }

            // Those of JSON; the later ones of Unicode are text like any other.
            if (c < ' ')
                throw Error(_position, string.Create(CultureInfo.InvariantCulture, $"a string in quotes may not hold the control character U+{(int)c:X4}; write \\u{(int)c:x4}"));
            builder.Append(c);
            _position++;
        }

        _position++;
        Add(HoconTokenKind.Quoted, builder.ToString(), start);
    }

    private void Escape(StringBuilder builder)
    {
        var escape = Peek(1);
        if (escape == 'u')
        {
            if (_position + 6 > text.Length
                || !ushort.TryParse(text.AsSpan(_position + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
            {
                throw Error(_position, "\\u needs four hexadecimal digits");
            }

            builder.Append((char)code);
            _position += 6;
            return;
        }

        builder.Append(escape switch
        {
            '"' => '"',
            '\\' => '\\',
            '/' => '/',
            'b' => '\b',
            'f' => '\f',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            _ => throw Error(_position, $"'\\{(char.IsControl(escape) ? '?' : escape)}' is no escape; expected one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX"),
        });
        _position += 2;
    }

    private void NewLine()
    {
        _line++;
        _lineStart = _position;
    }

    private void Add(HoconTokenKind kind, string value, int start) =>
        _tokens.Add(new HoconToken(kind, value, _line, start - _lineStart + 1));

    private HoconException Error(int at, string problem) =>
        new(new ConfigOrigin(file, _line, at - _lineStart + 1), problem);

    // The whitespace of the specification, and the byte order mark.
    private static bool IsWhitespace(char c) =>
        c is '\t' or '\n' or '\v' or '\f' or '\r' or (>= '\u001c' and <= '\u001f') or '\ufeff'
        || char.GetUnicodeCategory(c) is UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
