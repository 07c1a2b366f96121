using Sapphire.Persistence.Health;
using Sapphire.Persistence.Journal;

namespace Sapphire.Persistence;

/// <summary>How persistence is set up in a host.</summary>
/// <param name="Journal">The journal and its file.</param>
public sealed record PersistenceOptions(SqliteJournalOptions Journal)
{
    /// <summary>Persistent actors that recover at once; the others wait. Null for <c>akka.persistence.max-concurrent-recoveries</c>.</summary>
    public int? MaxConcurrentRecoveries { get; init; }

    /// <summary>The circuit breakers before the journal.</summary>
    public GuardedJournalOptions Guard { get; init; } = new();
}
