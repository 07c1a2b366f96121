using Sapphire.Persistence.Health;
using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Postgres;

namespace Sapphire.Persistence;

/// <summary>How persistence is set up in a host.</summary>
/// <param name="Journal">The journal and its file; not used where <see cref="Postgres"/> is set.</param>
public sealed record PersistenceOptions(SqliteJournalOptions Journal)
{
    /// <summary>The journal in PostgreSQL; null for the file.</summary>
    public PostgresJournalOptions? Postgres { get; init; }

    /// <summary>Persistent actors that recover at once; the others wait. Null for <c>akka.persistence.max-concurrent-recoveries</c>.</summary>
    public int? MaxConcurrentRecoveries { get; init; }

    /// <summary>The circuit breakers before the journal.</summary>
    public GuardedJournalOptions Guard { get; init; } = new();
}
