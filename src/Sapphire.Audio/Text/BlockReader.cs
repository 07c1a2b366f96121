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
internal sealed partial class BlockReader(InlineReader inline, bool english)
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
}
