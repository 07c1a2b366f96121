using System.Globalization;

namespace Sapphire.Kernel.Configuration;

/// <summary>Numbers, durations and sizes as HOCON writes them.</summary>
public static class HoconUnits
{
    private const string SizeLetters = "KMGTPEZY";
    private const string SmallLetters = "kmgtpezy";

    private static readonly string[] DecimalSizes = ["kilo", "mega", "giga", "tera", "peta", "exa", "zetta", "yotta"];

    private static readonly string[] BinarySizes = ["kibi", "mebi", "gibi", "tebi", "pebi", "exbi", "zebi", "yobi"];

    /// <summary>
    /// Reads <c>5 s</c>, <c>100ms</c>, <c>2 minutes</c>, <c>1.5h</c> or <c>infinite</c>
    /// (<see cref="Timeout.InfiniteTimeSpan"/>). A number without a unit is milliseconds. Units are lower case.
    /// </summary>
    public static bool TryParseDuration(string text, out TimeSpan duration)
    {
        ArgumentNullException.ThrowIfNull(text);
        duration = default;
        if (text.Trim() is "infinite" or "infinity" or "inf" or "∞")
        {
            duration = Timeout.InfiniteTimeSpan;
            return true;
        }

        if (!TryScale(text, TicksOf, out var ticks) || Math.Abs(ticks) > long.MaxValue)
            return false;
        duration = TimeSpan.FromTicks((long)Math.Round(ticks));
        // Minus one millisecond is how .NET writes infinity; a negative duration is not meant as that.
        return duration != Timeout.InfiniteTimeSpan;
    }

    /// <summary>
    /// Reads <c>512k</c>, <c>10 MiB</c>, <c>1 MB</c> or <c>64</c>, in bytes. <c>kB</c>, <c>MB</c>, … are powers of
    /// 1000; <c>KiB</c>, <c>MiB</c>, … and the single letters are powers of 1024.
    /// </summary>
    public static bool TryParseByteSize(string text, out long bytes)
    {
        ArgumentNullException.ThrowIfNull(text);
        bytes = 0;
        if (!TryScale(text, BytesOf, out var size) || size < 0 || size > long.MaxValue)
            return false;
        bytes = (long)Math.Round(size);
        return true;
    }

    /// <summary>
    /// Reads <c>2 weeks</c>, <c>3mo</c>, <c>1 year</c> or <c>10</c>: whole numbers of days, weeks, months or years. A number
    /// without a unit is days; <c>m</c> is months here, and minutes in a duration.
    /// </summary>
    public static bool TryParsePeriod(string text, out HoconPeriod period)
    {
        ArgumentNullException.ThrowIfNull(text);
        period = default;
        var trimmed = text.Trim();
        var length = NumberLength(trimmed);
        if (!int.TryParse(trimmed.AsSpan(0, length), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            return false;
        HoconPeriod? read = trimmed[length..].TrimStart() switch
        {
            "" or "d" or "day" or "days" => new(0, 0, number),
            "w" or "week" or "weeks" when number is <= int.MaxValue / 7 and >= int.MinValue / 7 => new(0, 0, number * 7),
            "m" or "mo" or "month" or "months" => new(0, number, 0),
            "y" or "year" or "years" => new(number, 0, 0),
            _ => null,
        };
        period = read.GetValueOrDefault();
        return read is not null;
    }

    /// <summary>Reads <c>true</c>, <c>yes</c>, <c>on</c>, <c>false</c>, <c>no</c> and <c>off</c>.</summary>
    public static bool TryParseBoolean(string text, out bool value)
    {
        value = text is "true" or "yes" or "on";
        return value || text is "false" or "no" or "off";
    }

    /// <summary>True for a number as JSON writes it.</summary>
    internal static bool IsNumber(string text) => NumberLength(text) == text.Length && text.Length > 0;

    private static bool TryScale(string text, Func<string, decimal?> unitOf, out decimal result)
    {
        result = 0;
        var trimmed = text.Trim();
        var length = NumberLength(trimmed);
        if (length == 0
            || unitOf(trimmed[length..].TrimStart()) is not { } unit
            || !decimal.TryParse(trimmed.AsSpan(0, length), NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
        {
            return false;
        }

        try
        {
            result = number * unit;
            return true;
        }
        catch (OverflowException)
        {
            return false;
        }
    }

    // The length of the JSON number at the start, or 0. An 'e' that no digit follows belongs to the unit.
    private static int NumberLength(string text)
    {
        var i = text.StartsWith('-') ? 1 : 0;
        var digits = Digits(text, i);
        if (digits == 0)
            return 0;
        i += digits;
        if (i < text.Length && text[i] == '.' && Digits(text, i + 1) is var fraction and > 0)
            i += 1 + fraction;
        if (i < text.Length && text[i] is 'e' or 'E')
        {
            var sign = i + 1 < text.Length && text[i + 1] is '+' or '-' ? 1 : 0;
            if (Digits(text, i + 1 + sign) is var exponent and > 0)
                i += 1 + sign + exponent;
        }

        return i;
    }

    private static int Digits(string text, int from)
    {
        var i = from;
        while (i < text.Length && char.IsAsciiDigit(text[i]))
            i++;
        return i - from;
    }

    private static decimal? TicksOf(string unit) => unit switch
    {
        "ns" or "nano" or "nanos" or "nanosecond" or "nanoseconds" => 0.01m,
        "us" or "micro" or "micros" or "microsecond" or "microseconds" => TimeSpan.TicksPerMicrosecond,
        "" or "ms" or "milli" or "millis" or "millisecond" or "milliseconds" => TimeSpan.TicksPerMillisecond,
        "s" or "second" or "seconds" => TimeSpan.TicksPerSecond,
        "m" or "minute" or "minutes" => TimeSpan.TicksPerMinute,
        "h" or "hour" or "hours" => TimeSpan.TicksPerHour,
        "d" or "day" or "days" => TimeSpan.TicksPerDay,
        _ => null,
    };

    private static decimal? BytesOf(string unit)
    {
        if (unit is "" or "B" or "b" or "byte" or "bytes")
            return 1;
        decimal thousand = 1, binary = 1;
        for (var i = 0; i < SizeLetters.Length; i++)
        {
            thousand *= 1000;
            binary *= 1024;
            var letter = SizeLetters[i].ToString();
            // Only the thousand has a small letter: kB, MB, GB.
            if (unit == (i == 0 ? "kB" : letter + "B") || unit == DecimalSizes[i] + "byte" || unit == DecimalSizes[i] + "bytes")
                return thousand;
            if (unit == letter || unit == SmallLetters[i].ToString() || unit == letter + "i" || unit == letter + "iB"
                || unit == BinarySizes[i] + "byte" || unit == BinarySizes[i] + "bytes")
            {
                return binary;
            }
        }

        return null;
    }
}
