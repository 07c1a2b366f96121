namespace Sapphire.Actors.Assistant.Language;

/// <summary>Reads times of day: "7", "7 pm", "seven thirty", "quarter to eight", "half past six in the morning", "19:00", "noon".</summary>
internal static class ClockParser
{
    /// <summary>The times that begin at <paramref name="index"/>, the longest first.</summary>
    public static List<Parsed<ClockTime>> Parse(Utterance u, int index)
    {
        var found = new List<Parsed<ClockTime>>();
        int start = u[index] == "12" || u[index] == "twelve" ? index + 1 : index;
        if (u[start] is "noon" or "midday")
        {
            found.Add(new(new(12, 0, Exact: true), start + 1, 0));
            return found;
        }

        if (u[start] == "midnight")
        {
            found.Add(new(new(0, 0, Exact: true), start + 1, 0));
            return found;
        }

        Relative(u, index, found);
        Plain(u, index, found);
        found.Sort((a, b) => a.Cost != b.Cost ? a.Cost.CompareTo(b.Cost) : b.End.CompareTo(a.End));
        return found;
    }

    private static void Plain(Utterance u, int index, List<Parsed<ClockTime>> found)
    {
        string word = u[index];
        int colon = word.IndexOf(':', StringComparison.Ordinal);
        if (colon > 0)
        {
            int h = int.Parse(word.AsSpan(0, colon));
            int m = int.Parse(word.AsSpan(colon + 1));
            if (h < 24 && m < 60)
            {
                // "07:30" and "19:30" are on a 24-hour clock.
                Half(u, h, m, index + 1, exact: h is 0 or > 12 || word[0] == '0', cost: 0, found);
            }

            return;
        }

        // "730 pm"
        if (word.Length is 3 or 4 && int.TryParse(word, out int joined) && joined / 100 is > 0 and < 24 && joined % 100 < 60)
        {
            int before = found.Count;
            Half(u, joined / 100, joined % 100, index + 1, exact: joined / 100 > 12, cost: 0, found);
            found.RemoveAll(p => found.IndexOf(p) >= before && !p.Value.Exact);
        }

        foreach (Parsed<int> hour in Hours(u, index))
        {
            if (u[hour.End] is "o'clock" or "oclock")
            {
                Half(u, hour.Value, 0, hour.End + 1, exact: hour.Value > 12, hour.Cost, found);
            }
            else
            {
                if (NumberParser.Below100(u, hour.End) is { Value: >= 0 and < 60 } minute && (minute.Value >= 10 || minute.End - hour.End == 2))
                {
                    Half(u, hour.Value, minute.Value, minute.End, exact: hour.Value > 12, hour.Cost, found);
                }

                Half(u, hour.Value, 0, hour.End, exact: hour.Value is 0 or > 12, hour.Cost, found);
            }
        }
    }

    /// <summary>"quarter to eight", "ten past six", "half past three".</summary>
    private static void Relative(Utterance u, int index, List<Parsed<ClockTime>> found)
    {
        int i = u[index] == "a" ? index + 1 : index;
        int minutes;
        if (u[i] is "quarter" or "half")
        {
            minutes = u[i] == "half" ? 30 : 15;
            i++;
        }
        else if (NumberParser.Below100(u, i) is { Value: > 0 and < 60 } number)
        {
            minutes = number.Value;
            i = u[number.End] is "minutes" or "minute" ? number.End + 1 : number.End;
        }
        else
        {
            return;
        }

        bool to = u[i] is "to" or "till" or "before" or "of" or "two" or "2";
        if (!to && u[i] is not ("past" or "after" or "passed"))
        {
            return;
        }

        foreach (Parsed<int> hour in Hours(u, i + 1))
        {
            int total = (((hour.Value * 60) + (to ? -minutes : minutes)) + 1440) % 1440;
            int h = total / 60;
            int end = u[hour.End] == "o'clock" ? hour.End + 1 : hour.End;
            bool exact = hour.Value > 12;
            Half(u, !exact && h == 0 ? 12 : h, total % 60, end, exact, hour.Cost, found);
        }

        if (u[i + 1] is "noon" or "midnight")
        {
            int total = ((u[i + 1] == "noon" ? 720 : 0) + (to ? -minutes : minutes) + 1440) % 1440;
            found.Add(new(new(total / 60, total % 60, Exact: true), i + 2, 0));
        }
    }

    private static IEnumerable<Parsed<int>> Hours(Utterance u, int index)
    {
        if (NumberParser.Below100(u, index) is { } hour && hour.Value < 24 && u[index] is not ("oh" or "o"))
        {
            yield return hour;
        }
        else if (Slips.Numbers.TryGetValue(u[index], out int heard))
        {
            yield return new(heard, index + 1, Slips.WordCost);
        }
    }

    /// <summary>Adds the time with, and without, the words that say which half of the day.</summary>
    private static void Half(Utterance u, int hour, int minute, int end, bool exact, int cost, List<Parsed<ClockTime>> found)
    {
        (bool? pm, int after) = u[end] switch
        {
            "am" => (false, end + 1),
            "pm" => ((bool?)true, end + 1),
            "a" when u[end + 1] == "m" => (false, end + 2),
            "p" when u[end + 1] == "m" => (true, end + 2),
            "in" when u.Has(end + 1, "the", "morning") => (false, end + 3),
            "in" when u.Has(end + 1, "the", "afternoon") => (true, end + 3),
            "in" when u.Has(end + 1, "the", "evening") => (true, end + 3),
            "at" when u[end + 1] == "night" => (hour is not (12 or < 5), end + 2),
            "tonight" => (hour != 12, end),
            _ => (null, end),
        };

        if (pm is { } isPm && hour <= 12)
        {
            int h = (hour % 12) + (isPm ? 12 : 0);
            found.Add(new(new(h, minute, Exact: true), after, cost));
            return;
        }

        if (exact)
        {
            found.Add(new(new(hour, minute, Exact: true), after, cost));
        }
        else
        {
            found.Add(new(new(hour == 0 ? 12 : hour, minute, Exact: false), end, cost));
        }
    }
}
