namespace Sapphire.Actors.Assistant.Language;

/// <summary>A time of day on a day; the coming one when no day is named.</summary>
internal sealed record Moment(ClockTime Clock, DayReference? Day)
{
    /// <inheritdoc />
    public override string ToString() => Day is null ? Clock.ToString() : $"{Day} {Clock}";
}
