using SQLitePCL;

namespace Sapphire.Persistence.Sqlite;

/// <summary>Brings a file's schema to the version this program knows, each step in its own transaction.</summary>
internal static class SqliteMigrations
{
    public static void Apply(sqlite3 database, SqliteFileOptions options)
    {
        CheckOwner(database, options);
        if (options.Migrations.IsEmpty)
        {
            return;
        }

        long version = SqliteFile.QueryInt64(database, "PRAGMA user_version", options.Path);
        if (version > options.Migrations.Length)
        {
            throw new StorageException(
                StorageReason.NewerVersion,
                $"{options.Path} has schema version {version}, written by a newer Sapphire; this one knows up to {options.Migrations.Length}. Start the newer program, or use another home with --home DIR.");
        }

        if (options.ReadOnly)
        {
            if (version < options.Migrations.Length)
            {
                throw new StorageException(
                    StorageReason.OlderVersion,
                    version == 0
                        ? $"{options.Path} is empty: no Sapphire has used it yet. Check the name of the home, or start Sapphire on it first."
                        : $"{options.Path} has schema version {version}, and this Sapphire reads version {options.Migrations.Length}. Start Sapphire on this home once: it brings the file up to date.");
            }

            return;
        }

        for (; version < options.Migrations.Length; version++)
        {
            SqliteFile.Execute(database, "BEGIN IMMEDIATE", options.Path);
            try
            {
                // Another connection may have been faster.
                if (SqliteFile.QueryInt64(database, "PRAGMA user_version", options.Path) == version)
                {
                    SqliteFile.Execute(database, options.Migrations[(int)version], options.Path);
                    SqliteFile.Execute(database, $"PRAGMA user_version = {version + 1}", options.Path);
                    if (options.ApplicationId != 0)
                    {
                        SqliteFile.Execute(database, $"PRAGMA application_id = {options.ApplicationId}", options.Path);
                    }
                }

                SqliteFile.Execute(database, "COMMIT", options.Path);
            }
            catch
            {
                if (raw.sqlite3_get_autocommit(database) == 0)
                {
                    _ = raw.sqlite3_exec(database, "ROLLBACK");
                }

                throw;
            }
        }
    }

    private static void CheckOwner(sqlite3 database, SqliteFileOptions options)
    {
        if (options.ApplicationId == 0)
        {
            return;
        }

        long owner = SqliteFile.QueryInt64(database, "PRAGMA application_id", options.Path);
        bool empty = owner == 0 && SqliteFile.QueryInt64(database, "SELECT count(*) FROM sqlite_schema", options.Path) == 0;
        if (owner != options.ApplicationId && !empty)
        {
            throw new StorageException(
                StorageReason.Corrupt,
                $"{options.Path} is a database of another kind (application id 0x{owner:x8}, expected 0x{options.ApplicationId:x8}). Move it away, or choose another home with --home DIR.");
        }
    }
}
