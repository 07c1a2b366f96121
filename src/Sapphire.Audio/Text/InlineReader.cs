using System.Net;
using System.Runtime.InteropServices;

namespace Sapphire.Audio.Text;

/// <summary>
/// Second stage: Markdown inside a block becomes plain text. What may still turn out to be markup (a code span, a formula, a
/// link's target) is held back until it is certain, within limits; what never closes is text.
/// </summary>
internal sealed class InlineReader(SentenceCutter cutter, bool english)
{
    private const int LongestCode = 400;
    private const int LongestFormula = 400;
    private const int LongestTarget = 1500;
    private const int LongestUrl = 3000;
    private const int LongestTag = 300;
    private const int LongestRun = 50;

    private static readonly string[] Schemes = ["https://", "http://", "ftp://", "www."];

    private static readonly HashSet<string> Tags = [.. "a abbr audio b blockquote br button code center dd del details div dl dt em figure figcaption font footer h1 h2 h3 h4 h5 h6 header hr html body head i iframe img input ins kbd label li main mark ol p picture pre q s samp script section small source span strike strong style sub summary sup svg table tbody td tfoot th thead time title tr tt u ul var video wbr think thinking".Split(' ')];

    private readonly List<Raw> _pending = [];
    private int _brackets;
    private char _wait;
    private int _limit;

    /// <summary>Adds a character of a block.</summary>
    public void Add(char c, int at)
    {
        _pending.Add(new(c, at));
        if (_wait != '\0' && c != _wait && c != '\n' && _pending.Count < _limit)
        {
            return;
        }

        Run(end: false);
    }

    /// <summary>Adds words that stand for the characters from <paramref name="start"/> to <paramref name="end"/>; they hold no markup and no stop.</summary>
    public void AddFixed(string text, int start, int end)
    {
        Flush();
        Put(text, start, Math.Max(start, end));
    }

    /// <summary>What is held back is text.</summary>
    public void Flush()
    {
        Run(end: true);
        _pending.Clear();
        _wait = '\0';
        _brackets = 0;
    }

    /// <summary>The block is over.</summary>
    public void EndBlock()
    {
        Flush();
        cutter.Break();
    }

    private void Run(bool end)
    {
        int i = 0;
        while (i < _pending.Count)
        {
            _wait = '\0';
            int taken = Take(i, end);
            if (taken == 0)
            {
                break;
            }

            i += taken;
        }

        if (i >= _pending.Count)
        {
            _wait = '\0';
        }

        _pending.RemoveRange(0, Math.Min(i, _pending.Count));
    }

    private char C(int i) => i < _pending.Count ? _pending[i].C : '\0';

    /// <summary>How many characters were dealt with; 0 when more are needed.</summary>
    private int Take(int i, bool end)
    {
        char c = C(i);
        bool last = i + 1 >= _pending.Count;
        switch (c)
        {
            case '\\':
                return last && !end ? 0 : Escape(i, end);
            case '`':
                return Code(i, end);
            case '*':
            case '_':
            case '~':
                return Emphasis(i, end);
            case '!':
                if (last && !end)
                {
                    return 0;
                }

                if (C(i + 1) != '[')
                {
                    Put(i);
                }

                return 1;
            case '[':
                return OpenBracket(i, end);
            case ']':
                return CloseBracket(i, end);
            case '<':
                return last && !end ? 0 : Tag(i, end);
            case '&':
                return Entity(i, end);
            case '$':
                return last && !end ? 0 : Formula(i, end);
            case 'h' or 'H' or 'w' or 'W' or 'f' or 'F' when !char.IsLetterOrDigit(cutter.Last):
                return Url(i, end);
            default:
                Put(i);
                return 1;
        }
    }

