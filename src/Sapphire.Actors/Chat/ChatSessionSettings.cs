namespace Sapphire.Actors.Chat;

/// <summary>How chat sessions behave.</summary>
/// <param name="MaxText">The longest message, in characters.</param>
/// <param name="ProgressInterval">How long a word of an unfinished reply may stay unstored.</param>
/// <param name="SnapshotEvery">After how many events a snapshot is taken.</param>
/// <param name="PassivateAfter">How long an idle session without readers stays in memory.</param>
public sealed record ChatSessionSettings(int MaxText, TimeSpan ProgressInterval, int SnapshotEvery, TimeSpan PassivateAfter)
{
    /// <summary>100,000 characters, 1 second, 200 events, 10 minutes.</summary>
    public static ChatSessionSettings Default { get; } = new(100_000, TimeSpan.FromSeconds(1), 200, TimeSpan.FromMinutes(10));
}
