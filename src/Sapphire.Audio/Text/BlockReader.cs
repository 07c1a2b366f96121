using System.Text;

namespace Sapphire.Audio.Text;

/// <summary>
/// First stage: the lines of Markdown. The head of a line is held back until it is certain what the line is; the rest goes
/// on at once.
/// </summary>
/// <remarks>
/// <code>
///            paragraph, list, heading, quote        end of line
///   Head ───────────────────────────────────► Content ─────────► Head
///     ├── | in a table ─► Row ── end of line ─► Head
///     ├── ``` or ~~~ ───► Fence ── the same fence ─► Head
///     ├── &lt;think&gt; ─────► Thought ── &lt;/think&gt; ─► Head
///     └── definition of a link ─► Skip ── end of line ─► Head
/// </code>
/// </remarks>
internal sealed class BlockReader(InlineReader inline, bool english)
{
    /// <summary>A line that is still not understood after so many characters is a paragraph.</summary>
    private const int LongestHead = 1000;

    private static readonly string[] ThoughtTags = ["<think>", "<thinking>", "<reasoning>"];

    private readonly StringBuilder _head = new();
    private readonly List<int> _at = [];
    private readonly StringBuilder _tail = new();
    private Mode _mode;
    private bool _open;
    private bool _list;
    private bool _quote;
    private bool _lineIsBlock;
    private bool _hardBreak;
    private int _newline;
    private char _fence;
    private int _fenceLength;
    private string? _header;
    private int[] _headerAt = [];
    private List<string>? _labels;
    private int _cell;
    private bool _cellStarted;
    private bool _rowStarted;
    private bool _escaped;
    private char _last;
    private char _beforeLast;

    private enum Mode
    {
        Head,
        Content,
        Row,
        Fence,
        Thought,
        Skip,
    }

    public void Add(char c, int at)
    {
        if (c == '\r')
        {
            return;
        }

        switch (_mode)
        {
            case Mode.Head:
                if (c != '\n')
                {
                    _head.Append(c);
                    _at.Add(at);
                }

                ReadHead(c == '\n', at);
                break;
            case Mode.Content:
                Content(c, at);
                break;
            case Mode.Row:
                Row(c, at);
                break;
            case Mode.Fence:
                FenceLine(c);
                break;
            case Mode.Thought:
                ThoughtText(c);
                break;
            case Mode.Skip when c == '\n':
                StartLine();
                break;
        }
    }

    public void Finish(int at)
    {
        if (_mode == Mode.Head && _head.Length > 0)
        {
            ReadHead(complete: true, at);
        }

        ReadHeaderAsRow();
        inline.EndBlock();
    }

    private void StartLine()
    {
        _mode = Mode.Head;
        _head.Clear();
        _at.Clear();
    }

    private void EndBlock()
    {
        inline.EndBlock();
        _open = false;
        _list = false;
        _hardBreak = false;
    }

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

    private void Content(char c, int at)
    {
        if (c != '\n')
        {
            inline.Add(c, at);
            (_beforeLast, _last) = (_last, c);
            return;
        }

        _newline = at;
        _hardBreak = _last == '\\' || (_last == ' ' && _beforeLast == ' ');
        if (_lineIsBlock)
        {
            _lineIsBlock = false;
            EndBlock();
        }

        StartLine();
    }

    private void StartFence(string h, int p, int run, int end)
    {
        EndBlock();
        _fence = h[p];
        _fenceLength = run;
        _mode = Mode.Fence;
        _tail.Clear();
        if (english)
        {
            inline.AddFixed("Code block.", _at[p], end);
            inline.EndBlock();
        }
    }

    private void FenceLine(char c)
    {
        if (c != '\n')
        {
            // More than a closing fence can have is not kept.
            if (_tail.Length < 200)
            {
                _tail.Append(c);
            }

            return;
        }

        string line = _tail.ToString().TrimStart(' ', '\t', '>').TrimEnd();
        _tail.Clear();
        if (line.Length >= _fenceLength && line.AsSpan().TrimStart(_fence).IsEmpty)
        {
            StartLine();
        }
    }

