using System.Globalization;
using System.Text;
using Microsoft.Extensions.AI;

namespace Sapphire.Actors.Context;

/// <summary>
/// Finds tool calls that a model wrote as text, while the text streams: between tags (<c>&lt;tool_call&gt;</c> and their like), as the only
/// content of a fenced block of JSON, or as the whole reply. What may become a call is held back; as soon as it cannot be one any more,
/// it goes on to the reader as it came. A tag in inline code is quoted, and no call; JSON is text where the model calls tools the way its
/// provider has for that. Belongs to one request.
/// </summary>
internal sealed class TextCallScanner
{
    // What a call may take; a longer block is text.
    private const int MaxHeld = 64 << 10;
    private const string Fence = CallText.Fence;

    private static readonly (string Open, string Close)[] Tags =
    [
        ("<tool_call>", "</tool_call>"),
        ("<function_call>", "</function_call>"),
        ("[TOOL_REQUEST]", "[END_TOOL_REQUEST]"),
    ];

    private static readonly string[] FencedLanguages = ["", "json", "tool", "tool_call", "tool_code", "function_call"];

    private const string IdPrefix = "text_call_";

    private readonly IReadOnlySet<string> _tools;
    private readonly bool _onlyTags;
    private readonly List<FunctionCallContent> _calls = [];
    private readonly StringBuilder _held = new();
    private bool _anyText;
    private bool _lineStart = true;
    private bool _inCode;
    private bool _afterCall;
    private char _last;

    /// <param name="tools">The names of the tools on offer.</param>
    /// <param name="onlyTags">True when JSON without a tag is text: of a model that is known to call tools otherwise.</param>
    public TextCallScanner(IReadOnlySet<string> tools, bool onlyTags = false)
    {
        _tools = tools;
        _onlyTags = onlyTags;
    }

    /// <summary>Whether a call was found in text, by its id.</summary>
    public static bool IsOfText(string callId) => callId.StartsWith(IdPrefix, StringComparison.Ordinal);

    /// <summary>The calls that were found so far.</summary>
    public IReadOnlyList<FunctionCallContent> Calls => _calls;

    /// <summary>Takes a piece of the reply; gives what can be said now.</summary>
    public string Push(string piece) => Scan(piece, final: false);

    /// <summary>The reply has ended; gives what was held back and is no call.</summary>
    public string End() => Scan("", final: true);

    private string Scan(string piece, bool final)
    {
        _held.Append(piece);
        string rest = _held.ToString();
        _held.Clear();
        StringBuilder said = new();
        while (rest.Length > 0)
        {
            int taken = Step(rest, final, said);
            if (taken == 0)
            {
                if (rest.Length <= MaxHeld && !final)
                {
                    _held.Append(rest);
                    break;
                }

                taken = rest.Length;
                Say(rest, said);
            }

            rest = rest[taken..];
        }

        return said.ToString();
    }

    // Takes something from the beginning of the text; 0 when more must come first.
    private int Step(string text, bool final, StringBuilder said)
    {
        if (_inCode)
        {
            return Code(text, final, said);
        }

        int at = Opener(text, out int kind);
        if (at > 0)
        {
            Say(text[..at], said);
            return at;
        }

        if (at < 0)
        {
            int hold = final ? 0 : PossibleOpener(text);
            Say(text[..^hold], said);
            return text.Length - hold;
        }

        return kind switch
        {
            < 0 => Bare(text, final, said),
            _ when kind == Tags.Length => Fenced(text, final, said),
            _ => Tagged(text, Tags[kind], final, said),
        };
    }

    private int Tagged(string text, (string Open, string Close) tag, bool final, StringBuilder said)
    {
        int end = text.IndexOf(tag.Close, tag.Open.Length, StringComparison.Ordinal);
        if (end < 0 && !final)
        {
            return 0;
        }

        // Small models forget the closing tag.
        string inside = end < 0 ? text[tag.Open.Length..] : text[tag.Open.Length..end];
        int length = end < 0 ? text.Length : end + tag.Close.Length;
        Found(WrittenCall.Read(CallText.Unfenced(inside), known: false, _tools, NextId), text[..length], said);
        return length;
    }

    private int Fenced(string text, bool final, StringBuilder said)
    {
        int line = text.IndexOf('\n', StringComparison.Ordinal);
        if (line < 0)
        {
            return final ? Pass(text, said) : 0;
        }

        string language = text[Fence.Length..line].Trim();
        if (_onlyTags || !FencedLanguages.Contains(language, StringComparer.OrdinalIgnoreCase) || !CallText.MayBeCall(text.AsSpan(line + 1)))
        {
            _inCode = true;
            Say(text[..(line + 1)], said);
            return line + 1;
        }

        int end = text.IndexOf("\n" + Fence, line, StringComparison.Ordinal);
        if (end < 0)
        {
            if (!final)
            {
                return 0;
            }

            Found(WrittenCall.Read(text[(line + 1)..], known: true, _tools, NextId), text, said);
            return text.Length;
        }

        int length = end + 1 + Fence.Length;
        Found(WrittenCall.Read(end > line ? text[(line + 1)..end] : "", known: true, _tools, NextId), text[..length], said);
        return length;
    }

