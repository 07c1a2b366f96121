using Npgsql;
using Sapphire.Persistence.Sqlite;

namespace Sapphire.Persistence.Postgres;

/// <summary>Tells a server that is away from one that refuses.</summary>
public static class PostgresServerState
{
    /// <summary>True when the server could not be reached, starts or stops: waiting may help. False when it answered and refused.</summary>
    public static bool IsAway(StorageException failure) => failure.InnerException is { } cause && PostgresErrors.IsConnectionLost(cause);

    /// <summary>Connects once: null when the server answers, else why it is away.</summary>
    /// <exception cref="StorageException">It answered and refused.</exception>
    public static async Task<StorageException?> FindProblemAsync(PostgresJournalOptions options, CancellationToken cancellationToken)
    {
        PostgresTarget target = new(options);
        try
        {
            await using NpgsqlConnection connection = new(target.Single);
            await connection.OpenAsync(cancellationToken);
            return null;
        }
        catch (Exception e) when (e is NpgsqlException || PostgresErrors.IsConnectionLost(e))
        {
            StorageException problem = PostgresErrors.Translate(e, target.Name);
            return IsAway(problem) ? problem : throw problem;
        }
    }
}
