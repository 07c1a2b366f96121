using Dapper;
using Microsoft.Data.Sqlite;
using Sapphire.Persistence.Files;
using Sapphire.Persistence.Sqlite;

namespace Sapphire.Actors.Import.Old;

/// <summary>A SQLite file of the old folder. A copy of it is opened: reading the file itself would leave files beside it.</summary>
internal sealed class OldDatabase : IDisposable
{
    private readonly string _folder;

    private OldDatabase(string folder, SqliteConnection connection)
    {
        _folder = folder;
        Connection = connection;
    }

    /// <summary>Where to ask.</summary>
    public SqliteConnection Connection { get; }

    /// <summary>Copies the file and opens the copy.</summary>
    /// <param name="file">The file.</param>
    /// <param name="workFolder">Where the copy is made, in a folder of its own that is deleted at the end.</param>
    /// <exception cref="OldFormatException">It is no SQLite database, or a damaged one.</exception>
    /// <exception cref="IOException">It cannot be copied.</exception>
    public static OldDatabase Open(string file, string workFolder)
    {
        string folder = Path.Combine(workFolder, $"import-{Guid.NewGuid():N}.tmp");
        Directory.CreateDirectory(folder);
        try
        {
            string copy = Path.Combine(folder, "copy.db");
            foreach (string end in (string[])["", "-wal"])
            {
                if (File.Exists(file + end))
                {
                    File.Copy(file + end, copy + end);
                    if (!OperatingSystem.IsWindows())
                    {
                        File.SetUnixFileMode(copy + end, DurableFile.Private);
                    }
                }
            }

            return new(folder, SqliteFile.Open(new(copy) { ReadOnly = true }));
        }
        catch (Exception e)
        {
            Directory.Delete(folder, recursive: true);
            if (e is StorageException or SqliteException)
            {
                throw new OldFormatException("it is no SQLite database that can be read", e);
            }

            throw;
        }
    }

    /// <summary>The columns of a table; none where there is no such table.</summary>
    public HashSet<string> Columns(string table) =>
        Query(() => Connection.Query<string>("SELECT name FROM pragma_table_info(@table)", new { table }).ToHashSet(StringComparer.OrdinalIgnoreCase));

    /// <summary>Reads.</summary>
    /// <exception cref="OldFormatException">The database is damaged.</exception>
    public static T Query<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (SqliteException e)
        {
            throw new OldFormatException($"the database is damaged: {e.Message.TrimEnd('.')}", e);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Connection.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
