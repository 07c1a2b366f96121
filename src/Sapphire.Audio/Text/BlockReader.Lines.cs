namespace Sapphire.Audio.Text;

/// <summary>What a line is: by its first characters.</summary>
internal sealed partial class BlockReader
{
    /// <summary>Decides what the line is, as soon as that is certain.</summary>
    private void ReadHead(bool complete, int end)
    {
        string h = _head.ToString();
        if (!complete && h.Length >= LongestHead)
        {
            Paragraph(h, 0, complete, end);
            return;
        }

        int p = 0;
        bool quote = false;
        bool item = false;
        while (p < h.Length && (h[p] is ' ' or '\t' || (h[p] == '>' && !item)))
        {
            quote |= h[p] == '>';
            p++;
        }

        while (true)
        {
            if (p >= h.Length)
            {
                if (complete)
                {
                    ReadHeaderAsRow();
                    EndBlock();
                    _labels = null;
                    StartLine();
                }

                return;
            }

            char c = h[p];
            if (_header is not null && c != '|')
            {
                ReadHeaderAsRow();
            }

            if (c != '|')
            {
                _labels = null;
            }

            int run = Run(h, p);
            bool open = p + run >= h.Length && !complete;
            if (c is '`' or '~' && (run >= 3 || open))
            {
                if (!complete)
                {
                    return;
                }

                if (run >= 3 && (c == '~' || !h.AsSpan(p + run).Contains('`')))
                {
                    StartFence(h, p, run, end);
                    return;
                }
            }
            else if (c == '#' && run <= 6)
            {
                if (open)
                {
                    return;
                }

                if (p + run == h.Length || h[p + run] is ' ' or '\t')
                {
                    EndBlock();
                    _lineIsBlock = true;
                    Begin(h, p + run, complete, end);
                    return;
                }
            }
            else if (c is '-' or '*' or '_' or '=' or '+' or '•' or '◦' or '▪' or '‣')
            {
                if (c is '-' or '*' or '_' or '=' && OnlyOf(h, p, c))
                {
                    if (!complete)
                    {
                        return;
                    }

                    EndBlock();
                    StartLine();
                    return;
                }

                if (open)
                {
                    return;
                }

                if (run == 1 && p + 1 < h.Length && h[p + 1] is ' ' or '\t' && c is not '_' and not '=')
                {
                    int next = SkipSpaces(h, p + 1);
                    if (h.AsSpan(next) is { Length: < 4 } rest && rest.StartsWith("[") && !complete)
                    {
                        return;
                    }

                    NewItem(ref item);
                    if (next + 3 < h.Length && h[next] == '[' && h[next + 1] is ' ' or 'x' or 'X' && h[next + 2] == ']' && h[next + 3] == ' ')
                    {
                        if (h[next + 1] != ' ' && english)
                        {
                            inline.AddFixed("done: ", _at[next], _at[next + 3]);
                        }

                        next += 4;
                    }

                    Drop(next);
                    h = _head.ToString();
                    p = 0;
                    continue;
                }
            }
            else if (char.IsAsciiDigit(c))
            {
                int q = p;
                while (q < h.Length && char.IsAsciiDigit(h[q]))
                {
                    q++;
                }

                if (q - p <= 3)
                {
                    if (q + 1 >= h.Length && !complete && (q == h.Length || h[q] is '.' or ')'))
                    {
                        return;
                    }

                    // A number that a paragraph happens to continue with is no list.
                    bool may = !_open || _list || h[p..q] == "1";
                    if (may && q < h.Length && h[q] is '.' or ')' && q + 1 < h.Length && h[q + 1] is ' ' or '\t')
                    {
                        NewItem(ref item);
                        inline.AddFixed(h[p..q] + ". ", _at[p], _at[q + 1]);
                        Drop(SkipSpaces(h, q + 1));
                        h = _head.ToString();
                        p = 0;
                        continue;
                    }
                }
            }
            else if (c == '|')
            {
                TableLine(h, p, complete, end);
                return;
            }
            else if (c == '[' && !item)
            {
                if (Definition(h, p, complete, end))
                {
                    return;
                }
            }
            else if (c == '<')
            {
                string rest = h[p..];
                if (ThoughtTags.Any(t => rest.StartsWith(t, StringComparison.OrdinalIgnoreCase)))
                {
                    EndBlock();
                    _tail.Clear();
                    _mode = Mode.Thought;
                    foreach (char t in rest[(rest.IndexOf('>', StringComparison.Ordinal) + 1)..])
                    {
                        ThoughtText(t);
                    }

                    return;
                }

                if (!complete && ThoughtTags.Any(t => t.StartsWith(rest, StringComparison.OrdinalIgnoreCase)))
                {
                    return;
                }
            }

            if (quote != _quote && !item)
            {
                EndBlock();
            }

            _quote = quote;
            if (item)
            {
                Begin(h, p, complete, end);
            }
            else
            {
                Paragraph(h, p, complete, end);
            }

            return;
        }
    }

    private void NewItem(ref bool item)
    {
        if (!item)
        {
            EndBlock();
        }

        item = true;
        _open = true;
        _list = true;
    }

    private void Drop(int count)
    {
        _head.Remove(0, count);
        _at.RemoveRange(0, count);
    }

    private void Paragraph(string h, int p, bool complete, int end)
    {
        if (_hardBreak)
        {
            bool list = _list;
            EndBlock();
            _list = list;
        }

        if (_open)
        {
            inline.Add('\n', _newline);
        }

        Begin(h, p, complete, end);
    }

    /// <summary>Gives on what is known of the line, and reads the rest as it comes.</summary>
    private void Begin(string h, int p, bool complete, int end)
    {
        _open = true;
        _mode = Mode.Content;
        (_last, _beforeLast) = ('\0', '\0');
        p = SkipSpaces(h, p);
        for (int i = p; i < h.Length; i++)
        {
            Content(h[i], _at[i]);
        }

        if (complete)
        {
            Content('\n', end);
        }
    }

    private static int Run(string h, int p)
    {
        int q = p;
        while (q < h.Length && h[q] == h[p])
        {
            q++;
        }

        return q - p;
    }

    private static bool OnlyOf(string h, int p, char c)
    {
        for (int i = p; i < h.Length; i++)
        {
            if (h[i] != c && h[i] is not (' ' or '\t'))
            {
                return false;
            }
        }

        return true;
    }

    private static int SkipSpaces(string h, int p)
    {
        while (p < h.Length && h[p] is ' ' or '\t')
        {
            p++;
        }

        return p;
    }
}
