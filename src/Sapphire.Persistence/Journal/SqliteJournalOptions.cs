using Sapphire.Persistence.Sqlite;

namespace Sapphire.Persistence.Journal;

/// <summary>How the SQLite journal works.</summary>
/// <param name="Path">Its file.</param>
public sealed record SqliteJournalOptions(string Path)
{
    /// <summary>What a commit waits for.</summary>
    public SqliteSynchronous Synchronous { get; init; } = SqliteSynchronous.Full;

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

    /// <summary>Bytes written to the WAL after which it is checkpointed beside the writes; every second time they pause shortly, so that it starts over.</summary>
    public long CheckpointBytes { get; init; } = 4L << 20;

    /// <summary>Bytes the WAL may hold before a pause waits, shortly, for those who still read it.</summary>
    public long MaxWalBytes { get; init; } = 16L << 20;

    /// <summary>The writer's page cache in KiB.</summary>
    public int CacheKib { get; init; } = 8192;

    /// <summary>Reads under way at once; each has its connection.</summary>
    public int MaxReaders { get; init; } = 4;

    /// <summary>How long to wait for another program's lock.</summary>
    public TimeSpan BusyTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often to look for commits of other programs, while somebody waits for the next event.</summary>
    public TimeSpan WatchInterval { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The clock of what is done now and then; no event's time comes from it.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>The size the file may reach, in bytes; null for what the disk holds.</summary>
    public long? MaxBytes { get; init; }

    /// <summary>Told, on the writer's thread, how many requests each commit took: for measuring.</summary>
    internal Action<int>? Committed { get; init; }
}
