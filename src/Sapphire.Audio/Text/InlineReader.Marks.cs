using System.Net;

namespace Sapphire.Audio.Text;

/// <summary>Escapes, code, emphasis, links, tags and entities.</summary>
internal sealed partial class InlineReader
{
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
}
