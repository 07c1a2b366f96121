using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using Sapphire.Actors.Assistant.Language;
using Sapphire.Actors.Tools.Time;

namespace Sapphire.Actors.Tools;

/// <summary>The time and the date.</summary>
internal static class TimeTools
{
    /// <summary>Creates the tools.</summary>
    public static IEnumerable<AIFunction> Create(TimeProvider time, Func<TimeZoneInfo> zone) =>
    [
        new Tool(
            ToolNames.GetTime,
            "Tells the time now, here or in another place. Always use it when the time is asked; never guess.",
            [new("place", "string", "A big city or a time zone, for example \"Tokyo\" or \"Europe/London\". Leave it out for here.")],
            (arguments, _) => ValueTask.FromResult(GetTime(arguments, time, zone))),
        new Tool(
            ToolNames.GetDate,
            "Tells the date and weekday of a day, and how many days away it is. Always use it when a date is asked; never guess.",
            [new("day", "string", "For example \"today\", \"tomorrow\", \"next friday\", \"december 25\", \"2027-01-31\", \"in 3 weeks\", \"easter\". Leave it out for today.")],
            (arguments, _) => ValueTask.FromResult(GetDate(arguments, time, zone))),
    ];

    private static JsonObject GetTime(ToolArguments arguments, TimeProvider time, Func<TimeZoneInfo> zone)
    {
        string? place = arguments.Text("place", "city", "location", "timezone", "zone");
        TimeZoneInfo there = zone();
        var result = new JsonObject();
        if (place is not null && !place.Equals("here", StringComparison.OrdinalIgnoreCase) && !place.Equals("local", StringComparison.OrdinalIgnoreCase))
        {
            (string name, there) = Zones.Find(place);
            result["place"] = name;
        }

        DateTimeOffset now = TimeZoneInfo.ConvertTime(time.GetUtcNow(), there);
        result["time"] = Zones.Clock(now);
        result["date"] = now.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        result["weekday"] = now.DayOfWeek.ToString();
        result["zone"] = there.Id;
        result["utc_offset"] = now.ToString("zzz", CultureInfo.InvariantCulture);
        return result;
    }

    private static JsonObject GetDate(ToolArguments arguments, TimeProvider time, Func<TimeZoneInfo> zone)
    {
        string day = arguments.Text("day", "date", "when") ?? "today";
        DayReference reference = (day.Length <= 80 ? DayParser.ParseAll(day) : null) ?? throw new ToolException(
            $"'{(day.Length <= 40 ? day : day[..40] + "…")}' is not a day that I understand. Use today, tomorrow, next friday, december 25, 2027-01-31 or in 3 days.");
        DateOnly today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(time.GetUtcNow(), zone()).DateTime);
        DateOnly date = DayCalendar.Resolve(reference, today);
        return new JsonObject
        {
            ["date"] = date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            ["weekday"] = date.DayOfWeek.ToString(),
            ["text"] = Zones.Date(date),
            ["days_from_today"] = date.DayNumber - today.DayNumber,
        };
    }
}
