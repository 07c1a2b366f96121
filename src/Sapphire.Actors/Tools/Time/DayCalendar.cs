using Sapphire.Actors.Assistant.Language;

namespace Sapphire.Actors.Tools.Time;

/// <summary>Finds the date that a person means.</summary>
internal static class DayCalendar
{
    /// <summary>The date of a reference, seen from <paramref name="today"/>. Dates without a year are the coming ones.</summary>
    /// <exception cref="ToolException">There is no such date.</exception>
    public static DateOnly Resolve(DayReference reference, DateOnly today)
    {
        try
        {
            return reference switch
            {
                DayReference.Offset(var days) => today.AddDays(days),
                DayReference.Weekday(var day, var step) => Weekday(today, day, step),
                DayReference.MonthDay(var month, var day, { } year) => new DateOnly(year, month, day),
                DayReference.MonthDay(var month, var day, null) => Coming(today, year => day <= DateTime.DaysInMonth(year, month) ? new DateOnly(year, month, day) : null),
                DayReference.DayOfMonth(var day) => ComingDay(today, day),
                DayReference.Holiday(var name, { } year) => HolidayIn(name, year),
                DayReference.Holiday(var name, _) => Coming(today, year => HolidayIn(name, year)),
                _ => today,
            };
        }
        catch (ArgumentOutOfRangeException e)
        {
            throw new ToolException($"There is no such date as '{reference}'.", e);
        }
    }

    private static DateOnly Weekday(DateOnly today, DayOfWeek day, int step)
    {
        int ahead = ((int)day - (int)today.DayOfWeek + 7) % 7;
        return step switch
        {
            > 0 => today.AddDays(ahead == 0 ? 7 : ahead),
            < 0 => today.AddDays(ahead - 7),
            _ => today.AddDays(ahead),
        };
    }

    private static DateOnly Coming(DateOnly today, Func<int, DateOnly?> inYear)
    {
        // February 29 is at most eight years away.
        for (int year = today.Year; year <= Math.Min(today.Year + 8, 9999); year++)
        {
            if (inYear(year) is { } date && date >= today)
            {
                return date;
            }
        }

        throw new ToolException("That date lies too far ahead.");
    }

    private static DateOnly ComingDay(DateOnly today, int day)
    {
        DateOnly month = new(today.Year, today.Month, 1);
        for (int i = 0; i < 3; i++, month = month.AddMonths(1))
        {
            if (day <= DateTime.DaysInMonth(month.Year, month.Month) && month.AddDays(day - 1) >= today)
            {
                return month.AddDays(day - 1);
            }
        }

        throw new ToolException($"There is no {DayParser.Ordinal(day)} of a month.");
    }

    private static DateOnly HolidayIn(string name, int year) => name switch
    {
        "christmas" => new(year, 12, 25),
        "christmas eve" => new(year, 12, 24),
        "boxing day" => new(year, 12, 26),
        "new year" => new(year, 1, 1),
        "new year's eve" => new(year, 12, 31),
        "halloween" => new(year, 10, 31),
        "valentine's day" => new(year, 2, 14),
        "st patrick's day" => new(year, 3, 17),
        "thanksgiving" => new DateOnly(year, 11, 22).AddDays(((int)DayOfWeek.Thursday - (int)new DateOnly(year, 11, 22).DayOfWeek + 7) % 7),
        "easter" => Easter(year),
        "good friday" => Easter(year).AddDays(-2),
        _ => throw new ToolException($"'{name}' is not a day that I know."),
    };

    /// <summary>Easter Sunday of the Gregorian calendar: the anonymous algorithm (Meeus, Jones, Butcher).</summary>
    private static DateOnly Easter(int year)
    {
        int a = year % 19, b = year / 100, c = year % 100;
        int d = b / 4, e = b % 4, f = (b + 8) / 25, g = (b - f + 1) / 3;
        int h = ((19 * a) + b - d - g + 15) % 30;
        int i = c / 4, k = c % 4;
        int l = (32 + (2 * e) + (2 * i) - h - k) % 7;
        int m = (a + (11 * h) + (22 * l)) / 451;
        int n = h + l - (7 * m) + 114;
        return new(year, n / 31, (n % 31) + 1);
    }
}
