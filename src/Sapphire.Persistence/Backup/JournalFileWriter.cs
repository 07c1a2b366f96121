using Microsoft.Data.Sqlite;
using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Sqlite;

namespace Sapphire.Persistence.Backup;

/// <summary>Writes rows of another storage, as they are stored there, into a new SQLite journal.</summary>
internal sealed class JournalFileWriter : IDisposable
{
    private const int RowsATransaction = 20_000;
    private readonly string _path;
    private readonly SqliteConnection _connection;
    private readonly SqliteStatement _event;
    private readonly SqliteStatement _unchecked;
    private readonly SqliteStatement _snapshot;
    private readonly SqliteStatement _uncheckedSnapshot;
    private readonly SqliteStatement _epoch;
    private readonly SqliteStatement _tag;
    private int _rows;

    public JournalFileWriter(string path)
    {
        _path = path;

        // It is read again and hashed; a crash leaves nothing of it anyway.
        _connection = SqliteFile.Open(JournalSchema.File(new(path)) with { Synchronous = SqliteSynchronous.Normal, AutoCheckpointPages = 1000 });
        const string Event = "INSERT INTO journal (ordering, created, deleted, persistence_id, sequence_number, message, manifest, writer_uuid, encoding, epoch, checksum) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ";
        const string Snapshot = "INSERT INTO snapshot (persistence_id, sequence_number, created, snapshot, manifest, encoding, checksum) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ";
        _event = Prepare(Event + "?11)");
        _unchecked = Prepare(Event + "NULL)");
        _snapshot = Prepare(Snapshot + "?7)");
        _uncheckedSnapshot = Prepare(Snapshot + "NULL)");
        _epoch = Prepare("INSERT INTO epochs (persistence_id, epoch) VALUES (?1, ?2)");
        _tag = Prepare("INSERT INTO tags (tag, ordering) VALUES (?1, ?2)");
        Execute("BEGIN");
    }

    public void AddEvent(long ordering, long created, bool deleted, string persistenceId, long sequenceNr, byte[] message, string manifest, string writer, int encoding, long? checksum, long epoch)
    {
        SqliteStatement statement = checksum is null ? _unchecked : _event.Bind(11, checksum.Value);
        statement.Bind(1, ordering).Bind(2, created).Bind(3, deleted ? 1 : 0).BindText(4, persistenceId).Bind(5, sequenceNr).BindBlob(6, message).BindText(7, manifest).BindText(8, writer).Bind(9, encoding).Bind(10, epoch).Run();
        Count();
    }

    public void AddSnapshot(string persistenceId, long sequenceNr, long created, byte[] content, string manifest, int encoding, long? checksum)
    {
        SqliteStatement statement = checksum is null ? _uncheckedSnapshot : _snapshot.Bind(7, checksum.Value);
        statement.BindText(1, persistenceId).Bind(2, sequenceNr).Bind(3, created).BindBlob(4, content).BindText(5, manifest).Bind(6, encoding).Run();
        Count();
    }

    public void AddEpoch(string persistenceId, long epoch)
    {
        _epoch.BindText(1, persistenceId).Bind(2, epoch).Run();
        Count();
    }

    public void AddTag(string tag, long ordering)
    {
        _tag.BindText(1, tag).Bind(2, ordering).Run();
        Count();
    }

    /// <summary>Ends the file: from here on it needs no write-ahead log.</summary>
    public void Complete()
    {
        Execute("COMMIT");
        Execute("PRAGMA journal_mode = DELETE");
    }

    public void Dispose()
    {
        foreach (SqliteStatement statement in (SqliteStatement[])[_event, _unchecked, _snapshot, _uncheckedSnapshot, _epoch, _tag])
        {
            statement.Dispose();
        }

        _connection.Dispose();
    }

    private void Count()
    {
        if (++_rows % RowsATransaction == 0)
        {
            Execute("COMMIT");
            Execute("BEGIN");
        }
    }

    private SqliteStatement Prepare(string sql) => new(_connection.Handle!, sql, _path);

    private void Execute(string sql) => SqliteFile.Execute(_connection.Handle!, sql, _path);
}
