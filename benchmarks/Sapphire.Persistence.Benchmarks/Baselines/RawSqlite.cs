using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Sqlite;
using SQLitePCL;

namespace Sapphire.Persistence.Benchmarks.Baselines;

/// <summary>
/// SQLite as a careful program without actors would use it: one thread, one connection of the same settings, prepared statements on
/// the native interface, rows that are in memory as bytes already, constant columns bound once, SQLite's own
/// checkpoints, with the WAL starting over at the size at which the journal's does.
/// </summary>
internal static class RawSqlite
{
    private const string Insert = "INSERT INTO journal (created, persistence_id, sequence_number, message, manifest, writer_uuid, encoding, checksum, epoch) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";

    /// <summary>What a journal has stored, in its order.</summary>
    public static List<RawRow> Rows(string path)
    {
        using SqliteConnection connection = SqliteFile.Open(new(path) { ReadOnly = true });
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT created, persistence_id, sequence_number, message, encoding, checksum, epoch FROM journal ORDER BY ordering";
        using SqliteDataReader reader = command.ExecuteReader();
        List<RawRow> rows = [];
        while (reader.Read())
        {
            rows.Add(new(reader.GetInt64(0), System.Text.Encoding.UTF8.GetBytes(reader.GetString(1)), reader.GetInt64(2), (byte[])reader[3], reader.GetInt32(4), reader.GetInt64(5), reader.GetInt64(6)));
        }

        return rows;
    }

    /// <summary>Stores the rows in transactions of the given sizes, in a new journal file.</summary>
    /// <returns>Rows a second.</returns>
    public static double Rate(List<RawRow> rows, List<int> batches, string path, SqliteSynchronous synchronous)
    {
        SqliteJournalOptions options = new(path) { Synchronous = synchronous };
        using SqliteConnection connection = SqliteFile.Open(JournalSchema.File(options) with { CacheKib = options.CacheKib, AutoCheckpointPages = (int)(2 * options.CheckpointBytes / 4096) });
        sqlite3 database = connection.Handle!;
        sqlite3_stmt begin = Prepare(database, "BEGIN IMMEDIATE");
        sqlite3_stmt commit = Prepare(database, "COMMIT");
        sqlite3_stmt insert = Prepare(database, Insert);
        Check(raw.sqlite3_bind_text(insert, 5, "bench.said.1"u8));
        Check(raw.sqlite3_bind_text(insert, 6, "0190163d8694739b8b1e0a7f3c5d2e41"u8));
        GC.Collect();
        GC.WaitForPendingFinalizers();
        int next = 0;
        long start = Stopwatch.GetTimestamp();
        foreach (int batch in batches)
        {
            Run(begin);
            for (int i = 0; i < batch; i++)
            {
                RawRow row = rows[next++];
                Check(raw.sqlite3_bind_int64(insert, 1, row.Created));
                Check(raw.sqlite3_bind_text(insert, 2, row.PersistenceId));
                Check(raw.sqlite3_bind_int64(insert, 3, row.SequenceNr));
                Check(raw.sqlite3_bind_blob(insert, 4, row.Message));
                Check(raw.sqlite3_bind_int64(insert, 7, row.Encoding));
                Check(raw.sqlite3_bind_int64(insert, 8, row.Checksum));
                Check(raw.sqlite3_bind_int64(insert, 9, row.Epoch));
                Run(insert);
            }

            Run(commit);
        }

        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        if (next != rows.Count) throw new InvalidOperationException($"{next} rows in the transactions, {rows.Count} in the journal.");
        begin.Dispose();
        commit.Dispose();
        insert.Dispose();
        return next / seconds;
    }

    private static sqlite3_stmt Prepare(sqlite3 database, string sql)
    {
        Check(raw.sqlite3_prepare_v2(database, sql, out sqlite3_stmt statement));
        return statement;
    }

    private static void Run(sqlite3_stmt statement)
    {
        if (raw.sqlite3_step(statement) != raw.SQLITE_DONE) throw new InvalidOperationException("SQLite failed.");
        Check(raw.sqlite3_reset(statement));
    }

    private static void Check(int result)
    {
        if (result != raw.SQLITE_OK) throw new InvalidOperationException($"SQLite failed with {result}.");
    }
}