    private void ThoughtText(char c)
    {
        _tail.Append(char.ToLowerInvariant(c));
        if (_tail.Length > 32)
        {
            _tail.Remove(0, 16);
        }

        if (c == '>')
        {
            string tail = _tail.ToString();
            if (ThoughtTags.Any(t => tail.EndsWith("</" + t[1..], StringComparison.Ordinal)))
            {
                StartLine();
            }
        }
    }

    /// <summary><c>[label]: target</c> and <c>[^1]: note</c>. True when the line is dealt with, or more of it is needed.</summary>
    private bool Definition(string h, int p, bool complete, int end)
    {
        int close = h.IndexOf(']', p);
        if (close < 0 || close + 1 >= h.Length)
        {
            return !complete && h.Length - p < 100;
        }

        if (h[close + 1] != ':')
        {
            return false;
        }

        int target = SkipSpaces(h, close + 2);
        if (h[p + 1] == '^')
        {
            EndBlock();
            Begin(h, target, complete, end);
            return true;
        }

        if (h.Length - target < 4 && !complete)
        {
            return true;
        }

        string rest = h[target..];
        if (rest.StartsWith("http", StringComparison.OrdinalIgnoreCase) || rest.StartsWith("www.", StringComparison.OrdinalIgnoreCase) || rest.StartsWith('<') || rest.StartsWith('/') || rest.StartsWith('#'))
        {
            _mode = Mode.Skip;
            if (complete)
            {
                StartLine();
            }

            return true;
        }

        return false;
    }

    private void TableLine(string h, int p, bool complete, int end)
    {
        if (_labels is not null)
        {
            EndBlock();
            StartRow();
            for (int i = p + 1; i < h.Length; i++)
            {
                Row(h[i], _at[i]);
            }

            if (complete)
            {
                Row('\n', end);
            }

            return;
        }

        if (_header is null)
        {
            if (complete)
            {
                EndBlock();
                _header = h[p..];
                _headerAt = [.. _at.Skip(p)];
                StartLine();
            }

            return;
        }

        if (h.AsSpan(p).IndexOfAnyExcept("|-: \t") < 0)
        {
            if (complete)
            {
                _labels = [.. Cells(_header).Select(Label)];
                _header = null;
                StartLine();
            }

            return;
        }

        // Two rows without a line between them: no table, yet rows all the same.
        ReadHeaderAsRow();
        _labels = [];
        TableLine(h, p, complete, end);
    }

    private void ReadHeaderAsRow()
    {
        if (_header is not { } header)
        {
            return;
        }

        _header = null;
        StartRow();
        for (int i = 1; i < header.Length; i++)
        {
            Row(header[i], _headerAt[i]);
        }

        inline.EndBlock();
        _mode = Mode.Head;
    }

    private void StartRow()
    {
        _mode = Mode.Row;
        _cell = 0;
        _cellStarted = false;
        _rowStarted = false;
        _escaped = false;
    }

    private void Row(char c, int at)
    {
        if (c == '\n')
        {
            EndBlock();
            StartLine();
            return;
        }

        if (c == '|' && !_escaped)
        {
            inline.Flush();
            _cell++;
            _cellStarted = false;
            return;
        }

        if (c is ' ' or '\t' && !_cellStarted)
        {
            return;
        }

        if (!_cellStarted)
        {
            _cellStarted = true;
            string label = _labels is not null && _cell > 0 && _cell < _labels.Count ? _labels[_cell] : string.Empty;
            string before = (_rowStarted ? ", " : "") + (label.Length == 0 ? "" : label + ": ");
            _rowStarted = true;
            if (before.Length > 0)
            {
                inline.AddFixed(before, at, at);
            }
        }

        _escaped = c == '\\' && !_escaped;
        inline.Add(c, at);
    }

    private static string[] Cells(string row) => row.Trim().Trim('|').Split('|');

    private string Label(string cell)
    {
        List<SpokenSentence> sentences = [];
        InlineReader reader = new(new SentenceCutter(sentences, english), english);
        string text = cell.Trim();
        for (int i = 0; i < text.Length; i++)
        {
            reader.Add(text[i], i);
        }

        reader.EndBlock();
        string label = string.Join(' ', sentences.Select(s => s.Text)).TrimEnd('.', ':', ' ');
        return label.Length <= 60 ? label : string.Empty;
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
