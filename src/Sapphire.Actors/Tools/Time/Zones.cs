using System.Globalization;

namespace Sapphire.Actors.Tools.Time;

/// <summary>Finds time zones and writes times.</summary>
internal static class Zones
{
    /// <summary>"3:42 PM".</summary>
    public static string Clock(DateTimeOffset time) => time.ToString("h:mm tt", CultureInfo.InvariantCulture);

    /// <summary>"Saturday, November 21, 2026".</summary>
    public static string Date(DateOnly date) => date.ToString("dddd, MMMM d, yyyy", CultureInfo.InvariantCulture);

    /// <summary>The zone of a city, a country with one zone, or an IANA id.</summary>
    /// <exception cref="ToolException">It is not known, or this machine has no time-zone data.</exception>
    public static (string Name, TimeZoneInfo Zone) Find(string place)
    {
        string name = place.Trim();
        string zone = name;
        if (Places.Find(name) is { } known)
        {
            (name, zone) = known;
        }
        else if (name.Contains(',', StringComparison.Ordinal) && Places.Find(name[..name.IndexOf(',', StringComparison.Ordinal)]) is { } city)
        {
            // "Paris, France"
            (name, zone) = city;
        }

        if (zone == "UTC")
        {
            return (name, TimeZoneInfo.Utc);
        }

        // Ids hold letters, digits and / _ + -; anything else must not reach the file system.
        if (zone.Length <= 60 && zone.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '_' or '+' or '-') && TimeZoneInfo.TryFindSystemTimeZoneById(zone, out TimeZoneInfo? found))
        {
            return (name, found);
        }

        if (Places.Find(name) is not null)
        {
            throw new ToolException("This machine has no time-zone data, so only the local time is known. Install the package tzdata.");
        }

        throw new ToolException($"I do not know the time zone of '{(name.Length <= 40 ? name : name[..40] + "…")}'. Name a big city, such as London or Tokyo, or a zone, such as Europe/London.");
    }
}
