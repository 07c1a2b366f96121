using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Sapphire.Audio.Text;

/// <summary>
/// Third stage: cuts plain text into sentences. A stop is judged when the next word is known (its first letter, after an
/// abbreviation the whole of it), so a sentence waits for no more than that.
/// </summary>
internal sealed partial class SentenceCutter(List<SpokenSentence> ready, bool english)
{
    /// <summary>Longer sentences are cut, at the last clause or space before <see cref="Longest"/>. Wide characters count twice.</summary>
    private const int CutWhen = 280;

    private const int Longest = 250;

    /// <summary>A clause that ends earlier than this is too short to stand alone.</summary>
    private const int ShortestClause = 60;

    /// <summary>A word without an end is cut here.</summary>
    private const int LongestWord = 400;

    /// <summary>What is spoken in one piece has at most so many characters.</summary>
    private const int LongestSpoken = 400;

    /// <summary>A line this short is a line of its own (an address, a poem), not part of a wrapped paragraph.</summary>
    private const int ShortLine = 50;

    private const string Stops = ".!?…。！？｡؟۔।॥።։៖។၊။‼⁇⁈⁉";

    private const string WideStops = "。！？｡؟۔।॥።։។။";

    private const string Closers = "\"'”’»)]}」』）】》〉";

    private const string Openers = "\"'“‘«([{「『（【《〈*_„‚";

    private readonly List<Plain> _plain = [];
    private int _scan;
    private int _weight;
    private int _lineStart;
    private bool _continued;

    public void Add(char c, int start, int end, bool fix)
    {
        if (c == '\n' && fix)
        {
            c = ' ';
        }

        bool space = c != '\n' && (char.IsWhiteSpace(c) || char.IsControl(c));
        if (_plain.Count == 0)
        {
            if (space || c == '\n')
            {
                return;
            }
        }
        else if (space && char.IsWhiteSpace(_plain[^1].C))
        {
            return;
        }
        else if (c == '\n' && _plain[^1].C == ' ')
        {
            _plain[^1] = new('\n', _plain[^1].Start, end, Fixed: false);
            return;
        }
        else if (!char.IsLetterOrDigit(c) && !char.IsSurrogate(c) && _plain.Count >= 3 && _plain[^1].C == c && _plain[^2].C == c && _plain[^3].C == c)
        {
            // "!!!!!!!!" says no more than "!!!".
            _plain[^1] = _plain[^1] with { End = end };
            return;
        }

        _plain.Add(new(space ? ' ' : c, start, end, fix));
        _weight += Width(c);
        Scan(end: false);
        if (_weight > CutWhen)
        {
            CutLong();
        }
    }

    /// <summary>The last character of the plain text; a space at the beginning.</summary>
    public char Last => _plain.Count == 0 ? ' ' : _plain[^1].C;

    /// <summary>Nothing of what follows belongs to this sentence.</summary>
    public void Break()
    {
        Scan(end: true);
        Emit(_plain.Count);
        _continued = false;
    }

    private void Scan(bool end)
    {
        while (_scan < _plain.Count)
        {
            char c = _plain[_scan].C;
            if (_plain[_scan].Fixed || (c != '\n' && !Stops.Contains(c)))
            {
                _scan++;
                continue;
            }

            int cut = c == '\n' ? JudgeLine(_scan, end) : JudgeStop(_scan, end);
            if (cut < 0)
            {
                return;
            }

            if (cut == 0)
            {
                if (c == '\n')
                {
                    _plain[_scan] = _plain[_scan] with { C = ' ' };
                    _lineStart = _scan + 1;
                    _scan++;
                }
                else
                {
                    _scan = RunEnd(_scan);
                }

                continue;
            }

            Emit(cut);
            _continued = false;
        }
    }

    private void CutLong()
    {
        int clause = 0;
        int space = 0;
        int wide = 0;
        int weight = 0;
        int i = 0;
        for (; i < _plain.Count; i++)
        {
            weight += Width(_plain[i].C);
            if (weight > Longest)
            {
                break;
            }

            char c = _plain[i].C;
            if (i + 1 >= _plain.Count)
            {
                break;
            }

            if (char.IsWhiteSpace(c))
            {
                space = i + 1;
                if (i > 0 && weight >= ShortestClause && ",;:—–)،؛".Contains(_plain[i - 1].C))
                {
                    clause = i + 1;
                }
            }
            else if ("，、；：".Contains(c) && weight >= ShortestClause)
            {
                clause = i + 1;
            }
            else if (IsWide(c) && IsWide(_plain[i + 1].C))
            {
                wide = i + 1;
            }
        }

        int cut = clause > 0 ? clause : Math.Max(space, wide);
        if (cut == 0 && _weight >= LongestWord)
        {
            cut = Whole(Math.Min(_plain.Count - 1, LongestWord / 2));
        }

        if (cut > 0)
        {
            Emit(cut);
            _continued = true;
        }
    }

    /// <summary>The nearest place at or before <paramref name="i"/> that splits no character.</summary>
    private int Whole(int i)
    {
        int whole = i;
        while (whole > 1 && (char.IsLowSurrogate(_plain[whole].C) || _plain[whole].C is '\u200D' or '\uFE0F'
            || char.GetUnicodeCategory(_plain[whole].C) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark))
        {
            whole--;
        }

        return whole > 1 ? whole : char.IsLowSurrogate(_plain[i].C) ? i + 1 : i;
    }

    private void Emit(int count)
    {
        Speak(0, count);
        _plain.RemoveRange(0, count);
        _scan = Math.Max(0, _scan - count);
        _lineStart = Math.Max(0, _lineStart - count);
        while (_plain.Count > 0 && char.IsWhiteSpace(_plain[0].C))
        {
            _plain.RemoveAt(0);
            _scan = Math.Max(0, _scan - 1);
        }

        _weight = 0;
        foreach (Plain plain in _plain)
        {
            _weight += Width(plain.C);
        }
    }

    private void Speak(int from, int to)
    {
        while (to > from && char.IsWhiteSpace(_plain[to - 1].C))
        {
            to--;
        }

        while (from < to && char.IsWhiteSpace(_plain[from].C))
        {
            from++;
        }

        if (from >= to)
        {
            return;
        }

        string text = SpokenText.Clean(Text(from, to), english);
        if (text.Length > LongestSpoken && to - from > 1)
        {
            // Signs that become words can make a piece too long: halve it, at a space where there is one.
            int middle = from + (to - from) / 2;
            int cut = middle;
            while (cut > from + 1 && !char.IsWhiteSpace(_plain[cut - 1].C))
            {
                cut--;
            }

            cut = cut > from + 1 ? cut : middle;
            if (char.IsLowSurrogate(_plain[cut].C) && cut + 1 < to)
            {
                cut++;
            }

            Speak(from, cut);
            Speak(cut, to);
            return;
        }

        if (text.Length > 0)
        {
            ready.Add(new(_plain[from].Start, Math.Max(_plain[to - 1].End, _plain[from].End), text));
        }
    }

    private string Text(int from, int to)
    {
        StringBuilder text = new(to - from);
        for (int i = from; i < to; i++)
        {
            text.Append(_plain[i].C);
        }

        return text.ToString();
    }

    /// <summary>Scripts that have no spaces and stand wide: a character is a syllable or a word.</summary>
    internal static bool IsWide(char c) => c is (>= '\u2E80' and <= '\u9FFF') or (>= '\uF900' and <= '\uFAFF') or (>= '\uFF00' and <= '\uFFEF');

    private static int Width(char c) => IsWide(c) ? 2 : 1;

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Plain(char C, int Start, int End, bool Fixed);
}
