namespace Sapphire.Actors.Configuration;

/// <summary>Section <c>sapphire.chat</c>.</summary>
public sealed record ChatOptions
{
    /// <summary>An idle chat leaves the memory after this time; <see cref="Timeout.InfiniteTimeSpan"/> for never.</summary>
    public TimeSpan PassivateAfter { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Events between two snapshots.</summary>
    public int SnapshotEvery { get; init; } = 200;

    /// <summary>How long one tool may run.</summary>
    public TimeSpan ToolTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often the new text of an answer is stored while it is written.</summary>
    public TimeSpan ProgressInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest message, in UTF-16 units.</summary>
    public int MaxText { get; init; } = 100_000;

    internal static ChatOptions Read(OptionsReader reader)
    {
        var defaults = new ChatOptions();
        return new ChatOptions
        {
            PassivateAfter = reader.Duration(
                "chat.passivate-after", defaults.PassivateAfter, TimeSpan.FromSeconds(1), TimeSpan.FromDays(7), mayBeInfinite: true),
            SnapshotEvery = reader.Int("chat.snapshot-every", defaults.SnapshotEvery, 1, 100_000),
            ToolTimeout = reader.Duration("chat.tool-timeout", defaults.ToolTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(1)),
            ProgressInterval = reader.Duration(
                "chat.progress-interval", defaults.ProgressInterval, TimeSpan.FromMilliseconds(50), TimeSpan.FromMinutes(1)),
            MaxText = reader.Int("chat.max-text", defaults.MaxText, 1, 10_000_000),
        };
    }
}