    private int Escape(int i, bool end)
    {
        char next = C(i + 1);
        if (next is '(' or '[')
        {
            char close = next == '(' ? ')' : ']';
            for (int j = i + 2; j + 1 < _pending.Count; j++)
            {
                if (C(j) == '\\' && C(j + 1) == close)
                {
                    PutFormula(i, i + 2, j, j + 2);
                    return j + 2 - i;
                }
            }

            if (!end && _pending.Count - i < LongestFormula)
            {
                return Wait(close, i + LongestFormula);
            }
        }

        if (char.IsAscii(next) && (char.IsPunctuation(next) || char.IsSymbol(next)))
        {
            Put(i + 1);
            return 2;
        }

        if (next != '\n' && next != '\0')
        {
            Put(i);
        }

        return 1;
    }

    private int Code(int i, bool end)
    {
        int n = RunOf('`', i);
        if (n > LongestRun)
        {
            return n;
        }

        if (i + n >= _pending.Count && !end)
        {
            return 0;
        }

        for (int j = i + n; j < _pending.Count;)
        {
            if (C(j) != '`')
            {
                j++;
                continue;
            }

            int m = RunOf('`', j);
            if (j + m >= _pending.Count && !end)
            {
                return _pending.Count - i < LongestCode ? 0 : n;
            }

            if (m == n)
            {
                PutCode(i + n, j);
                return j + m - i;
            }

            j += m;
        }

        return !end && _pending.Count - i < LongestCode ? Wait('`', i + LongestCode) : n;
    }

    private int Emphasis(int i, bool end)
    {
        char c = C(i);
        int n = RunOf(c, i);
        if (i + n >= _pending.Count && !end)
        {
            return n > LongestRun ? n : 0;
        }

        char before = cutter.Last;
        char after = C(i + n);
        bool keep = c switch
        {
            '~' => n == 1,
            '_' => char.IsLetterOrDigit(before) && char.IsLetterOrDigit(after),
            _ => n == 1 && ((char.IsWhiteSpace(before) && char.IsWhiteSpace(after)) || (char.IsDigit(before) && char.IsDigit(after))),
        };
        if (keep)
        {
            Put(i);
        }

        return n;
    }

    private int OpenBracket(int i, bool end)
    {
        if (i + 1 >= _pending.Count && !end)
        {
            return 0;
        }

        if (C(i + 1) == '^')
        {
            int close = IndexOf(']', i, 60);
            if (close >= 0)
            {
                return close + 1 - i;
            }

            if (!end && _pending.Count - i < 60)
            {
                return Wait(']', i + 60);
            }
        }

        _brackets++;
        if (char.IsLetterOrDigit(cutter.Last) && char.IsLetterOrDigit(C(i + 1)))
        {
            Put(" ", _pending[i].At, _pending[i].At + 1);
        }

        return 1;
    }

    private int CloseBracket(int i, bool end)
    {
        if (_brackets == 0)
        {
            return 1;
        }

        if (i + 1 >= _pending.Count && !end)
        {
            return 0;
        }

        char next = C(i + 1);
        if (next == '[')
        {
            int close = IndexOf(']', i + 1, 100);
            if (close < 0 && !end && _pending.Count - i < 100 && C(_pending.Count - 1) != '\n')
            {
                return Wait(']', i + 100);
            }

            _brackets--;
            return close < 0 ? 1 : close + 1 - i;
        }

        if (next == '(')
        {
            int depth = 0;
            for (int j = i + 1; j < _pending.Count && j - i < LongestTarget; j++)
            {
                if (C(j) == '\n')
                {
                    break;
                }

                depth += C(j) == '(' ? 1 : C(j) == ')' ? -1 : 0;
                if (depth == 0)
                {
                    _brackets--;
                    return j + 1 - i;
                }
            }

            if (!end && _pending.Count - i < LongestTarget && C(_pending.Count - 1) != '\n')
            {
                return Wait(')', i + LongestTarget);
            }
        }

        _brackets--;
        return 1;
    }

