namespace Sapphire.Persistence.Sqlite;

/// <summary>What a commit waits for (<c>PRAGMA synchronous</c> in WAL mode).</summary>
public enum SqliteSynchronous
{
    /// <summary>The WAL is synced at every commit: a committed write survives a power cut.</summary>
    Full,

    /// <summary>The WAL is synced at checkpoints: a committed write survives the process's death, but a power cut may take the last ones.</summary>
    Normal,
}
