using System.Collections.Immutable;
using System.Globalization;
using Dapper;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Sapphire.Persistence.Sqlite;

namespace Sapphire.Persistence.Projections;

/// <summary>The files of the views of a folder, <c>NAME.GENERATION.db</c>: where they are, how they are opened, and what each says of itself.</summary>
/// <param name="folder">The folder; need not exist.</param>
/// <param name="readOnly">Whether nothing may be put away.</param>
/// <param name="logger">Told of what is put away.</param>
internal sealed class SqliteProjectionFiles(string folder, bool readOnly, ILogger logger)
{
    // "SapV"
    private const int ApplicationId = 0x53617056;

    private static readonly ImmutableArray<string> Migrations =
    [
        """
        CREATE TABLE projection (
            only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
            version  INTEGER NOT NULL,
            ready    INTEGER NOT NULL,
            reached  INTEGER NOT NULL,
            last_id  TEXT    NOT NULL,
            last_nr  INTEGER NOT NULL
        );
        CREATE TABLE projection_parked (
            ordering        INTEGER PRIMARY KEY,
            persistence_id  TEXT    NOT NULL,
            sequence_number INTEGER NOT NULL,
            manifest        TEXT    NOT NULL,
            reason          TEXT    NOT NULL,
            unknown         INTEGER NOT NULL
        );
        """,
    ];

    /// <summary>How a file is opened.</summary>
    public static SqliteFileOptions Options(string path) => new(path)
    {
        ApplicationId = ApplicationId,
        Migrations = Migrations,
        // Rows lost with the power are applied again from the offset, which was lost with them.
        Synchronous = SqliteSynchronous.Normal,
        CacheKib = 8192,
    };

    /// <summary>Runs something on a file.</summary>
    /// <exception cref="StorageException">SQLite failed at it.</exception>
    public static T Translated<T>(string path, Func<T> run)
    {
        try
        {
            return run();
        }
        catch (SqliteException e)
        {
            throw SqliteErrors.Translate(e, path);
        }
    }

    /// <summary>Deletes a database with what belongs to it.</summary>
    public static void Delete(string path)
    {
        // The database last: without it the others mean nothing, but a database without its WAL would be an older state of it.
        foreach (string file in (string[])[path + "-shm", path + "-wal", path + "-journal", path])
        {
            if (File.Exists(file))
            {
                File.Delete(file);
            }
        }
    }

    /// <summary>The file of a generation.</summary>
    public string PathOf(ProjectionGeneration generation) => PathOf(generation.Name, generation.Number);

    /// <summary>The file of a generation.</summary>
    public string PathOf(string name, long number) => Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{name}.{number}.db"));

    /// <summary>The generations of a view that have a file, ascending.</summary>
    public List<long> Numbers(string name)
    {
        List<long> numbers = [];
        if (Directory.Exists(folder))
        {
            foreach (string file in Directory.EnumerateFiles(folder, $"{name}.*.db"))
            {
                string middle = Path.GetFileName(file)[(name.Length + 1)..^".db".Length];
                if (long.TryParse(middle, NumberStyles.None, CultureInfo.InvariantCulture, out long number))
                {
                    numbers.Add(number);
                }
            }
        }

        numbers.Sort();
        return numbers;
    }

    // Killed between making the file and its first transaction.
    private static bool IsWithoutTables(string path)
    {
        SqliteConnectionStringBuilder builder = new() { DataSource = path, Mode = SqliteOpenMode.ReadOnly, Pooling = false };
        using SqliteConnection connection = SqliteLibrary.Connect(builder);
        return Translated(path, () =>
        {
            connection.Open();
            return connection.ExecuteScalar<long>("SELECT count(*) FROM sqlite_schema") == 0;
        });
    }

    /// <summary>What a generation says of itself; null where it is none, and then a damaged file has been put aside.</summary>
    public ProjectionGeneration? Read(string name, long number)
    {
        string path = PathOf(name, number);
        try
        {
            // A rollback journal is from before the file was in WAL mode. Without a table it is empty, whatever its length.
            if (new FileInfo(path).Length == 0 || (!readOnly && (File.Exists(path + "-journal") || IsWithoutTables(path))))
            {
                throw new StorageException(StorageReason.Corrupt, $"{path} was not begun whole.");
            }

            // To read only: opening to write would make a file that was removed meanwhile anew.
            using SqliteConnection connection = SqliteFile.Open(Options(path) with { ReadOnly = true });
            return Translated(path, () =>
            {
                string? damage = connection.ExecuteScalar<string>("PRAGMA quick_check(1)");
                if (!string.Equals(damage, "ok", StringComparison.Ordinal))
                {
                    throw new StorageException(StorageReason.Corrupt, $"{path} is damaged: {damage}");
                }

                bool begun = connection.ExecuteScalar<long>("SELECT count(*) FROM sqlite_schema WHERE name = 'projection'") != 0;
                Row? row = !begun ? null : connection.QuerySingleOrDefault<Row>("SELECT version AS Version, ready AS Ready, reached AS Reached, last_id AS LastId, last_nr AS LastNr FROM projection");
                if (row is null && readOnly)
                {
                    return null;
                }

                if (row is null)
                {
                    throw new StorageException(StorageReason.Corrupt, $"{path} was not begun whole.");
                }

                return new ProjectionGeneration(name, number, (int)row.Version, row.Ready != 0, row.Reached)
                {
                    LastPersistenceId = row.LastId,
                    LastSequenceNr = row.LastNr,
                    Parked = connection.ExecuteScalar<long>("SELECT count(*) FROM projection_parked"),
                    UnknownManifests = [.. connection.Query<string>("SELECT DISTINCT manifest FROM projection_parked WHERE unknown = 1")],
                };
            });
        }
        catch (StorageException e) when (e.Reason is StorageReason.Corrupt or StorageReason.NewerVersion && !readOnly)
        {
            // Kept for whoever looks for the cause; the next damaged one of this view replaces it.
            string aside = Path.Combine(folder, name + ".damaged");
            File.Move(path, aside, overwrite: true);
            Delete(path);
            logger.MovedAside(path, aside, e);
            return null;
        }
        catch (StorageException) when (!File.Exists(path))
        {
            return null;
        }
    }

    // Dapper fills it by column name.
    private sealed record Row(long Version, long Ready, long Reached, string LastId, long LastNr);
}