    private int Tag(int i, bool end)
    {
        char next = C(i + 1);
        if (!char.IsAsciiLetter(next) && next is not ('/' or '!'))
        {
            Put(i);
            return 1;
        }

        int name = next == '/' ? i + 2 : i + 1;
        int q = name;
        while (char.IsAsciiLetterOrDigit(C(q)))
        {
            q++;
        }

        if (q >= _pending.Count && !end && q - name < 20)
        {
            return 0;
        }

        string tag = Text(name, q).ToLowerInvariant();
        bool known = Tags.Contains(tag) || next == '!' || C(q) is ':' or '@' or '.' or '-' or '+' or '>';
        int close = known ? IndexOf('>', i, LongestTag) : -1;
        if (close < 0)
        {
            if (known && !end && _pending.Count - i < LongestTag)
            {
                return Wait('>', i + LongestTag);
            }

            Put(i);
            return 1;
        }

        string content = Text(i + 1, close);
        if (content.Contains("://", StringComparison.Ordinal))
        {
            PutUrl(content, i, close + 1);
        }
        else if (content.Contains('@', StringComparison.Ordinal) && !content.Contains(' ', StringComparison.Ordinal))
        {
            Put(content, _pending[i].At, _pending[close].At + 1);
        }
        else if (tag is "br" or "p" or "div" or "li" or "hr" or "tr" or "h1" or "h2" or "h3" or "h4" or "h5" or "h6")
        {
            cutter.Break();
        }
        else if (tag is "td" or "th" && next == '/')
        {
            Put(", ", _pending[i].At, _pending[close].At + 1);
        }

        return close + 1 - i;
    }

    private int Entity(int i, bool end)
    {
        int q = i + 1;
        while (q < _pending.Count && q - i < 32 && (char.IsAsciiLetterOrDigit(C(q)) || C(q) == '#'))
        {
            q++;
        }

        if (q >= _pending.Count && !end && q - i < 32)
        {
            return 0;
        }

        if (C(q) == ';' && q > i + 1)
        {
            string entity = Text(i, q + 1);
            string decoded = WebUtility.HtmlDecode(entity);
            if (!string.Equals(decoded, entity, StringComparison.Ordinal))
            {
                Put(decoded.Replace('\u00A0', ' '), _pending[i].At, _pending[q].At + 1, fix: false);
                return q + 1 - i;
            }
        }

        Put(i);
        return 1;
    }

    /// <summary>A formula as pandoc knows it: no space inside the signs, no digit after them, so that "$5 or $10" is money.</summary>
    private int Formula(int i, bool end)
    {
        bool display = C(i + 1) == '$';
        int from = display ? i + 2 : i + 1;
        if (from >= _pending.Count && !end)
        {
            return 0;
        }

        if (!display && (char.IsWhiteSpace(C(from)) || C(from) == '\0'))
        {
            Put(i);
            return 1;
        }

        bool number = !display && char.IsDigit(C(from));
        for (int j = from; j < _pending.Count && j - i < LongestFormula; j++)
        {
            char c = C(j);
            if (c == '$' && C(j - 1) != '\\')
            {
                if (display ? C(j + 1) == '$' && j > from : !char.IsWhiteSpace(C(j - 1)) && j > from)
                {
                    if (!display && j + 1 >= _pending.Count && !end)
                    {
                        return 0;
                    }

                    if (display || !char.IsDigit(C(j + 1)))
                    {
                        PutFormula(i, from, j, display ? j + 2 : j + 1);
                        return (display ? j + 2 : j + 1) - i;
                    }
                }

                if (!display)
                {
                    break;
                }
            }

            if (!display && (c == '\n' || (number && !Continues(j, end))))
            {
                break;
            }

            if (j == _pending.Count - 1 && !end && j - i < LongestFormula - 1)
            {
                return number ? 0 : Wait('$', i + LongestFormula);
            }
        }

        if (!display)
        {
            Put(i);
        }

        return display ? 2 : 1;
    }

    /// <summary>After a digit at the beginning, a space must be followed by an operator: "$2 + 3$", not "$2 each".</summary>
    private bool Continues(int j, bool end)
    {
        if (!char.IsWhiteSpace(C(j)))
        {
            return C(j) is not (',' or '.' or ';' or '!' or '?') || char.IsDigit(C(j + 1)) || (j + 1 >= _pending.Count && !end);
        }

        return (j + 1 >= _pending.Count && !end) || "+-=*<>\\^/×·".Contains(C(j + 1)) || "+-=*<>^/×·".Contains(C(j - 1)) || (j >= 1 && char.IsAsciiLetter(C(j - 1)) && C(j + 1) == '=');
    }

