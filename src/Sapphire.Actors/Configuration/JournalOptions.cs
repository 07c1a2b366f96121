namespace Sapphire.Actors.Configuration;

/// <summary>Section <c>sapphire.journal</c>.</summary>
public sealed record JournalOptions
{
    /// <summary>What an acknowledged write survives.</summary>
    public JournalSynchronous Synchronous { get; init; } = JournalSynchronous.Full;

    /// <summary>Most events in one transaction.</summary>
    public int BatchSize { get; init; } = 1000;

    /// <summary>The size of the write-ahead log, in bytes, beyond which it is folded into the database.</summary>
    public long WalLimit { get; init; } = 64 << 20;

    internal static JournalOptions Read(OptionsReader reader)
    {
        var defaults = new JournalOptions();
        return new JournalOptions
        {
            Synchronous = reader.Choice("journal.synchronous", defaults.Synchronous),
            BatchSize = reader.Int("journal.batch-size", defaults.BatchSize, 1, 100_000),
            WalLimit = reader.Size("journal.wal-limit", defaults.WalLimit, 1L << 20, 4L << 30),
        };
    }
}
