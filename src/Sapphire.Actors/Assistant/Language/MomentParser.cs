namespace Sapphire.Actors.Assistant.Language;

/// <summary>Reads a time of day with or without a day, in either order: "seven tomorrow morning", "on friday at 9 pm".</summary>
internal static class MomentParser
{
    /// <summary>The moments that begin at <paramref name="index"/>, the longest first.</summary>
    public static List<Parsed<Moment>> Parse(Utterance u, int index)
    {
        var found = new List<Parsed<Moment>>();
        int start = Skip(u, index);
        foreach (Parsed<ClockTime> clock in ClockParser.Parse(u, start))
        {
            if (Part(u, clock.End) is { } part)
            {
                found.Add(new(new(Shift(clock.Value, part.Value), DayOfPart(u, clock.End)), part.End, clock.Cost));
            }

            foreach (Parsed<DayReference> day in DayParser.Parse(u, Skip(u, clock.End)))
            {
                AddWithPart(u, clock, day, day.End, found);
            }

            found.Add(new(new(clock.Value, null), clock.End, clock.Cost));
        }

        foreach (Parsed<DayReference> day in DayParser.Parse(u, start))
        {
            Parsed<bool>? part = Part(u, day.End);
            foreach (Parsed<ClockTime> clock in ClockParser.Parse(u, Skip(u, part?.End ?? day.End)))
            {
                ClockTime time = part is { } p ? Shift(clock.Value, p.Value) : u[day.End - 1] == "tonight" ? Shift(clock.Value, pm: true) : clock.Value;
                found.Add(new(new(time, day.Value), clock.End, clock.Cost));
            }
        }

        found.Sort((a, b) => a.Cost != b.Cost ? a.Cost.CompareTo(b.Cost) : b.End.CompareTo(a.End));
        return found;
    }

    private static void AddWithPart(Utterance u, Parsed<ClockTime> clock, Parsed<DayReference> day, int end, List<Parsed<Moment>> found)
    {
        if (Part(u, end) is { } part)
        {
            found.Add(new(new(Shift(clock.Value, part.Value), day.Value), part.End, clock.Cost));
        }

        bool tonight = u[day.End - 1] == "tonight";
        found.Add(new(new(tonight ? Shift(clock.Value, pm: true) : clock.Value, day.Value), end, clock.Cost));
    }

    private static int Skip(Utterance u, int index) => u[index] is "at" or "on" or "for" or "by" ? index + 1 : index;

    /// <summary>"morning" and its like after a day: true in the second half of the day.</summary>
    private static Parsed<bool>? Part(Utterance u, int index)
    {
        int i = u[index] is "this" ? index + 1 : u.Has(index, "in", "the") ? index + 2 : index;
        return u[i] switch
        {
            "morning" => new(false, i + 1, 0),
            "afternoon" or "evening" or "night" => new(true, i + 1, 0),
            _ => null,
        };
    }

    private static DayReference.Offset? DayOfPart(Utterance u, int index) => u[index] == "this" ? new(0) : null;

    private static ClockTime Shift(ClockTime time, bool pm) =>
        time.Exact ? time : new((time.Hour % 12) + (pm ? 12 : 0), time.Minute, Exact: true);
}