    private int Url(int i, bool end)
    {
        string? scheme = null;
        foreach (string candidate in Schemes)
        {
            int same = 0;
            while (same < candidate.Length && char.ToLowerInvariant(C(i + same)) == candidate[same])
            {
                same++;
            }

            if (same == candidate.Length)
            {
                scheme = candidate;
                break;
            }

            if (!end && i + same >= _pending.Count)
            {
                return 0;
            }
        }

        if (scheme is null)
        {
            Put(i);
            return 1;
        }

        int q = i + scheme.Length;
        int depth = 0;
        while (q < _pending.Count && q - i < LongestUrl && IsUrl(C(q), ref depth))
        {
            q++;
        }

        if (q >= _pending.Count && !end && q - i < LongestUrl)
        {
            return 0;
        }

        while (q > i + scheme.Length && C(q - 1) is '.' or ',' or ';' or ':' or '!' or '?' or '\'' or '"' or '*' or '_' or '~')
        {
            q--;
        }

        if (q == i + scheme.Length)
        {
            Put(i);
            return 1;
        }

        PutUrl(Text(i, q), i, q);
        return q - i;
    }

    private static bool IsUrl(char c, ref int depth)
    {
        depth += c == '(' ? 1 : c == ')' ? -1 : 0;
        return depth >= 0 && c is > ' ' and < '\u0250' and not ('<' or '>' or '"' or '[' or ']' or '|' or '`' or '\\' or '{' or '}' or '«' or '»');
    }

    private int Wait(char c, int limit)
    {
        _wait = c;
        _limit = limit;
        return 0;
    }

    private int RunOf(char c, int i)
    {
        int q = i;
        while (q < _pending.Count && C(q) == c)
        {
            q++;
        }

        return q - i;
    }

    private int IndexOf(char c, int from, int within)
    {
        for (int j = from; j < _pending.Count && j - from < within; j++)
        {
            if (C(j) == c)
            {
                return j;
            }
        }

        return -1;
    }

    private string Text(int from, int to) => string.Create(Math.Max(0, to - from), (_pending, from), static (span, s) =>
    {
        for (int i = 0; i < span.Length; i++)
        {
            span[i] = s._pending[s.from + i].C;
        }
    });

    private void Put(int i) => cutter.Add(_pending[i].C, _pending[i].At, _pending[i].At + 1, fix: false);

    private void PutUrl(string url, int i, int to)
    {
        int from = url.IndexOf("://", StringComparison.Ordinal) is >= 0 and int scheme ? scheme + 3 : 0;
        string rest = url[from..];
        int host = rest.AsSpan().IndexOfAny("/?#");
        rest = host >= 0 ? rest[..host] : rest;
        rest = rest[(rest.IndexOf('@', StringComparison.Ordinal) + 1)..];
        rest = rest.StartsWith("www.", StringComparison.OrdinalIgnoreCase) ? rest[4..] : rest;
        rest = rest.Length > 100 ? rest[..100] : rest;
        Put((english ? "link to " : "") + rest, _pending[i].At, _pending[to - 1].At + 1);
    }

    private void PutCode(int from, int to)
    {
        if (to > from)
        {
            Put(CodeText.Words(Text(from, to)), _pending[from].At, _pending[to - 1].At + 1);
        }
    }

    private void PutFormula(int start, int from, int to, int end) =>
        Put(FormulaText.Words(Text(from, to), english), _pending[start].At, _pending[end - 1].At + 1);

    /// <summary>Words that stand for something else: their places are spread over what they stand for.</summary>
    private void Put(string text, int start, int end, bool fix = true)
    {
        long length = end - start;
        for (int i = 0; i < text.Length; i++)
        {
            cutter.Add(text[i], start + (int)(length * i / text.Length), start + (int)(length * (i + 1) / text.Length), fix);
        }
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Raw(char C, int At);
}
