using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Sapphire.Persistence.Sqlite;

/// <summary>Turns SQLite's result codes (https://sqlite.org/rescode.html) into <see cref="StorageException"/>s that say what to do.</summary>
internal static class SqliteErrors
{
    /// <summary>Throws unless <paramref name="result"/> is SQLITE_OK.</summary>
    public static void Check(int result, sqlite3 database, string path)
    {
        if (result != raw.SQLITE_OK)
        {
            throw Last(database, path);
        }
    }

    /// <summary>The last failure of <paramref name="database"/>.</summary>
    public static StorageException Last(sqlite3 database, string path) =>
        Translate(raw.sqlite3_extended_errcode(database), raw.sqlite3_errmsg(database).utf8_to_string(), path, null);

    /// <summary>The failure that Microsoft.Data.Sqlite reported.</summary>
    public static StorageException Translate(SqliteException exception, string path) =>
        Translate(
            exception.SqliteExtendedErrorCode != 0 ? exception.SqliteExtendedErrorCode : exception.SqliteErrorCode,
            exception.Message,
            path,
            exception);

    private static StorageException Translate(int extended, string text, string path, Exception? inner)
    {
        // The low byte is the primary code.
        (StorageReason reason, string message) = (extended & 0xff) switch
        {
            raw.SQLITE_FULL => (StorageReason.Full, $"There is no space left for {path}. Free some space on its disk; writing then goes on without a restart."),
            raw.SQLITE_READONLY => (StorageReason.ReadOnly, $"{path} cannot be written. Make the file and its folder writable for the user that runs Sapphire, or choose another home with --home DIR."),
            raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB => (StorageReason.Corrupt, $"{path} is damaged or is not a database. Stop Sapphire, keep a copy of the file, and put a backup in its place."),
            raw.SQLITE_BUSY or raw.SQLITE_LOCKED => (StorageReason.Busy, $"Another program holds {path}. Close that program and try again."),
            raw.SQLITE_CANTOPEN => (StorageReason.Io, $"{path} cannot be opened. Check that its folder exists and that the user that runs Sapphire may write it."),
            raw.SQLITE_PERM or raw.SQLITE_AUTH => (StorageReason.ReadOnly, $"Access to {path} was denied. Give the user that runs Sapphire the right to write it."),
            raw.SQLITE_TOOBIG => (StorageReason.TooLarge, $"A value is larger than {path} can hold."),
            raw.SQLITE_CONSTRAINT => (StorageReason.Conflict, $"A row in {path} contradicts one that is already stored."),
            _ => (StorageReason.Io, $"Reading or writing {path} failed. Check the disk (the system's log names the fault) and start Sapphire again."),
        };
        return new StorageException(reason, $"{message} (SQLite {extended}: {text})", inner);
    }
}
