using System.Runtime.InteropServices;

namespace Sapphire.Audio.Text;

/// <summary>
/// Second stage: Markdown inside a block becomes plain text. What may still turn out to be markup (a code span, a formula, a
/// link's target) is held back until it is certain, within limits; what never closes is text.
/// </summary>
internal sealed partial class InlineReader(SentenceCutter cutter, bool english)
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
