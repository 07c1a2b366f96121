using System.Globalization;

namespace Sapphire.Web.Cli;

/// <summary>Numbers and times for people.</summary>
internal static class Amount
{
    private static readonly string[] Units = ["bytes", "KiB", "MiB", "GiB", "TiB"];

    /// <summary>"312 bytes", "1.5 MiB".</summary>
    public static string Bytes(long bytes)
    {
        (double value, int unit) = (bytes, 0);
        while (value >= 1024 && unit < Units.Length - 1)
        {
            value /= 1024;
            unit++;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{value:0.#} {Units[unit]}");
    }

    /// <summary>"1 event", "1,234 events".</summary>
    public static string Of(long count, string one) => string.Create(CultureInfo.InvariantCulture, $"{count:N0} {one}{(count == 1 ? "" : "s")}");

    /// <summary>"2026-01-02 03:04:05.678Z".</summary>
    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
