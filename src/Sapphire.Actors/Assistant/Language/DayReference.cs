namespace Sapphire.Actors.Assistant.Language;

/// <summary>A day as a person names it; which date it is depends on today.</summary>
internal abstract record DayReference
{
    /// <summary>Today, tomorrow, in 3 days, 2 weeks ago.</summary>
    public sealed record Offset(int Days) : DayReference
    {
        /// <inheritdoc />
        public override string ToString() => Days switch
        {
            0 => "today",
            1 => "tomorrow",
            -1 => "yesterday",
            > 0 => $"in {Days} days",
            _ => $"{-Days} days ago",
        };
    }

    /// <summary>Friday, next Friday, last Friday.</summary>
    /// <param name="Day">The day of the week.</param>
    /// <param name="Step">0 the coming one (today counts), 1 "next" (after today), -1 "last" (before today).</param>
    public sealed record Weekday(DayOfWeek Day, int Step) : DayReference
    {
        /// <inheritdoc />
        public override string ToString() => (Step switch { > 0 => "next ", < 0 => "last ", _ => "" }) + Day.ToString().ToLowerInvariant();
    }

    /// <summary>December 25, with or without a year.</summary>
    public sealed record MonthDay(int Month, int Day, int? Year) : DayReference
    {
        /// <inheritdoc />
        public override string ToString() => $"{DayParser.MonthNames[Month - 1]} {Day}{(Year is { } year ? $" {year}" : "")}";
    }

    /// <summary>The 15th, of this month or the next.</summary>
    public sealed record DayOfMonth(int Day) : DayReference
    {
        /// <inheritdoc />
        public override string ToString() => $"the {DayParser.Ordinal(Day)}";
    }

    /// <summary>Christmas, with or without a year.</summary>
    public sealed record Holiday(string Name, int? Year) : DayReference
    {
        /// <inheritdoc />
        public override string ToString() => Year is { } year ? $"{Name} {year}" : Name;
    }
}
