using System.Buffers;
using System.Globalization;
using System.Text;

namespace Sapphire.Actors.Search;

/// <summary>
/// Takes the simple marks of Markdown out of a text that is shown plain: emphasis, code, headings, quotations, and the brackets of
/// links, whose addresses stay. No parser: what is no pair on one line, or stands inside a word, is left, and words stay the words
/// that were indexed. After CommonMark 0.31, sections 2.4, 4 and 6 (https://spec.commonmark.org/0.31.2/).
/// </summary>
internal static class MarkdownMarks
{
    private const string Escapable = "\\`*_{}[]()#+-.!~>|";

    private static readonly SearchValues<char> Marks = SearchValues.Create("*_~`#>[\\");

    /// <summary>The text without its marks.</summary>
    public static string Strip(string text)
    {
        if (!text.AsSpan().ContainsAny(Marks))
        {
            return text;
        }

        // Where marks are, in order, and what comes in their place.
        SortedDictionary<int, (int Length, string Instead)> marks = [];
        string? fence = null;
        for (int start = 0; start < text.Length;)
        {
            int end = text.IndexOf('\n', start);
            end = end < 0 ? text.Length : end;
            string? found = FenceAt(text.AsSpan(start, end - start).TrimStart());
            if (found is not null && (fence is null || found.StartsWith(fence, StringComparison.Ordinal)))
            {
                marks[text.IndexOf(found, start, StringComparison.Ordinal)] = (found.Length, "");
                fence = fence is null ? found : null;
            }
            else if (fence is null)
            {
                MarkLine(text, LineStart(text, start, end, marks), end, marks);
            }

            start = end + 1;
        }

        return Without(text, marks);
    }

    // The run of three or more that begins or ends a block of code.
    private static string? FenceAt(ReadOnlySpan<char> line)
    {
        int run = line.Length == 0 || line[0] is not ('`' or '~') ? 0 : Run(line);
        return run >= 3 && !line[run..].Contains(line[0]) ? line[..run].ToString() : null;
    }

    // Headings and quotations; returns where the rest begins.
    private static int LineStart(string text, int start, int end, SortedDictionary<int, (int Length, string Instead)> marks)
    {
        int at = start;
        while (at < end)
        {
            int run = text[at] is '#' or '>' ? Run(text.AsSpan(at, end - at)) : 0;
            bool heading = run is >= 1 and <= 6 && text[at] == '#' && at + run < end && text[at + run] == ' ';
            if (heading || (run > 0 && text[at] == '>'))
            {
                marks[at] = (run, "");
                at += run;
                if (heading)
                {
                    break;
                }
            }
            else if (text[at] == ' ')
            {
                at++;
            }
            else
            {
                break;
            }
        }

        return at;
    }

    private static void MarkLine(string text, int start, int end, SortedDictionary<int, (int Length, string Instead)> marks)
    {
        Dictionary<(char Mark, int Length), int> open = [];
        int bracket = -1;
        for (int at = start; at < end;)
        {
            int run = 1;
            switch (text[at])
            {
                case '\\' when at + 1 < end && Escapable.Contains(text[at + 1], StringComparison.Ordinal):
                    marks[at] = (1, "");
                    run = 2;
                    break;
                case '`':
                    run = Run(text.AsSpan(at, end - at));
                    int close = text.IndexOf(text.Substring(at, run), at + run, end - at - run, StringComparison.Ordinal);
                    if (close > 0)
                    {
                        marks[at] = (run, "");
                        marks[close] = (run, "");
                        run = close + run - at;
                    }

                    break;
                case '*' or '_' or '~':
                    run = Run(text.AsSpan(at, end - at));
                    Emphasis(text, at, run, open, marks);
                    break;
                case '[':
                    bracket = at;
                    break;
                case ']' when bracket >= 0:
                    int address = at + 1 < end && text[at + 1] == '(' ? text.IndexOf(')', at, end - at) : -1;
                    if (address > 0)
                    {
                        bool image = bracket > start && text[bracket - 1] == '!';
                        marks[image ? bracket - 1 : bracket] = (image ? 2 : 1, "");
                        marks[at] = (1, " ");
                        run = address - at + 1;
                    }

                    bracket = -1;
                    break;
            }

            at += run;
        }
    }

    private static void Emphasis(string text, int at, int run, Dictionary<(char Mark, int Length), int> open, SortedDictionary<int, (int Length, string Instead)> marks)
    {
        char before = at == 0 ? ' ' : text[at - 1];
        char after = at + run == text.Length ? ' ' : text[at + run];
        if (run > 3 || (text[at] == '~' && run != 2))
        {
            return;
        }

        if (!char.IsWhiteSpace(before) && IsEdge(after) && open.Remove((text[at], run), out int opened))
        {
            marks[opened] = (run, "");
            marks[at] = (run, "");
        }
        else if (!char.IsWhiteSpace(after) && IsEdge(before))
        {
            open[(text[at], run)] = at;
        }
    }

    // Scripts without spaces have a token for each character: there words cannot flow together.
    private static bool IsEdge(char c) => c >= '\u2E80' || !(char.IsLetterOrDigit(c)
        || char.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format or UnicodeCategory.OtherNumber);

    private static int Run(ReadOnlySpan<char> text)
    {
        int other = text.IndexOfAnyExcept(text[0]);
        return other < 0 ? text.Length : other;
    }

    private static string Without(string text, SortedDictionary<int, (int Length, string Instead)> marks)
    {
        StringBuilder plain = new(text.Length);
        int from = 0;
        foreach ((int at, (int length, string instead)) in marks)
        {
            plain.Append(text, from, at - from);
            from = at + length;

            // Inside a word a mark stays: two words would become one.
            bool joins = instead.Length == 0 && plain.Length > 0 && from < text.Length && !IsEdge(plain[^1]) && !IsEdge(text[from]);
            plain.Append(joins ? text.AsSpan(at, length) : instead);
        }

        return plain.Append(text, from, text.Length - from).ToString();
    }
}
