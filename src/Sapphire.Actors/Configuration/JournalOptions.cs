using Sapphire.Persistence.Health;

namespace Sapphire.Actors.Configuration;

/// <summary>Section <c>sapphire.journal</c>.</summary>
public sealed record JournalOptions
{
    /// <summary>What an acknowledged write survives.</summary>
    public JournalSynchronous Synchronous { get; init; } = JournalSynchronous.Full;

    /// <summary>Most events in one transaction.</summary>
    public int BatchSize { get; init; } = 1000;

    /// <summary>The size of the write-ahead log, in bytes, beyond which writes pause shortly to shorten it.</summary>
    public long WalLimit { get; init; } = 64 << 20;

    /// <summary>When writes and reads are no longer tried.</summary>
    public CircuitBreakerSettings CircuitBreaker { get; init; } = CircuitBreakerSettings.Journal;

    /// <summary>When snapshots are no longer tried.</summary>
    public CircuitBreakerSettings SnapshotCircuitBreaker { get; init; } = CircuitBreakerSettings.SnapshotStore;

    internal static JournalOptions Read(OptionsReader reader)
    {
        var defaults = new JournalOptions();
        return new JournalOptions
        {
            Synchronous = reader.Choice("journal.synchronous", defaults.Synchronous),
            BatchSize = reader.Int("journal.batch-size", defaults.BatchSize, 1, 100_000),
            WalLimit = reader.Size("journal.wal-limit", defaults.WalLimit, 1L << 20, 4L << 30),
            CircuitBreaker = Breaker(reader, "journal.circuit-breaker", defaults.CircuitBreaker),
            SnapshotCircuitBreaker = Breaker(reader, "journal.snapshot-circuit-breaker", defaults.SnapshotCircuitBreaker),
        };
    }

    private static CircuitBreakerSettings Breaker(OptionsReader reader, string section, CircuitBreakerSettings defaults)
    {
        CircuitBreakerSettings read = new(
            reader.Int(section + ".max-failures", defaults.MaxFailures, 1, 1_000_000),
            reader.Duration(section + ".call-timeout", defaults.CallTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(1)),
            reader.Duration(section + ".reset-timeout", defaults.ResetTimeout, TimeSpan.FromMilliseconds(10), TimeSpan.FromHours(1)),
            reader.Duration(section + ".max-reset-timeout", defaults.MaxResetTimeout, TimeSpan.FromMilliseconds(10), TimeSpan.FromHours(1)));
        if (read.MaxResetTimeout < read.ResetTimeout)
        {
            reader.Problem(section + ".max-reset-timeout", "is shorter than reset-timeout");
        }

        return read;
    }
}
