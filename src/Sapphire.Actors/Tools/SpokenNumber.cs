using System.Globalization;

namespace Sapphire.Actors.Tools;

/// <summary>Numbers and lengths of time as a person reads them.</summary>
internal static class SpokenNumber
{
    /// <summary>At most <paramref name="digits"/> significant digits after rounding, thousands separated, no trailing zeros.</summary>
    public static string Format(decimal value, int digits = 10)
    {
        decimal rounded = Round(value, digits);
        return rounded.ToString("#,##0.############################", CultureInfo.InvariantCulture);
    }

    /// <summary>Rounds to significant digits.</summary>
    public static decimal Round(decimal value, int digits)
    {
        if (value == 0)
        {
            return 0;
        }

        int magnitude = (int)Math.Floor(Math.Log10((double)Math.Abs(value))) + 1;
        int places = digits - magnitude;
        // Whole numbers keep all their digits: 1234567 is not "about 1,234,570".
        return Math.Round(value, Math.Clamp(places, 0, 28));
    }

    /// <summary>"1 hour 30 minutes", "45 seconds"; at most two parts are exact enough once days are in it.</summary>
    public static string Duration(TimeSpan duration)
    {
        long seconds = (long)Math.Round(duration.TotalSeconds, MidpointRounding.AwayFromZero);
        if (seconds <= 0)
        {
            return duration > TimeSpan.Zero ? "less than a second" : "0 seconds";
        }

        var parts = new List<string>(4);
        foreach ((string name, long size) in ((string, long)[])[("day", 86400), ("hour", 3600), ("minute", 60), ("second", 1)])
        {
            long count = seconds / size;
            seconds %= size;
            if (count > 0)
            {
                parts.Add($"{count} {name}{(count == 1 ? "" : "s")}");
            }
        }

        return string.Join(' ', parts);
    }
}
