using System.Globalization;

namespace Sapphire.Audio.Text;

/// <summary>Whether a line or a stop ends a sentence.</summary>
internal sealed partial class SentenceCutter
{
    /// <summary>−1: more is needed; 0: no end of a sentence; else where the next one begins.</summary>
    private int JudgeLine(int i, bool end)
    {
        int next = i + 1;
        if (next >= _plain.Count)
        {
            return end ? 0 : -1;
        }

        if (i - _lineStart >= ShortLine || (i > 0 && ",;-–—，、؛،(".Contains(_plain[i - 1].C)))
        {
            return 0;
        }

        while (next < _plain.Count && Openers.Contains(_plain[next].C))
        {
            next++;
        }

        if (next >= _plain.Count)
        {
            return end || next - i > 4 ? 0 : -1;
        }

        return char.IsLower(_plain[next].C) || ",;)".Contains(_plain[next].C) ? 0 : i + 1;
    }

    private int JudgeStop(int i, bool end)
    {
        int run = RunEnd(i);
        int k = run;
        while (k < _plain.Count && k - run < 8 && Closers.Contains(_plain[k].C))
        {
            k++;
        }

        if (k >= _plain.Count)
        {
            return end ? 0 : -1;
        }

        char next = _plain[k].C;
        bool wide = false;
        bool loud = false;
        for (int j = i; j < run; j++)
        {
            wide |= WideStops.Contains(_plain[j].C);
            loud |= "!?！？؟".Contains(_plain[j].C);
        }

        if (wide)
        {
            return k;
        }

        if (!char.IsWhiteSpace(next))
        {
            bool afterWide = IsWide(next) && (loud || (i > 0 && IsWide(_plain[i - 1].C)));
            return afterWide || (loud && next is >= '\uD83C' and <= '\uD83E') ? k : 0;
        }

        if (k + 1 < _plain.Count && _plain[k + 1].C == '»')
        {
            k += 2;
            if (k >= _plain.Count)
            {
                return end ? 0 : -1;
            }

            if (!char.IsWhiteSpace(_plain[k].C))
            {
                return k;
            }
        }

        int m = k + 1;
        int opened = 0;
        while (m < _plain.Count && opened < 4 && Openers.Contains(_plain[m].C))
        {
            m++;
            opened++;
        }

        if (m >= _plain.Count)
        {
            return end ? 0 : -1;
        }

        char first = _plain[m].C;
        if (first is '¿' or '¡')
        {
            return k;
        }

        bool single = run - i == 1 && _plain[i].C == '.';
        if (char.IsLower(first))
        {
            // Who writes everything in small letters still wants sentences.
            return single && k == run && !_continued && StartsLower() && Abbreviations.IsOrdinary(WordBefore(i)) ? k : 0;
        }

        if (!single)
        {
            return ",;:)".Contains(first) ? 0 : k;
        }

        if (",;:)".Contains(first))
        {
            return 0;
        }

        string word = WordBefore(i);
        if (OnlyNumberBefore(i))
        {
            return 0;
        }

        return Abbreviations.Judge(word) switch
        {
            StopKind.End => k,
            StopKind.Never => 0,
            StopKind.NotBeforeNumber => char.IsDigit(first) || first == '#' ? 0 : k,
            StopKind.BeforeCapital => char.IsUpper(first) || char.GetUnicodeCategory(first) == UnicodeCategory.OtherLetter || opened > 0 ? k : 0,
            StopKind.Ordinal => NextWord(m, end) is { } month ? (Abbreviations.IsMonth(month) ? 0 : k) : -1,
            _ => char.GetUnicodeCategory(first) == UnicodeCategory.OtherLetter ? k
                : NextWord(m, end) is { } starter ? (Abbreviations.IsStarter(starter) ? k : 0) : -1,
        };
    }

    /// <summary>The word that begins at <paramref name="m"/>; null when it may go on.</summary>
    private string? NextWord(int m, bool end)
    {
        int q = m;
        while (q < _plain.Count && q - m < 20 && char.IsLetter(_plain[q].C))
        {
            q++;
        }

        return q >= _plain.Count && !end ? null : Text(m, q);
    }

    private string WordBefore(int i)
    {
        int b = i;
        while (b > 0 && i - b < 30 && (char.IsLetterOrDigit(_plain[b - 1].C) || _plain[b - 1].C is '.' or '-' or '\'' or '’' or '°'))
        {
            b--;
        }

        return Text(b, i);
    }

    private bool OnlyNumberBefore(int i)
    {
        for (int j = 0; j < i; j++)
        {
            if (!char.IsAsciiDigit(_plain[j].C))
            {
                return false;
            }
        }

        return i is > 0 and <= 3;
    }

    private bool StartsLower()
    {
        foreach (Plain plain in _plain)
        {
            if (char.IsLetterOrDigit(plain.C))
            {
                return char.IsLower(plain.C);
            }
        }

        return false;
    }

    private int RunEnd(int i)
    {
        int run = i + 1;
        while (run < _plain.Count && Stops.Contains(_plain[run].C) && !_plain[run].Fixed)
        {
            run++;
        }

        return run;
    }
}
