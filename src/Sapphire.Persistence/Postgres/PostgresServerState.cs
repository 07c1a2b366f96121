using Sapphire.Persistence.Sqlite;

namespace Sapphire.Persistence.Postgres;

/// <summary>Tells a server that is away from one that refuses.</summary>
public static class PostgresServerState
{
    /// <summary>True when the server could not be reached, starts or stops: waiting may help. False when it answered and refused.</summary>
    public static bool IsAway(StorageException failure) => failure.InnerException is { } cause && PostgresErrors.IsConnectionLost(cause);
}
