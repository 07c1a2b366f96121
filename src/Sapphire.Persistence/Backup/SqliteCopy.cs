using Microsoft.Data.Sqlite;
using Microsoft.Win32.SafeHandles;
using Sapphire.Persistence.Sqlite;
using SQLitePCL;

namespace Sapphire.Persistence.Backup;

/// <summary>
/// Copies an SQLite database while others write it, by SQLite's online backup under one read transaction: the copy is the state of
/// one moment, whatever is committed meanwhile, and never a file without its write-ahead log.
/// </summary>
internal static class SqliteCopy
{
    private const int PagesAStep = 1024;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>True when the file begins as SQLite's do.</summary>
    public static bool IsDatabase(string path)
    {
        ReadOnlySpan<byte> magic = "SQLite format 3\0"u8;
        using SafeFileHandle? file = StableCopy.Open(path);
        Span<byte> begin = stackalloc byte[16];
        return file is not null && RandomAccess.Read(file, begin, 0) == begin.Length && begin.SequenceEqual(magic);
    }

    /// <summary>Copies <paramref name="from"/> to the new file <paramref name="to"/>, and checks the copy.</summary>
    /// <param name="from">The database.</param>
    /// <param name="to">The copy; it needs no write-ahead log.</param>
    /// <param name="copied">Told the bytes of each step.</param>
    /// <param name="time">The clock, for waiting.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="StorageException">Corrupt: the database is damaged.</exception>
    public static async Task<BackupDatabase> CopyAsync(string from, string to, Action<long> copied, TimeProvider time, CancellationToken cancellationToken)
    {
        using (PrivateFolder.CreateFile(to))
        {
        }

        using SqliteConnection source = SqliteFile.Open(new(from) { ReadOnly = true });
        sqlite3 database = source.Handle!;
        SqliteFile.Execute(database, "BEGIN", from);
        _ = SqliteFile.QueryInt64(database, "SELECT count(*) FROM sqlite_schema", from);
        using (SqliteConnection target = OpenPlain(to))
        {
            await CopyAsync(database, from, target.Handle!, to, copied, time, cancellationToken);

            // The copy inherits the mode of the source; one file is easier to carry.
            SqliteFile.Execute(target.Handle!, "PRAGMA journal_mode = DELETE", to);
        }

        return Inspect(to, thorough: false, from);
    }

    /// <summary>Checks a database that nobody uses.</summary>
    /// <param name="path">Its file.</param>
    /// <param name="thorough">Checks the indexes against the rows too.</param>
    /// <param name="shown">Its name in an error.</param>
    /// <exception cref="StorageException">Corrupt: says what SQLite found.</exception>
    public static BackupDatabase Inspect(string path, bool thorough, string shown)
    {
        using SqliteConnection connection = OpenPlain(path);
        sqlite3 database = connection.Handle!;
        using (SqliteStatement check = new(database, thorough ? "PRAGMA integrity_check(1)" : "PRAGMA quick_check(1)", shown))
        {
            string found = check.Step() ? check.Text(0) : "";
            if (!string.Equals(found, "ok", StringComparison.Ordinal))
            {
                throw new StorageException(StorageReason.Corrupt, $"The database {shown} is damaged: {found.ReplaceLineEndings(" ")}. 'sapphire journal verify' says what can still be read; an older backup may be whole.");
            }
        }

        return new((int)SqliteFile.QueryInt64(database, "PRAGMA application_id", shown), (int)SqliteFile.QueryInt64(database, "PRAGMA user_version", shown));
    }

    private static async Task CopyAsync(sqlite3 source, string from, sqlite3 target, string to, Action<long> copied, TimeProvider time, CancellationToken cancellationToken)
    {
        long pageSize = SqliteFile.QueryInt64(source, "PRAGMA page_size", from);
        using sqlite3_backup backup = raw.sqlite3_backup_init(target, "main", source, "main") ?? throw SqliteErrors.Last(target, to);
        long start = time.GetTimestamp();
        long left = -1;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int result = raw.sqlite3_backup_step(backup, PagesAStep);
            long remaining = raw.sqlite3_backup_remaining(backup);
            copied((left < 0 ? raw.sqlite3_backup_pagecount(backup) - remaining : left - remaining) * pageSize);
            left = remaining;
            switch (result)
            {
                case raw.SQLITE_DONE:
                    return;
                case raw.SQLITE_OK:
                    start = time.GetTimestamp();
                    break;
                case raw.SQLITE_BUSY or raw.SQLITE_LOCKED when time.GetElapsedTime(start) < Patience:
                    await Task.Delay(Pause, time, cancellationToken);
                    break;
                default:
                    _ = raw.sqlite3_backup_finish(backup);
                    throw SqliteErrors.Last(target, from);
            }
        }
    }

    private static SqliteConnection OpenPlain(string path)
    {
        SqliteConnection connection = SqliteLibrary.Connect(new() { DataSource = path, Mode = SqliteOpenMode.ReadWrite, Pooling = false });
        try
        {
            connection.Open();
            SqliteFile.Execute(connection.Handle!, "PRAGMA synchronous = OFF", path);
            return connection;
        }
        catch (SqliteException e)
        {
            connection.Dispose();
            throw SqliteErrors.Translate(e, path);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
