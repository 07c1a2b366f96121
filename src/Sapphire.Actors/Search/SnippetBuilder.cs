using System.Text;

namespace Sapphire.Actors.Search;

/// <summary>Cuts the place out of a text at which a query was found.</summary>
internal static class SnippetBuilder
{
    private const int MaxLength = 180;
    private const int Lead = 40;

    /// <summary>The piece with the most of the query's terms, in parts; the text's beginning when none is in it.</summary>
    public static IReadOnlyList<SnippetPart> Build(string text, SearchQuery query)
    {
        List<TextToken> tokens = [.. TextTokenizer.Tokenize(text)];
        string[] words = [.. tokens.Select(token => token.Text)];
        List<Mark> marks = [];
        for (int i = 0; i < words.Length; i++)
        {
            for (int t = 0; t < query.Terms.Length; t++)
            {
                if (query.Terms[t].IsAt(words, i))
                {
                    TextToken last = tokens[i + query.Terms[t].Tokens.Length - 1];
                    marks.Add(new(tokens[i].Start, last.Start + last.Length, t));
                }
            }
        }

        int from = marks.Count == 0 ? 0 : Start(text, marks);
        int to = Math.Min(text.Length, from + MaxLength);
        if (to < text.Length)
        {
            int space = text.LastIndexOf(' ', to - 1, Math.Min(to, 20));
            to = space > from ? space : to;
        }

        return Parts(text, NotInside(text, from), NotInside(text, to), marks);
    }

    // The window that holds most of the terms; of equals the first.
    private static int Start(string text, List<Mark> marks)
    {
        int best = 0;
        int most = 0;
        for (int i = 0; i < marks.Count; i++)
        {
            int terms = marks.Skip(i).TakeWhile(mark => mark.End <= marks[i].Start + MaxLength - Lead).Select(mark => mark.Term).Distinct().Count();
            if (terms > most)
            {
                (best, most) = (i, terms);
            }

            if (i > 500)
            {
                break;
            }
        }

        int from = Math.Max(0, marks[best].Start - Lead);
        if (from == 0)
        {
            return 0;
        }

        int space = text.IndexOf(' ', from, marks[best].Start - from);
        return space < 0 ? from : space + 1;
    }

    private static int NotInside(string text, int index) =>
        index > 0 && index < text.Length && char.IsLowSurrogate(text[index]) && char.IsHighSurrogate(text[index - 1]) ? index + 1 : index;

    private static List<SnippetPart> Parts(string text, int from, int to, List<Mark> marks)
    {
        List<SnippetPart> parts = [];
        int at = from;
        foreach (Mark mark in marks.Where(mark => mark.Start >= from && mark.End <= to).OrderBy(mark => mark.Start).ThenByDescending(mark => mark.End))
        {
            if (mark.Start < at)
            {
                continue;
            }

            Add(text[at..mark.Start], hit: false);
            Add(text[mark.Start..mark.End], hit: true);
            at = mark.End;
        }

        Add(text[at..to], hit: false);
        if (parts.Count > 0 && from > 0)
        {
            parts[0] = parts[0].Hit ? parts[0] : parts[0] with { Text = "…" + parts[0].Text.TrimStart() };
            if (parts[0].Hit)
            {
                parts.Insert(0, new("…", Hit: false));
            }
        }

        if (parts.Count > 0 && to < text.Length)
        {
            parts.Add(new("…", Hit: false));
        }

        return parts;

        void Add(string piece, bool hit)
        {
            if (piece.Length > 0)
            {
                parts.Add(new(OneLine(piece), hit));
            }
        }
    }

    // Line ends and indentation mean nothing in one line of a list.
    private static string OneLine(string text)
    {
        StringBuilder line = new(text.Length);
        foreach (char c in text)
        {
            bool space = char.IsWhiteSpace(c) || char.IsControl(c);
            if (!space || line.Length == 0 || line[^1] != ' ')
            {
                line.Append(space ? ' ' : c);
            }
        }

        return line.ToString();
    }

    private sealed record Mark(int Start, int End, int Term);
}
