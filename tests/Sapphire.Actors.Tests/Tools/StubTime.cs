namespace Sapphire.Actors.Tests.Tools;

/// <summary>A clock that stands still until it is moved by hand.</summary>
internal sealed class StubTime(DateTimeOffset now) : TimeProvider
{
    public static readonly DateTimeOffset Saturday = new(2026, 11, 21, 15, 42, 0, TimeSpan.Zero);

    private DateTimeOffset _now = now;

    public override DateTimeOffset GetUtcNow() => _now;

    public void Advance(TimeSpan by) => _now += by;
}
