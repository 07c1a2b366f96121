namespace Sapphire.Persistence.Postgres;

/// <summary>How the journal on PostgreSQL works. A class, not a record: its text would show the password.</summary>
public sealed class PostgresJournalOptions
{
    /// <summary>Which server and database.</summary>
    /// <param name="connectionString">As Npgsql knows it (https://www.npgsql.org/doc/connection-string-parameters.html), or a URL <c>postgresql://user:password@host:port/database</c>. Holds a password: show it to nobody.</param>
    public PostgresJournalOptions(string connectionString) => ConnectionString = connectionString;

    /// <summary>Which server and database, and the password.</summary>
    public string ConnectionString { get; }

    /// <summary>The schema (namespace) that holds the tables: 1 to 40 of a-z, 0-9 and _, beginning with a letter. Made when it is missing.</summary>
    public string Schema { get; init; } = "sapphire";

    /// <summary>Whether an acknowledged write is on the server's disk. False lets the server lose the last moments when it crashes, never the order.</summary>
    public bool Durable { get; init; } = true;

    /// <summary>Rows that one commit takes at most.</summary>
    public int MaxBatchRows { get; init; } = 1000;

    /// <summary>Bytes of payload that one commit takes at most; a larger write goes alone.</summary>
    public long MaxBatchBytes { get; init; } = 8L << 20;

    /// <summary>Rows that may wait for a commit; more are refused.</summary>
    public int MaxQueuedRows { get; init; } = 20_000;

    /// <summary>Bytes of payload that may wait for a commit; more are refused.</summary>
    public long MaxQueuedBytes { get; init; } = 64L << 20;

    /// <summary>Bytes that one event may have.</summary>
    public int MaxPayloadBytes { get; init; } = 16 << 20;

    /// <summary>Bytes that one snapshot may have, before it is compressed: the state of a history of a million events.</summary>
    public int MaxSnapshotBytes { get; init; } = 256 << 20;

    /// <summary>Reads under way at once; each has its connection.</summary>
    public int MaxReaders { get; init; } = 4;

    /// <summary>How long writes and reads wait for a server that has gone away before they fail. Once it has passed they fail at once, until the server is back.</summary>
    public TimeSpan OutageLimit { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>How long connecting to the server may take.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long one statement may take.</summary>
    public TimeSpan CommandTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long another program may hold the lock of the writers and do nothing before its connection is ended.</summary>
    public TimeSpan IdleLockLimit { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often to look for events of other programs beside being notified of them.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Told, on the writer's thread, how many events each commit took: for measuring.</summary>
    internal Action<int>? Committed { get; init; }
}
