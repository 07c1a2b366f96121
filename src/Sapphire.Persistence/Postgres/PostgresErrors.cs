using System.Net.Sockets;
using Npgsql;
using Sapphire.Persistence.Sqlite;

namespace Sapphire.Persistence.Postgres;

/// <summary>Turns PostgreSQL's error codes (https://www.postgresql.org/docs/current/errcodes-appendix.html) into <see cref="StorageException"/>s that say what to do.</summary>
internal static class PostgresErrors
{
    /// <summary>True when the connection is lost, or of no use: a new one may do. The outcome of what was under way is unknown.</summary>
    public static bool IsConnectionLost(Exception e) => e switch
    {
        // 57P: the server stops, crashed or starts. 08: connection. 25P03, 57P05: ended for being idle. 57014: it took too long.
        PostgresException p => p.SqlState is "57P01" or "57P02" or "57P03" or "57P04" or "57P05" or "25P03" or "25P04" or "57014" || p.SqlState.StartsWith("08", StringComparison.Ordinal),
        NpgsqlException or IOException or SocketException or TimeoutException or ObjectDisposedException => true,
        // Npgsql refuses a connection that broke between two statements.
        InvalidOperationException { Source: "Npgsql" } => true,
        _ => false,
    };

    /// <summary>True when the server undid the transaction for the sake of another one: the same again may do.</summary>
    public static bool IsTransient(Exception e) => e is PostgresException { SqlState: "40001" or "40P01" or "55P03" or "55006" };

    /// <summary>True when it is what was written that the server refused, so that another write may pass.</summary>
    public static bool IsOfTheData(Exception e) =>
        e is PostgresException p && (p.SqlState.StartsWith("22", StringComparison.Ordinal) || p.SqlState.StartsWith("23", StringComparison.Ordinal) || p.SqlState.StartsWith("54", StringComparison.Ordinal));

    /// <summary>The same failure as one of storage.</summary>
    /// <param name="e">What Npgsql threw.</param>
    /// <param name="target">The database, without its password.</param>
    public static StorageException Translate(Exception e, string target)
    {
        if (e is StorageException known)
        {
            return known;
        }

        if (e is PostgresException p)
        {
            (StorageReason reason, string message) = Describe(p, target);
            return new(reason, $"{message} (PostgreSQL {p.SqlState}: {p.MessageText})", e);
        }

        if (e is NpgsqlException { InnerException: SocketException or TimeoutException or null } or SocketException or TimeoutException)
        {
            return new(StorageReason.Io, $"PostgreSQL, {target}, cannot be reached or does not answer. Check that the server runs, and host and port in the connection string. ({Root(e)})", e);
        }

        return IsConnectionLost(e)
            ? new(StorageReason.Io, $"The connection to PostgreSQL, {target}, was lost. Check that the server runs and its log. ({Root(e)})", e)
            : new(StorageReason.Io, $"Working with PostgreSQL, {target}, failed unexpectedly: {e.Message} This is a fault of the program; please report it.", e);
    }

    private static (StorageReason Reason, string Message) Describe(PostgresException p, string target) => p.SqlState switch
    {
        "53100" => (StorageReason.Full, $"The disk of PostgreSQL is full: {target}. Free some space there; writing then goes on without a restart."),
        "53300" => (StorageReason.Busy, $"PostgreSQL takes no more connections: {target}. Raise its max_connections, or close programs that use it."),
        "53200" or "53000" or "53400" => (StorageReason.Busy, $"PostgreSQL lacks memory or another resource: {target}. See its log, then try again."),
        "25006" => (StorageReason.ReadOnly, $"PostgreSQL allows reading only: {target}. It may be a standby: put the primary server into the connection string; or default_transaction_read_only is on."),
        "28P01" or "28000" => (StorageReason.ReadOnly, $"PostgreSQL refuses the login to {target}. Check user name and password in the connection string, and the server's pg_hba.conf."),
        "3D000" => (StorageReason.Io, $"There is no such database: {target}. Make it with: createdb, or put another name into the connection string."),
        "42501" => (StorageReason.ReadOnly, $"PostgreSQL does not allow this user to do that in {target}. Make the user the owner of the database, or grant it CREATE on the database and all rights on the schema."),
        "57P03" => (StorageReason.Io, $"PostgreSQL, {target}, is starting or stopping. Try again in a moment."),
        "55P03" or "40P01" or "40001" => (StorageReason.Busy, $"Another program holds the lock of the writers in {target}. Look for a connection that is 'idle in transaction' and end it; writing then goes on."),
        "23505" or "23503" or "23514" => (StorageReason.Conflict, $"A row contradicts one that is already stored in {target}."),
        "42P01" or "42703" or "42883" or "3F000" => (StorageReason.Corrupt, $"Tables of Sapphire in {target} are missing or changed. Put a backup in their place, or choose another schema."),
        _ when p.SqlState.StartsWith("XX", StringComparison.Ordinal) => (StorageReason.Corrupt, $"PostgreSQL finds its own files damaged: {target}. Stop Sapphire, see the server's log, and put a backup in their place."),
        _ when p.SqlState.StartsWith("54", StringComparison.Ordinal) => (StorageReason.TooLarge, $"A value is larger than PostgreSQL can hold: {target}."),
        _ when p.SqlState.StartsWith("22", StringComparison.Ordinal) => (StorageReason.Conflict, $"PostgreSQL cannot store a value that was given: {target}."),
        _ => (StorageReason.Io, $"PostgreSQL, {target}, failed. Its log says more."),
    };

    private static string Root(Exception e) => e.GetBaseException().Message;
}
