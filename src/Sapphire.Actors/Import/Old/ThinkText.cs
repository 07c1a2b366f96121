namespace Sapphire.Actors.Import.Old;

/// <summary>
/// Parts what was thought from what was said in the text of an old message, where both stand in one text with tags. A tag opens only
/// where a line begins outside of code, so that a reply about tags stays whole. A close without an open ends a thought that began with the text.
/// </summary>
internal static class ThinkText
{
    private static readonly string[] Opens = ["<think>", "<thinking>", "<seed:think>"];
    private static readonly string[] Closes = ["</think>", "</thinking>", "</seed:think>", "</seed:cot_budget_reflect>"];

    /// <summary>The pieces in their order; none is blank.</summary>
    public static List<(bool Reasoning, string Text)> Split(string text)
    {
        List<(bool, string)> pieces = [];
        (int firstOpen, _) = FindOpen(text, 0);
        (int firstClose, int closeLength) = Find(text, Closes, 0);
        int at = 0;
        if (firstClose >= 0 && (firstOpen < 0 || firstClose < firstOpen) && !InCode(text, firstClose))
        {
            Add(true, text[..firstClose]);
            at = firstClose + closeLength;
        }

        while (at < text.Length)
        {
            (int open, int openLength) = FindOpen(text, at);
            if (open < 0)
            {
                break;
            }

            Add(false, text[at..open]);
            (int close, int length) = Find(text, Closes, open + openLength);
            int end = close < 0 ? text.Length : close;
            Add(true, text[(open + openLength)..end]);
            at = end + length;
        }

        Add(false, text[at..]);
        return pieces;

        void Add(bool reasoning, string piece)
        {
            string trimmed = piece.Trim();
            if (trimmed.Length > 0)
            {
                pieces.Add((reasoning, trimmed));
            }
        }
    }

    private static (int At, int Length) FindOpen(string text, int from)
    {
        while (true)
        {
            (int at, int length) = Find(text, Opens, from);
            if (at < 0)
            {
                return (-1, 0);
            }

            int lineStart = at == 0 ? 0 : text.LastIndexOf('\n', at - 1) + 1;
            if (string.IsNullOrWhiteSpace(text[lineStart..at]) && !InCode(text, at))
            {
                return (at, length);
            }

            from = at + length;
        }
    }

    private static (int At, int Length) Find(string text, string[] tags, int from)
    {
        (int At, int Length) first = (-1, 0);
        foreach (string tag in tags)
        {
            int at = text.IndexOf(tag, from, StringComparison.OrdinalIgnoreCase);
            if (at >= 0 && (first.At < 0 || at < first.At))
            {
                first = (at, tag.Length);
            }
        }

        return first;
    }

    private static bool InCode(string text, int at)
    {
        int fences = 0;
        for (int i = text.IndexOf("```", StringComparison.Ordinal); i >= 0 && i < at; i = text.IndexOf("```", i + 3, StringComparison.Ordinal))
        {
            fences++;
        }

        return fences % 2 == 1;
    }
}
