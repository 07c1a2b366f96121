using System.Collections.Immutable;

namespace Sapphire.Persistence.Sqlite;

/// <summary>How one SQLite file is opened.</summary>
/// <param name="Path">The file; its folder is made when missing.</param>
public sealed record SqliteFileOptions(string Path)
{
    /// <summary>What <c>PRAGMA application_id</c> must be; a new file gets it. 0 means any.</summary>
    public int ApplicationId { get; init; }

    /// <summary>The schema, one script a version; <c>PRAGMA user_version</c> counts those applied. Never edit one that was released: append.</summary>
    public ImmutableArray<string> Migrations { get; init; } = [];

    /// <summary>What a commit waits for.</summary>
    public SqliteSynchronous Synchronous { get; init; } = SqliteSynchronous.Full;

    /// <summary>How long to wait for another connection's lock.</summary>
    public TimeSpan BusyTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>A connection that only reads: it needs the file to exist and applies no migration.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>Pages in the WAL after which a commit checkpoints; 0 leaves it to a checkpointer.</summary>
    public int AutoCheckpointPages { get; init; } = 1000;

    /// <summary>Page cache in KiB.</summary>
    public int CacheKib { get; init; } = 2048;

    /// <summary>The size the file may reach, in bytes; null for what the disk holds.</summary>
    public long? MaxBytes { get; init; }
}
