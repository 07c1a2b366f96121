using System.Text;

namespace Sapphire.Actors.Models.OpenAi;

/// <summary>
/// Parts the reasoning that some servers leave inside the content, between <c>&lt;think&gt;</c> and <c>&lt;/think&gt;</c>, from
/// the reply. The opening tag counts only where the reply begins, so that a reply about the tag stays whole.
/// <code>
/// Start ──&lt;think&gt;──► Thinking ──&lt;/think&gt;──► BlankAfter ──text──► Reply
///   └────────────── anything else ───────────────────────────────► Reply
/// </code>
/// </summary>
internal sealed class ThinkSplitter
{
    private const string Open = "<think>";
    private const string Close = "</think>";

    private readonly StringBuilder _held = new();
    private State _state = State.Start;

    private enum State
    {
        Start,
        Thinking,
        BlankAfter,
        Reply,
    }

    /// <summary>Takes a piece of content; either result may be empty. What may be a part of a tag is held back.</summary>
    public (string Reasoning, string Text) Push(string piece)
    {
        if (_state == State.Reply && _held.Length == 0)
        {
            return ("", piece);
        }

        _held.Append(piece);
        string rest = _held.ToString();
        _held.Clear();
        string reasoning = "";
        if (_state == State.Start)
        {
            string trimmed = rest.TrimStart();
            if (trimmed.Length < Open.Length && Open.StartsWith(trimmed, StringComparison.OrdinalIgnoreCase))
            {
                _held.Append(rest);
                return ("", "");
            }

            if (!trimmed.StartsWith(Open, StringComparison.OrdinalIgnoreCase))
            {
                _state = State.Reply;
                return ("", rest);
            }

            _state = State.Thinking;
            rest = trimmed[Open.Length..];
        }

        if (_state == State.Thinking)
        {
            int end = rest.IndexOf(Close, StringComparison.OrdinalIgnoreCase);
            if (end < 0)
            {
                int hold = PartialTag(rest);
                _held.Append(rest, rest.Length - hold, hold);
                return (rest[..^hold], "");
            }

            reasoning = rest[..end];
            rest = rest[(end + Close.Length)..];
            _state = State.BlankAfter;
        }

        if (_state == State.BlankAfter)
        {
            rest = rest.TrimStart();
            _state = rest.Length > 0 ? State.Reply : _state;
        }

        return (reasoning, rest);
    }

    /// <summary>What was held back when the answer ended.</summary>
    public (string Reasoning, string Text) End()
    {
        string rest = _held.ToString();
        _held.Clear();
        return _state == State.Thinking ? (rest, "") : ("", rest);
    }

    /// <summary>How many characters at the end may be the beginning of the closing tag.</summary>
    private static int PartialTag(string text)
    {
        for (int length = Math.Min(Close.Length - 1, text.Length); length > 0; length--)
        {
            if (text.AsSpan(text.Length - length).Equals(Close.AsSpan(0, length), StringComparison.OrdinalIgnoreCase))
            {
                return length;
            }
        }

        return 0;
    }
}
