using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using Sapphire.Actors.Assistant.Language;
using Sapphire.Actors.Home;
using Sapphire.Actors.Ids;
using Sapphire.Actors.Schedule;
using Sapphire.Actors.Tools.Time;

namespace Sapphire.Actors.Tools;

/// <summary>Timers and alarms.</summary>
internal sealed class TimerTools(TimeProvider time, Func<TimeZoneInfo> zone, ITimers timers, ToolContext context)
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(366);
    private const int LongestLabel = 100;

    /// <summary>Creates the tools.</summary>
    public static IEnumerable<AIFunction> Create(TimeProvider time, Func<TimeZoneInfo> zone, ITimers timers, ToolContext context)
    {
        var tools = new TimerTools(time, zone, timers, context);
        return
        [
            new Tool(
                ToolNames.SetTimer,
                "Sets a timer, an alarm or a reminder. Give either duration_seconds or at, not both.",
                [
                    new("duration_seconds", "number", "How long from now, in seconds: 300 for five minutes."),
                    new("at", "string", "A time of day instead of a duration, for example \"7:00 PM\", \"19:00\" or \"tomorrow 6:30 AM\"."),
                    new("label", "string", "What it is for, for example \"tea\" or \"call the dentist\"."),
                ],
                async (arguments, cancel) => await tools.SetAsync(arguments, cancel)),
            new Tool(ToolNames.ListTimers, "Lists the timers that run, with the time left.", [], async (_, cancel) => await tools.ListAsync(cancel)),
            new Tool(
                ToolNames.CancelTimer,
                "Cancels a timer. With no argument it cancels the only one.",
                [
                    new("id", "string", "The id from set_timer or list_timers."),
                    new("label", "string", "What it is for, when the id is not known."),
                    new("duration_seconds", "number", "For how long it was set, when nothing else is known."),
                    new("all", "boolean", "true cancels every timer."),
                ],
                async (arguments, cancel) => await tools.CancelAsync(arguments, cancel)),
        ];
    }

    private async Task<JsonObject> SetAsync(ToolArguments arguments, CancellationToken cancel)
    {
        string? label = arguments.Text("label", "name", "title", "message");
        if (label?.Length > LongestLabel)
        {
            throw new ToolException($"The label has {label.Length} characters; at most {LongestLabel} are allowed.");
        }

        TimeSpan duration = Duration(arguments);
        TimerView timer = await timers.SetAsync(duration, label, context.ChatId, context.RoomId, cancel);
        return Describe(timer);
    }

    private async Task<JsonObject> ListAsync(CancellationToken cancel)
    {
        IReadOnlyList<TimerView> running = await timers.ListAsync(cancel);
        return new JsonObject { ["timers"] = new JsonArray([.. running.Select(Describe)]) };
    }

    private async Task<JsonObject> CancelAsync(ToolArguments arguments, CancellationToken cancel)
    {
        IReadOnlyList<TimerView> running = await timers.ListAsync(cancel);
        if (running.Count == 0)
        {
            throw new ToolException("No timer is running.");
        }

        IReadOnlyList<TimerView> chosen = Choose(arguments, running);
        var cancelled = new JsonArray();
        foreach (TimerView timer in chosen)
        {
            if (await timers.CancelAsync(timer.Id, cancel) is { } gone)
            {
                cancelled.Add((JsonNode)Describe(gone));
            }
        }

        return cancelled.Count > 0
            ? new JsonObject { ["cancelled"] = cancelled }
            : throw new ToolException("That timer has just ended.");
    }

    private List<TimerView> Choose(ToolArguments arguments, IReadOnlyList<TimerView> running)
    {
        if (arguments.Flag("all"))
        {
            return [.. running];
        }

        if (arguments.Text("id", "timer_id") is { } id)
        {
            if (id.Equals("all", StringComparison.OrdinalIgnoreCase))
            {
                return [.. running];
            }

            TimerView? named = TimerId.TryParse(id, null, out TimerId wanted)
                ? running.FirstOrDefault(t => t.Id == wanted)
                : running.FirstOrDefault(t => SameLabel(t, id));
            return named is not null ? [named] : throw new ToolException($"No timer of that id runs. {Running(running)}");
        }

        if (arguments.Text("label", "name", "title") is { } label)
        {
            List<TimerView> named = [.. running.Where(t => SameLabel(t, label))];
            return named.Count > 0 ? named : throw new ToolException($"No timer is called '{label}'. {Running(running)}");
        }

        if (arguments.Number("duration_seconds", "duration") is { } seconds)
        {
            List<TimerView> fitting = [.. running.Where(t => Math.Abs(t.DurationSeconds - (double)seconds) < 0.5)];
            return fitting.Count switch
            {
                0 => throw new ToolException($"No timer was set for {SpokenNumber.Duration(TimeSpan.FromSeconds((double)Math.Clamp(seconds, 0, 1_000_000_000)))}. {Running(running)}"),
                1 => fitting,
                _ => throw new ToolException($"{fitting.Count} timers were set for that long. {Running(running)}"),
            };
        }

        return running.Count == 1 ? [running[0]] : throw new ToolException($"Which one? {Running(running)} Name one, or say all of them.");
    }

    private static bool SameLabel(TimerView timer, string label)
    {
        return timer.Label is { } own && Key(own) == Key(label);

        static string Key(string text)
        {
            IEnumerable<string> words = Tokenizer.Tokenize(text).Select(t => t.Text).Where(w => w is not ("the" or "a" or "my" or "timer" or "alarm" or "reminder"));
            return string.Join(' ', words);
        }
    }

    private string Running(IReadOnlyList<TimerView> running)
    {
        const int Most = 8;
        string list = string.Join(", ", running.Take(Most).Select(t => $"{t.Label ?? SpokenNumber.Duration(TimeSpan.FromSeconds(t.DurationSeconds)) + " timer"} ({SpokenNumber.Duration(Left(t))} left)"));
        return $"{(running.Count == 1 ? "One timer is" : $"{running.Count} timers are")} running: {list}{(running.Count > Most ? ", and more" : "")}.";
    }

    private TimeSpan Duration(ToolArguments arguments)
    {
        if (arguments.Text("duration_seconds", "seconds", "duration", "time") is { } text)
        {
            decimal seconds = decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number)
                ? number
                : DurationParser.ParseAll(text) ?? throw new ToolException($"'{(text.Length <= 40 ? text : text[..40] + "…")}' is not a duration. Give duration_seconds as a number of seconds: 300 for five minutes.");
            return seconds > 0 && seconds <= (decimal)Longest.TotalSeconds
                ? TimeSpan.FromSeconds((double)seconds)
                : throw new ToolException(seconds <= 0 ? "A timer must be longer than zero seconds." : "A timer can run for at most 366 days.");
        }

        if (arguments.Number("minutes", "duration_minutes") is { } minutes && minutes is > 0 and <= 527_040)
        {
            return TimeSpan.FromMinutes((double)minutes);
        }

        string at = arguments.Text("at", "alarm", "alarm_time") ?? throw new ToolException("Say how long or until when: give duration_seconds (300 for five minutes) or at (\"7:00 PM\").");
        return Until(at);
    }

    private TimeSpan Until(string at)
    {
        if (at.Length > 60 || ParseAt(at) is not { } parsed)
        {
            throw new ToolException($"'{(at.Length <= 40 ? at : at[..40] + "…")}' is not a time that I understand. Use \"7:00 PM\", \"19:00\" or \"tomorrow 6:30 AM\".");
        }

        TimeZoneInfo here = zone();
        DateTimeOffset utcNow = time.GetUtcNow();
        DateTime now = TimeZoneInfo.ConvertTime(utcNow, here).DateTime;
        DateOnly today = DateOnly.FromDateTime(now);
        (ClockTime clock, DayReference? day) = parsed;
        TimeSpan step = clock.Exact ? TimeSpan.FromHours(24) : TimeSpan.FromHours(12);
        DateOnly date = day is null ? today : DayCalendar.Resolve(day, today);
        // "7 o'clock tomorrow" is in the morning; "7 o'clock" alone is whichever comes next.
        DateTime due = date.ToDateTime(new TimeOnly(clock.Exact ? clock.Hour : clock.Hour % 12, clock.Minute));
        while (due <= now && (day is null || (!clock.Exact && due.Add(step).Date == due.Date)))
        {
            due = due.Add(step);
        }

        if (due <= now)
        {
            throw new ToolException($"{clock} on {Zones.Date(date)} is already past.");
        }

        // A time that the clocks skip in spring rings an hour later.
        DateTimeOffset instant = here.IsInvalidTime(due) ? new(due.AddHours(1), here.GetUtcOffset(due.AddHours(1))) : new(due, here.GetUtcOffset(due));
        TimeSpan duration = instant - utcNow;
        return duration > TimeSpan.Zero && duration <= Longest ? duration : throw new ToolException("An alarm can be at most 366 days ahead.");
    }

    private static (ClockTime Clock, DayReference? Day)? ParseAt(string at)
    {
        // ISO 8601: "2026-11-22T07:00"
        Utterance u = Utterance.Of(at.Replace('T', ' '));
        if (u[0] is "at" or "on" && u.Count > 1)
        {
            u = u.Slice(1, u.Count);
        }

        foreach (Parsed<DayReference> day in DayParser.Parse(u, 0))
        {
            int start = u[day.End] == "at" ? day.End + 1 : day.End;
            foreach (Parsed<ClockTime> clock in ClockParser.Parse(u, start))
            {
                if (clock.End == u.Count && clock.Cost == 0)
                {
                    return (clock.Value, day.Value);
                }
            }
        }

        foreach (Parsed<ClockTime> clock in ClockParser.Parse(u, 0).Where(c => c.Cost == 0))
        {
            if (clock.End == u.Count)
            {
                return (clock.Value, null);
            }

            int start = u[clock.End] == "on" ? clock.End + 1 : clock.End;
            foreach (Parsed<DayReference> day in DayParser.Parse(u, start))
            {
                if (day.End == u.Count)
                {
                    return (clock.Value, day.Value);
                }
            }
        }

        return null;
    }

    private JsonObject Describe(TimerView timer)
    {
        DateTimeOffset due = TimeZoneInfo.ConvertTime(timer.DueAt, zone());
        return new JsonObject
        {
            ["id"] = timer.Id.ToString(),
            ["label"] = timer.Label,
            ["duration_seconds"] = timer.DurationSeconds,
            ["duration"] = SpokenNumber.Duration(TimeSpan.FromSeconds(timer.DurationSeconds)),
            ["due"] = DueText(due),
            ["remaining_seconds"] = Math.Round(Left(timer).TotalSeconds),
            ["remaining"] = SpokenNumber.Duration(Left(timer)),
        };
    }

    private string DueText(DateTimeOffset due)
    {
        DateOnly today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(time.GetUtcNow(), zone()).DateTime);
        DateOnly day = DateOnly.FromDateTime(due.DateTime);
        return (day.DayNumber - today.DayNumber) switch
        {
            0 => Zones.Clock(due),
            1 => $"tomorrow at {Zones.Clock(due)}",
            _ => $"{Zones.Date(day)} at {Zones.Clock(due)}",
        };
    }

    private TimeSpan Left(TimerView timer)
    {
        TimeSpan left = timer.DueAt - time.GetUtcNow();
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }
}
