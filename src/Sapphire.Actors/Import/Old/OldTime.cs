using System.Globalization;
using System.Text.Json;

namespace Sapphire.Actors.Import.Old;

/// <summary>Reads times: local ones without an offset, ones with it, and seconds since 1970. To the millisecond, as they are stored.</summary>
internal static class OldTime
{
    /// <summary>A time; null when it is none, or lies outside of the years 1970 to 9000.</summary>
    /// <param name="value">A text or a number.</param>
    /// <param name="zone">Where a time without an offset was written.</param>
    public static DateTimeOffset? Read(JsonElement? value, TimeZoneInfo zone) => value switch
    {
        { ValueKind: JsonValueKind.String } text => Read(text.GetString(), zone),
        { ValueKind: JsonValueKind.Number } number when number.TryGetDouble(out double seconds) => Seconds(seconds),
        _ => null,
    };

    /// <summary>A time; null when it is none, or lies outside of the years 1970 to 9000.</summary>
    public static DateTimeOffset? Read(string? text, TimeZoneInfo zone)
    {
        if (!DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out DateTime read))
        {
            return null;
        }

        // An hour that summer time skips is taken as if it were there; of one that is there twice, the later is taken.
        DateTimeOffset at = read.Kind switch
        {
            DateTimeKind.Utc => new(read, TimeSpan.Zero),
            DateTimeKind.Local => new DateTimeOffset(read).ToUniversalTime(),
            _ => new DateTimeOffset(DateTime.SpecifyKind(read, DateTimeKind.Utc), TimeSpan.Zero) - zone.GetUtcOffset(read),
        };
        return Check(at);
    }

    /// <summary>A time in whole milliseconds.</summary>
    public static DateTimeOffset ToMilliseconds(DateTimeOffset at) => DateTimeOffset.FromUnixTimeMilliseconds(at.ToUnixTimeMilliseconds());

    /// <summary>A time of seconds since 1970; null when it lies outside of the years.</summary>
    public static DateTimeOffset? Seconds(double seconds) =>
        seconds is > 0 and < 220_000_000_000 ? Check(DateTimeOffset.UnixEpoch.AddSeconds(seconds)) : null;

    private static DateTimeOffset? Check(DateTimeOffset at) => at.Year is >= 1970 and < 9000 ? ToMilliseconds(at) : null;
}
