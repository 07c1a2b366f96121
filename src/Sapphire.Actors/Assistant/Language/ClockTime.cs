namespace Sapphire.Actors.Assistant.Language;

/// <summary>A time of day as a person says it: "7:30 PM", or "7:30 o'clock" when nothing says which half of the day.</summary>
/// <param name="Hour">0 to 23; 1 to 12 when <paramref name="Exact"/> is false.</param>
/// <param name="Minute">0 to 59.</param>
/// <param name="Exact">False when both halves of the day fit.</param>
internal readonly record struct ClockTime(int Hour, int Minute, bool Exact)
{
    /// <inheritdoc />
    public override string ToString()
    {
        int hour = Hour % 12 == 0 ? 12 : Hour % 12;
        return !Exact ? $"{Hour}:{Minute:00} o'clock" : $"{hour}:{Minute:00} {(Hour < 12 ? "AM" : "PM")}";
    }
}
