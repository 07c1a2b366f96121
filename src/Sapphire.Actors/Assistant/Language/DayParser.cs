using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;

namespace Sapphire.Actors.Assistant.Language;

/// <summary>Reads days: "tomorrow", "next friday", "the fourth of july", "december 25th 2027", "2026-12-25", "in three days", "christmas".</summary>
internal static class DayParser
{
    /// <summary>The months, January first, in lower case.</summary>
    public static ImmutableArray<string> MonthNames { get; } =
        ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];

    private static readonly FrozenDictionary<string, string> Holidays = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["christmas"] = "christmas",
        ["christmas day"] = "christmas",
        ["xmas"] = "christmas",
        ["christmas eve"] = "christmas eve",
        ["boxing day"] = "boxing day",
        ["new year"] = "new year",
        ["new years"] = "new year",
        ["new year day"] = "new year",
        ["new years day"] = "new year",
        ["new year eve"] = "new year's eve",
        ["new years eve"] = "new year's eve",
        ["halloween"] = "halloween",
        ["valentine day"] = "valentine's day",
        ["valentines day"] = "valentine's day",
        ["valentines"] = "valentine's day",
        ["easter"] = "easter",
        ["easter sunday"] = "easter",
        ["good friday"] = "good friday",
        ["thanksgiving"] = "thanksgiving",
        ["thanksgiving day"] = "thanksgiving",
        ["saint patrick day"] = "st patrick's day",
        ["st patrick day"] = "st patrick's day",
        ["st patricks day"] = "st patrick's day",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, DayOfWeek> Weekdays = Enum.GetValues<DayOfWeek>()
        .SelectMany(d => new[] { (Name: d.ToString().ToLowerInvariant(), Day: d), (Name: d.ToString().ToLowerInvariant()[..3], Day: d) })
        .Append((Name: "tues", Day: DayOfWeek.Tuesday)).Append((Name: "thurs", Day: DayOfWeek.Thursday))
        .Where(p => p.Name is not ("sun" or "sat"))
        .ToFrozenDictionary(p => p.Name, p => p.Day, StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, int> Months = MonthNames.Select((name, i) => (name, i))
        .SelectMany(m => new[] { m, (name: m.name[..3], m.i) }).Append((name: "sept", i: 8)).DistinctBy(m => m.name)
        .ToFrozenDictionary(m => m.name, m => m.i + 1, StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, int> Ordinals = new[]
        {
            "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth", "thirteenth", "fourteenth",
            "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth", "twentieth",
        }
        .Select((name, i) => (name, Value: i + 1)).Append(("thirtieth", 30))
        .ToFrozenDictionary(p => p.Item1, p => p.Item2, StringComparer.Ordinal);

    /// <summary>The days that begin at <paramref name="index"/>, the longest first.</summary>
    public static List<Parsed<DayReference>> Parse(Utterance u, int index)
    {
        var found = new List<Parsed<DayReference>>();
        Relative(u, index, found);
        Named(u, index, found);
        Dated(u, index, found);
        found.Sort((a, b) => b.End.CompareTo(a.End));
        return found;
    }

    /// <summary>Reads a whole text as a day; null when it is none.</summary>
    public static DayReference? ParseAll(string text)
    {
        Utterance u = Utterance.Of(text);
        int start = u[0] is "on" ? 1 : 0;
        foreach (Parsed<DayReference> p in Parse(u, start))
        {
            if (p.End == u.Count)
            {
                return p.Value;
            }
        }

        return null;
    }

    /// <summary>A number as an ordinal: "1st", "22nd", "13th".</summary>
    public static string Ordinal(int n) => (n % 100) is 11 or 12 or 13 ? $"{n}th" : (n % 10) switch { 1 => $"{n}st", 2 => $"{n}nd", 3 => $"{n}rd", _ => $"{n}th" };

    private static void Relative(Utterance u, int index, List<Parsed<DayReference>> found)
    {
        switch (u[index])
        {
            case "today" or "tonight":
                found.Add(new(new DayReference.Offset(0), index + 1, 0));
                break;
            case "tomorrow":
                found.Add(new(new DayReference.Offset(1), index + 1, 0));
                break;
            case "yesterday":
                found.Add(new(new DayReference.Offset(-1), index + 1, 0));
                break;
        }

        int day = u[index] == "the" ? index + 1 : index;
        if (u.Has(day, "day", "after", "tomorrow"))
        {
            found.Add(new(new DayReference.Offset(2), day + 3, 0));
        }
        else if (u.Has(day, "day", "before", "yesterday"))
        {
            found.Add(new(new DayReference.Offset(-2), day + 3, 0));
        }

        bool ahead = u[index] == "in";
        if (Count(u, ahead ? index + 1 : index) is { } count)
        {
            if (ahead)
            {
                found.Add(new(new DayReference.Offset(count.Value), count.End, 0));
            }
            else if (u[count.End] == "ago")
            {
                found.Add(new(new DayReference.Offset(-count.Value), count.End + 1, 0));
            }
            else if (u.Has(count.End, "from", "now") || u.Has(count.End, "from", "today"))
            {
                found.Add(new(new DayReference.Offset(count.Value), count.End + 2, 0));
            }
            else if (u.Has(count.End, "from", "tomorrow"))
            {
                found.Add(new(new DayReference.Offset(count.Value + 1), count.End + 2, 0));
            }
        }
    }

    private static Parsed<int>? Count(Utterance u, int index)
    {
        int after;
        decimal number;
        if (u[index] == "a")
        {
            (number, after) = (1, index + 1);
        }
        else if (NumberParser.Longest(u, index) is { } n && n.Value is > 0 and < 100_000 && n.Value == decimal.Floor(n.Value))
        {
            (number, after) = (n.Value, n.End);
        }
        else
        {
            return null;
        }

        int unit = u[after] switch { "day" or "days" => 1, "week" or "weeks" => 7, "fortnight" => 14, _ => 0 };
        return unit == 0 ? null : new((int)number * unit, after + 1, 0);
    }

    private static void Named(Utterance u, int index, List<Parsed<DayReference>> found)
    {
        int step = u[index] switch { "next" => 1, "last" => -1, _ => 0 };
        int i = step != 0 || u[index] is "this" or "coming" ? index + 1 : index;
        if (Weekdays.TryGetValue(u[i], out DayOfWeek weekday))
        {
            found.Add(new(new DayReference.Weekday(weekday, step), i + 1, 0));
        }

        for (int length = 4; length >= 1; length--)
        {
            if (i + length <= u.Count && Holidays.TryGetValue(u.Words(i, i + length), out string? name))
            {
                found.Add(new(new DayReference.Holiday(name, null), i + length, 0));
                int after = u[i + length] is "in" or "of" ? i + length + 1 : i + length;
                if (Year(u, after) is { } year)
                {
                    found.Add(new(new DayReference.Holiday(name, year.Value), year.End, 0));
                }
            }
        }
    }

    private static void Dated(Utterance u, int index, List<Parsed<DayReference>> found)
    {
        if (DateOnly.TryParseExact(u[index], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly date))
        {
            found.Add(new(new DayReference.MonthDay(date.Month, date.Day, date.Year), index + 1, 0));
            return;
        }

        // "december 25th", "december the 25th"
        if (Months.TryGetValue(u[index], out int month))
        {
            int i = u[index + 1] == "the" ? index + 2 : index + 1;
            if (DayNumber(u, i, plain: true) is { } day)
            {
                AddMonthDay(u, month, day.Value, day.End, found);
            }

            return;
        }

        // "the 25th of december", "25 december", "the 15th"
        bool article = u[index] == "the";
        if (DayNumber(u, article ? index + 1 : index, plain: true) is { } number)
        {
            int i = u[number.End] == "of" ? number.End + 1 : number.End;
            if (Months.TryGetValue(u[i], out month))
            {
                AddMonthDay(u, month, number.Value, i + 1, found);
            }
            else if (article && DayNumber(u, index + 1, plain: false) is not null)
            {
                int end = u.Has(number.End, "of", "this", "month") ? number.End + 3 : number.End;
                found.Add(new(new DayReference.DayOfMonth(number.Value), end, 0));
            }
        }
    }

    private static void AddMonthDay(Utterance u, int month, int day, int end, List<Parsed<DayReference>> found)
    {
        if (day > DateTime.DaysInMonth(2024, month))
        {
            return;
        }

        found.Add(new(new DayReference.MonthDay(month, day, null), end, 0));
        int i = u[end] is "in" or "of" ? end + 1 : end;
        if (Year(u, i) is { } year && day <= DateTime.DaysInMonth(year.Value, month))
        {
            found.Add(new(new DayReference.MonthDay(month, day, year.Value), year.End, 0));
        }
    }

    private static Parsed<int>? Year(Utterance u, int index)
    {
        if (u[index].Length == 4 && int.TryParse(u[index], out int digits) && digits is >= 1000 and <= 9999)
        {
            return new(digits, index + 1, 0);
        }

        // "twenty twenty seven", "nineteen eighty four"
        if (NumberParser.Below100(u, index) is { Value: >= 15 and <= 21 } century && NumberParser.Below100(u, century.End) is { Value: >= 10 } rest && u[index].Length > 2)
        {
            return new((century.Value * 100) + rest.Value, rest.End, 0);
        }

        return NumberParser.Longest(u, index) is { Value: >= 1900 and <= 2999 } year && year.Value == decimal.Floor(year.Value) ? new((int)year.Value, year.End, 0) : null;
    }

    /// <summary>"25th", "twenty fifth", "fourth", and where <paramref name="plain"/> also "25" and "twenty five".</summary>
    private static Parsed<int>? DayNumber(Utterance u, int index, bool plain)
    {
        if (Ordinals.TryGetValue(u[index], out int ordinal))
        {
            return new(ordinal, index + 1, 0);
        }

        if (u[index] is "twenty" or "thirty" && Ordinals.TryGetValue(u[index + 1], out int one) && one < 10)
        {
            int value = (u[index] == "twenty" ? 20 : 30) + one;
            return value <= 31 ? new(value, index + 2, 0) : null;
        }

        // "25th" comes from the tokenizer as "25" and "th".
        if (u[index].Length is 1 or 2 && int.TryParse(u[index], out int digits) && digits is >= 1 and <= 31)
        {
            bool suffix = u[index + 1] is "st" or "nd" or "rd" or "th";
            return suffix ? new(digits, index + 2, 0) : plain ? new(digits, index + 1, 0) : null;
        }

        return plain && NumberParser.Below100(u, index) is { Value: >= 1 and <= 31 } word ? word : null;
    }
}
