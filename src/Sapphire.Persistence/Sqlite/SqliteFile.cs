using Microsoft.Data.Sqlite;
using Sapphire.Persistence.Files;
using SQLitePCL;

namespace Sapphire.Persistence.Sqlite;

/// <summary>Opens SQLite files the one way this program does: WAL, unpooled, private to the user, migrated.</summary>
public static class SqliteFile
{
    /// <summary>Opens a connection. The caller disposes it.</summary>
    /// <exception cref="StorageException">The file cannot be opened, is damaged, is another program's, or is of a newer version.</exception>
    public static SqliteConnection Open(SqliteFileOptions options)
    {
        if (!options.ReadOnly)
        {
            CreatePrivate(options.Path);
        }

        SqliteConnectionStringBuilder builder = new()
        {
            DataSource = options.Path,
            Mode = options.ReadOnly ? SqliteOpenMode.ReadOnly : SqliteOpenMode.ReadWrite,
            // Long-lived connections: a pool would keep files open after their owner closed them.
            Pooling = false,
            ForeignKeys = true,
            DefaultTimeout = (int)Math.Ceiling(options.BusyTimeout.TotalSeconds),
        };
        SqliteConnection connection = SqliteLibrary.Connect(builder);
        try
        {
            connection.Open();
            sqlite3 database = connection.Handle!;
            if (!options.ReadOnly && raw.sqlite3_db_readonly(database, "main") == 1)
            {
                throw CannotWrite(options.Path, null);
            }

            Configure(database, options);
            SqliteMigrations.Apply(database, options);
            return connection;
        }
        catch (SqliteException e)
        {
            connection.Dispose();
            throw SqliteErrors.Translate(e, options.Path);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static void Configure(sqlite3 database, SqliteFileOptions options)
    {
        Execute(database, $"PRAGMA busy_timeout = {(int)options.BusyTimeout.TotalMilliseconds}", options.Path);
        Execute(database, $"PRAGMA cache_size = -{options.CacheKib}", options.Path);
        if (options.ReadOnly)
        {
            Execute(database, "PRAGMA query_only = ON", options.Path);
            return;
        }

        string mode = QueryText(database, "PRAGMA journal_mode = WAL", options.Path);
        if (!string.Equals(mode, "wal", StringComparison.Ordinal))
        {
            throw new StorageException(StorageReason.Io, $"{options.Path} cannot use a write-ahead log (its journal mode stays '{mode}'). Put the home on a local disk, not on a network share.");
        }

        Execute(database, options.Synchronous == SqliteSynchronous.Full ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL", options.Path);
        Execute(database, $"PRAGMA wal_autocheckpoint = {options.AutoCheckpointPages}", options.Path);
        if (options.MaxBytes is { } bytes)
        {
            long pageSize = QueryInt64(database, "PRAGMA page_size", options.Path);
            Execute(database, $"PRAGMA max_page_count = {Math.Max(1, bytes / pageSize)}", options.Path);
        }
    }

    /// <summary>Runs statements that return nothing of interest.</summary>
    internal static void Execute(sqlite3 database, string sql, string path) =>
        SqliteErrors.Check(raw.sqlite3_exec(database, sql), database, path);

    /// <summary>The first column of the first row.</summary>
    internal static long QueryInt64(sqlite3 database, string sql, string path)
    {
        using SqliteStatement statement = new(database, sql, path);
        return statement.Step() ? statement.Int64(0) : 0;
    }

    private static string QueryText(sqlite3 database, string sql, string path)
    {
        using SqliteStatement statement = new(database, sql, path);
        return statement.Step() ? statement.Text(0) : "";
    }

    // SQLite gives the -wal and -shm files the mode of the database, so its first byte must be private already.
    private static void CreatePrivate(string path)
    {
        if (File.Exists(path))
        {
            return;
        }

        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        try
        {
            Directory.CreateDirectory(folder);
            FileStreamOptions options = new() { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = DurableFile.Private;
            }

            using (new FileStream(path, options))
            {
            }

            FolderSync.Sync(folder);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw CannotWrite(path, e);
        }
    }

    private static StorageException CannotWrite(string path, Exception? inner) => new(
        StorageReason.ReadOnly,
        $"{path} cannot be written{(inner is null ? "" : $": {inner.Message.TrimEnd('.')}")}. Make the file and its folder writable for the user that runs Sapphire, or choose another home with --home DIR.",
        inner);
}
