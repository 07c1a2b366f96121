using System.Collections.Frozen;

namespace Sapphire.Actors.Assistant.Language;

/// <summary>Reads numbers in digits and words: "12", "1,000", "twenty five", "a hundred and one", "two point five", "one and a half", "a dozen".</summary>
internal static class NumberParser
{
    private static readonly FrozenDictionary<string, int> Small = new Dictionary<string, int>(StringComparer.Ordinal)
    {
        ["zero"] = 0,
        ["one"] = 1,
        ["two"] = 2,
        ["three"] = 3,
        ["four"] = 4,
        ["five"] = 5,
        ["six"] = 6,
        ["seven"] = 7,
        ["eight"] = 8,
        ["nine"] = 9,
        ["ten"] = 10,
        ["eleven"] = 11,
        ["twelve"] = 12,
        ["thirteen"] = 13,
        ["fourteen"] = 14,
        ["fifteen"] = 15,
        ["sixteen"] = 16,
        ["seventeen"] = 17,
        ["eighteen"] = 18,
        ["nineteen"] = 19,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, int> Tens = new Dictionary<string, int>(StringComparer.Ordinal)
    {
        ["twenty"] = 20,
        ["twenny"] = 20,
        ["thirty"] = 30,
        ["forty"] = 40,
        ["fourty"] = 40,
        ["fifty"] = 50,
        ["sixty"] = 60,
        ["seventy"] = 70,
        ["eighty"] = 80,
        ["ninety"] = 90,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, decimal> Scales = new Dictionary<string, decimal>(StringComparer.Ordinal)
    {
        ["hundred"] = 100,
        ["thousand"] = 1_000,
        ["million"] = 1_000_000,
        ["billion"] = 1_000_000_000,
        ["trillion"] = 1_000_000_000_000,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The numbers that begin at <paramref name="index"/>, the longest first, those without a slip before those with one.</summary>
    public static List<Parsed<decimal>> Parse(Utterance u, int index)
    {
        var found = new List<Parsed<decimal>>();
        int start = index;
        decimal sign = 1;
        if (u[start] is "minus" or "negative" or "-")
        {
            sign = -1;
            start++;
        }

        foreach (bool slips in (ReadOnlySpan<bool>)[false, true])
        {
            Unsigned(u, start, slips, found);
        }

        for (int i = 0; i < found.Count; i++)
        {
            found[i] = found[i] with { Value = sign * found[i].Value };
        }

        return found;
    }

    /// <summary>The longest number without a slip; null when there is none.</summary>
    public static Parsed<decimal>? Longest(Utterance u, int index)
    {
        List<Parsed<decimal>> all = Parse(u, index);
        return all.Count > 0 && all[0].Cost == 0 ? all[0] : null;
    }

    /// <summary>A whole number below 100, written with words or digits ("oh five" is 5); null when there is none.</summary>
    public static Parsed<int>? Below100(Utterance u, int index)
    {
        string word = u[index];
        if (word is "oh" or "o" && Small.TryGetValue(u[index + 1], out int low) && low < 10)
        {
            return new(low, index + 2, 0);
        }

        if (Tens.TryGetValue(word, out int tens))
        {
            return Small.TryGetValue(u[index + 1], out int one) && one is > 0 and < 10 ? new(tens + one, index + 2, 0) : new(tens, index + 1, 0);
        }

        if (Small.TryGetValue(word, out int small))
        {
            return new(small, index + 1, 0);
        }

        return word.Length is 1 or 2 && int.TryParse(word, out int digits) ? new(digits, index + 1, 0) : null;
    }

    private static void Unsigned(Utterance u, int index, bool slips, List<Parsed<decimal>> found)
    {
        var ends = new List<Parsed<decimal>>();
        decimal total = 0;
        decimal group = 0;
        int cost = 0;
        int i = index;
        // What may follow: 1 anything, 2 after a ten (a digit or a scale), 3 after a digit (a scale), 4 after a scale.
        int state = 1;
        bool digits = false;
        while (true)
        {
            string word = u[i];
            if (state is 1 or 4 && word.Length > 0 && (char.IsAsciiDigit(word[0]) || word[0] == '.') && decimal.TryParse(word, out decimal number))
            {
                if (state == 4 && (number >= 1000 || !digits))
                {
                    break;
                }

                group += number;
                digits = true;
                state = 3;
                i++;
            }
            else if (state is 1 or 4 && Tens.TryGetValue(word, out int tens))
            {
                group += tens;
                state = 2;
                i++;
            }
            else if (state is 1 or 2 or 4 && Small.TryGetValue(word, out int small) && (state != 2 || small is > 0 and < 10))
            {
                group += small;
                state = 3;
                i++;
            }
            else if (slips && cost == 0 && state is 1 or 2 && slips && Slips.Numbers.TryGetValue(word, out int heard) && (state != 2 || heard < 10))
            {
                group += heard;
                cost = Slips.WordCost;
                state = 3;
                i++;
            }
            else if (Scales.TryGetValue(word, out decimal scale) && (state != 4 || scale > 100) && group < 1_000_000_000_000 && total < 1_000_000_000_000_000)
            {
                if (i == index)
                {
                    group = 1;
                }

                if (scale == 100)
                {
                    group *= scale;
                }
                else
                {
                    total += (group == 0 ? 1 : group) * scale;
                    group = 0;
                }

                state = 4;
                i++;
            }
            else if (i == index && word is "a" or "one" && (Scales.ContainsKey(u[i + 1]) || u[i + 1] == "dozen"))
            {
                if (u[i + 1] == "dozen")
                {
                    ends.Add(new(12, i + 2, 0));
                    break;
                }

                group = 1;
                state = 3;
                i++;
                continue;
            }
            else if (state == 4 && word == "and" && (Small.ContainsKey(u[i + 1]) || Tens.ContainsKey(u[i + 1])))
            {
                i++;
                continue;
            }
            else
            {
                break;
            }

            ends.Add(new(total + group, i, cost));
        }

        if (ends.Count == 0)
        {
            Fraction(u, index, found, slips);
            return;
        }

        Tail(u, ends, cost);
        for (int e = ends.Count - 1; e >= 0; e--)
        {
            if (slips == ends[e].Cost > 0)
            {
                found.Add(ends[e]);
            }
        }
    }

    /// <summary>What may follow a whole number: "point five", "and a half", "and three quarters".</summary>
    private static void Tail(Utterance u, List<Parsed<decimal>> ends, int cost)
    {
        Parsed<decimal> whole = ends[^1];
        int i = whole.End;
        if (u[i] is "point" or "dot")
        {
            decimal place = 0.1m;
            decimal value = whole.Value;
            int j = i + 1;
            while (place > 0.000000001m && ((Small.TryGetValue(u[j], out int digit) && digit < 10) || (u[j].Length == 1 && int.TryParse(u[j], out digit)) || (u[j] == "oh" && (digit = 0) == 0)))
            {
                value += digit * place;
                place /= 10;
                j++;
            }

            if (j > i + 1)
            {
                ends.Add(new(value, j, cost));
            }
        }
        else if (u.Has(i, "and", "a", "half"))
        {
            ends.Add(new(whole.Value + 0.5m, i + 3, cost));
        }
        else if (u.Has(i, "and", "half"))
        {
            ends.Add(new(whole.Value + 0.5m, i + 2, cost));
        }
        else if (u.Has(i, "and", "a", "quarter"))
        {
            ends.Add(new(whole.Value + 0.25m, i + 3, cost));
        }
        else if (u.Has(i, "and", "three", "quarters"))
        {
            ends.Add(new(whole.Value + 0.75m, i + 3, cost));
        }
        else if (whole.Value == 3 && u[i] is "quarters")
        {
            ends.Add(new(0.75m, i + 1, cost));
        }
        else if (u[i] is "dozen")
        {
            ends.Add(new(whole.Value * 12, i + 1, cost));
        }
    }

    private static void Fraction(Utterance u, int index, List<Parsed<decimal>> found, bool slips)
    {
        if (slips)
        {
            return;
        }

        int i = u[index] is "a" or "one" ? index + 1 : index;
        decimal? value = u[i] switch { "half" => 0.5m, "quarter" => 0.25m, "third" when i > index => 1m / 3, "dozen" => 12, _ => null };
        if (value is { } v)
        {
            found.Add(new(v, i + 1, 0));
        }
    }
}
