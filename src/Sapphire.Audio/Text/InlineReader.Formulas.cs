namespace Sapphire.Audio.Text;

/// <summary>Formulas between dollar signs.</summary>
internal sealed partial class InlineReader
{
    /// <summary>A formula as pandoc knows it: no space inside the signs, no digit after them, so that "$5 or $10" is money.</summary>
    private int Formula(int i, bool end)
    {
        bool display = C(i + 1) == '$';
        int from = display ? i + 2 : i + 1;
        if (from >= _pending.Count && !end)
        {
            return 0;
        }

        if (!display && (char.IsWhiteSpace(C(from)) || C(from) == '\0'))
        {
            Put(i);
            return 1;
        }

        bool number = !display && char.IsDigit(C(from));
        for (int j = from; j < _pending.Count && j - i < LongestFormula; j++)
        {
            char c = C(j);
            if (c == '$' && C(j - 1) != '\\')
            {
                if (display ? C(j + 1) == '$' && j > from : !char.IsWhiteSpace(C(j - 1)) && j > from)
                {
                    if (!display && j + 1 >= _pending.Count && !end)
                    {
                        return 0;
                    }

                    if (display || !char.IsDigit(C(j + 1)))
                    {
                        PutFormula(i, from, j, display ? j + 2 : j + 1);
                        return (display ? j + 2 : j + 1) - i;
                    }
                }

                if (!display)
                {
                    break;
                }
            }

            if (!display && (c == '\n' || (number && !Continues(j, end))))
            {
                break;
            }

            if (j == _pending.Count - 1 && !end && j - i < LongestFormula - 1)
            {
                return number ? 0 : Wait('$', i + LongestFormula);
            }
        }

        if (!display)
        {
            Put(i);
        }

        return display ? 2 : 1;
    }

    /// <summary>After a digit at the beginning, a space must be followed by an operator: "$2 + 3$", not "$2 each".</summary>
    private bool Continues(int j, bool end)
    {
        if (!char.IsWhiteSpace(C(j)))
        {
            return C(j) is not (',' or '.' or ';' or '!' or '?') || char.IsDigit(C(j + 1)) || (j + 1 >= _pending.Count && !end);
        }

        return (j + 1 >= _pending.Count && !end) || "+-=*<>\\^/×·".Contains(C(j + 1)) || "+-=*<>^/×·".Contains(C(j - 1)) || (j >= 1 && char.IsAsciiLetter(C(j - 1)) && C(j + 1) == '=');
    }
}
