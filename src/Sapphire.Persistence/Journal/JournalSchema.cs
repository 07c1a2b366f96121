using System.Collections.Immutable;
using Sapphire.Persistence.Sqlite;

namespace Sapphire.Persistence.Journal;

/// <summary>The journal's tables. Names follow the defaults of Akka.Persistence.Sql; <c>epochs</c> is ours.</summary>
internal static class JournalSchema
{
    /// <summary>"SapJ" as a big-endian number.</summary>
    public const int ApplicationId = 0x5361704a;

    public static readonly ImmutableArray<string> Migrations =
    [
        """
        CREATE TABLE journal (
            ordering        INTEGER PRIMARY KEY AUTOINCREMENT,
            created         INTEGER NOT NULL,
            deleted         INTEGER NOT NULL DEFAULT 0,
            persistence_id  TEXT    NOT NULL,
            sequence_number INTEGER NOT NULL,
            message         BLOB    NOT NULL,
            manifest        TEXT    NOT NULL,
            writer_uuid     TEXT    NOT NULL,
            UNIQUE (persistence_id, sequence_number)
        );
        CREATE TABLE snapshot (
            persistence_id  TEXT    NOT NULL,
            sequence_number INTEGER NOT NULL,
            created         INTEGER NOT NULL,
            snapshot        BLOB    NOT NULL,
            manifest        TEXT    NOT NULL,
            PRIMARY KEY (persistence_id, sequence_number)
        );
        CREATE TABLE epochs (
            persistence_id  TEXT    PRIMARY KEY,
            epoch           INTEGER NOT NULL
        ) WITHOUT ROWID;
        """,
        // Rows from before have no checksum (null) and an unknown epoch (0).
        """
        ALTER TABLE journal ADD COLUMN encoding INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE journal ADD COLUMN checksum INTEGER;
        ALTER TABLE journal ADD COLUMN epoch    INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE snapshot ADD COLUMN encoding INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE snapshot ADD COLUMN checksum INTEGER;
        CREATE TABLE tags (
            tag      TEXT    NOT NULL,
            ordering INTEGER NOT NULL REFERENCES journal (ordering) ON DELETE CASCADE,
            PRIMARY KEY (tag, ordering)
        ) WITHOUT ROWID;
        CREATE INDEX tags_by_ordering ON tags (ordering);
        """,
    ];

    public static SqliteFileOptions File(SqliteJournalOptions options) => new(options.Path)
    {
        ApplicationId = ApplicationId,
        Migrations = Migrations,
        Synchronous = options.Synchronous,
        BusyTimeout = options.BusyTimeout,
        MaxBytes = options.MaxBytes,
        AutoCheckpointPages = 0,
    };
}