    private int Bare(string text, bool final, StringBuilder said)
    {
        int end = CallText.MayBeCall(text) ? CallText.BalancedEnd(text) : -1;
        if (end > 0)
        {
            Found(WrittenCall.Read(text[..end], known: true, _tools, NextId), text[..end], said);
            return end;
        }

        if (end == 0 && !final)
        {
            return 0;
        }

        // One character is enough to know that text has begun; the rest is looked at as usual.
        Say(text[..1], said);
        return 1;
    }

    // Inside a block of code nothing is a call, until its closing fence.
    private int Code(string text, bool final, StringBuilder said)
    {
        int end = _lineStart && text.StartsWith(Fence, StringComparison.Ordinal) ? 0 : text.IndexOf("\n" + Fence, StringComparison.Ordinal);
        if (end >= 0)
        {
            int length = end + Fence.Length + (text[end] == '\n' ? 1 : 0);
            _inCode = false;
            Say(text[..length], said);
            return length;
        }

        int hold = 0;
        if (!final)
        {
            hold = text.EndsWith("\n``", StringComparison.Ordinal) ? 3 : text.EndsWith("\n`", StringComparison.Ordinal) ? 2 : text.EndsWith('\n') ? 1 : 0;
            hold = _lineStart && text is "`" or "``" ? text.Length : hold;
        }

        Say(text[..^hold], said);
        return text.Length - hold;
    }

    private int Pass(string text, StringBuilder said)
    {
        Say(text, said);
        return text.Length;
    }

    private void Found(IReadOnlyList<FunctionCallContent> calls, string raw, StringBuilder said)
    {
        if (calls.Count == 0)
        {
            Say(raw, said);
            return;
        }

        _calls.AddRange(calls);
        _afterCall = true;
        _last = '\0';
        _lineStart = true;
    }

    private void Say(string text, StringBuilder said)
    {
        if (text.Length == 0)
        {
            return;
        }

        _lineStart = text[^1] == '\n';
        _last = text[^1];
        if (_afterCall)
        {
            // The lines between calls are no text.
            text = text.TrimStart();
            if (text.Length == 0)
            {
                _lineStart = true;
                return;
            }

            _afterCall = false;
        }

        _anyText |= !string.IsNullOrWhiteSpace(text);
        said.Append(text);
    }

    // Where something begins that may be a call: kind −1 for bare JSON, the index of a tag, or that of fences behind the tags.
    private int Opener(string text, out int kind)
    {
        kind = -1;
        int first = -1;
        for (int i = 0; i < Tags.Length; i++)
        {
            int tag = text.IndexOf(Tags[i].Open, StringComparison.Ordinal);
            while (tag >= 0 && (tag == 0 ? _last : text[tag - 1]) == '`')
            {
                tag = text.IndexOf(Tags[i].Open, tag + 1, StringComparison.Ordinal);
            }

            Earlier(tag, i, ref first, ref kind);
        }

        int fence = text.IndexOf(Fence, StringComparison.Ordinal);
        while (fence >= 0 && !AtLineStart(text, fence))
        {
            fence = text.IndexOf(Fence, fence + Fence.Length, StringComparison.Ordinal);
        }

        Earlier(fence, Tags.Length, ref first, ref kind);
        if (!_anyText && !_onlyTags)
        {
            int begin = text.AsSpan().IndexOfAnyExcept(" \t\r\n");
            if (begin >= 0 && text[begin] is '{' or '[' && !Tags.Any(tag => string.CompareOrdinal(text, begin, tag.Open, 0, Math.Min(tag.Open.Length, text.Length - begin)) == 0))
            {
                Earlier(begin, -1, ref first, ref kind);
            }
        }

        return first;
    }

    private static void Earlier(int at, int candidate, ref int first, ref int kind)
    {
        if (at >= 0 && (first < 0 || at < first))
        {
            first = at;
            kind = candidate;
        }
    }

    private bool AtLineStart(string text, int at) => at == 0 ? _lineStart : text[at - 1] == '\n';

    // How much of the end may be the beginning of an opener.
    private int PossibleOpener(string text)
    {
        int hold = 0;
        foreach ((string open, _) in Tags)
        {
            for (int length = Math.Min(open.Length - 1, text.Length); length > hold; length--)
            {
                if (text.EndsWith(open[..length], StringComparison.Ordinal))
                {
                    hold = length;
                    break;
                }
            }
        }

        for (int length = Math.Min(Fence.Length - 1, text.Length); length > hold; length--)
        {
            if (text.EndsWith(Fence[..length], StringComparison.Ordinal) && AtLineStart(text, text.Length - length))
            {
                hold = length;
                break;
            }
        }

        return hold;
    }

    private string NextId() => string.Create(CultureInfo.InvariantCulture, $"{IdPrefix}{_calls.Count + 1}");
}
