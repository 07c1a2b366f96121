using System.Text.RegularExpressions;
using Sapphire.Persistence.Files;
using Sapphire.Persistence.Postgres;
using Sapphire.Persistence.Sqlite;

namespace Sapphire.Actors.Configuration;

/// <summary>Section <c>sapphire.storage.postgresql</c>.</summary>
public sealed partial record PostgreSqlOptions
{
    /// <summary>How to reach the database, with its password.</summary>
    public Secret ConnectionString { get; init; } = Secret.None;

    /// <summary>The file that holds it where it is not given itself; empty for the one among the home's secrets.</summary>
    public string ConnectionStringFile { get; init; } = "";

    /// <summary>The schema of the tables.</summary>
    public string Schema { get; init; } = "sapphire";

    /// <summary>Connections for reading.</summary>
    public int Readers { get; init; } = 4;

    /// <summary>How the journal works with these settings.</summary>
    /// <exception cref="StorageException">ReadOnly or Io: there is no connection string, or its file cannot be read.</exception>
    public PostgresJournalOptions ForJournal(HomeFolder home, JournalOptions journal) => new(Resolve(home))
    {
        Schema = Schema,
        MaxReaders = Readers,
        MaxBatchRows = journal.BatchSize,
        Durable = journal.Synchronous == JournalSynchronous.Full,
    };

    internal static PostgreSqlOptions Read(OptionsReader reader)
    {
        PostgreSqlOptions defaults = new();
        PostgreSqlOptions read = new()
        {
            ConnectionString = reader.Secret("storage.postgresql.connection-string"),
            ConnectionStringFile = reader.Text("storage.postgresql.connection-string-file", defaults.ConnectionStringFile),
            Schema = reader.Text("storage.postgresql.schema", defaults.Schema),
            Readers = reader.Int("storage.postgresql.readers", defaults.Readers, 1, 100),
        };
        if (!SchemaName().IsMatch(read.Schema))
        {
            reader.Problem("storage.postgresql.schema", $"is '{read.Schema}'; allowed are 1 to 40 of a-z, 0-9 and _, beginning with a letter");
        }

        return read;
    }

    private string Resolve(HomeFolder home)
    {
        if (ConnectionString.Value.Length > 0)
        {
            return ConnectionString.Value;
        }

        string file = ConnectionStringFile.Length > 0 ? Path.Combine(home.Root, ConnectionStringFile) : home.PostgreSqlFile;
        try
        {
            return File.ReadAllText(file).Trim() is { Length: > 0 } text ? text : throw new StorageException(StorageReason.Io, $"The file {file} is empty. {Advice}");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new StorageException(StorageReason.Io, $"sapphire.storage.kind is postgresql, but there is no connection string: the file {file} does not exist. {Advice}", e);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw new StorageException(StorageReason.ReadOnly, $"The file {file} with the connection string of PostgreSQL cannot be read: {e.Message}", e);
        }
    }

    private const string Advice =
        "Write one line into it, such as Host=db.example.org;Database=sapphire;Username=sapphire;Password=…, or set the environment variable SAPPHIRE_POSTGRESQL. See docs/postgresql.md.";

    [GeneratedRegex("^[a-z][a-z0-9_]{0,39}$", RegexOptions.None, 1000)]
    private static partial Regex SchemaName();
}
