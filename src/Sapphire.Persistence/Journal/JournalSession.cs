using System.Text;
using Microsoft.Data.Sqlite;
using Sapphire.Persistence.Sqlite;
using SQLitePCL;

namespace Sapphire.Persistence.Journal;

/// <summary>The writer's connection with its prepared statements. Used by the writer thread alone.</summary>
internal sealed class JournalSession : IDisposable
{
    private const int CacheWrite = 9; // SQLITE_DBSTATUS_CACHE_WRITE: pages this connection has written.
    private readonly SqliteJournalOptions _options;
    private readonly SqliteConnection _connection;
    private readonly sqlite3 _database;
    private readonly List<SqliteStatement> _statements = [];
    private readonly SqliteStatement _begin;
    private readonly SqliteStatement _commit;
    private readonly SqliteStatement _savepoint;
    private readonly SqliteStatement _release;
    private readonly SqliteStatement _rollbackToSavepoint;
    private readonly SqliteStatement _owner;
    private readonly SqliteStatement _insert;
    private readonly SqliteStatement _raiseEpoch;
    private readonly SqliteStatement _saveSnapshot;
    private readonly SqliteStatement _dropOldSnapshots;
    private readonly SqliteStatement _deleteSnapshots;
    private readonly byte[] _writerUuid;

    // What this transaction knows of an id. Nobody else can change it: the transaction holds the write lock.
    private readonly Dictionary<string, Owner> _owners = new(StringComparer.Ordinal);
    private long _committedOrdering;

    public JournalSession(SqliteJournalOptions options, Guid writerUuid)
    {
        _options = options;
        _writerUuid = Encoding.UTF8.GetBytes(writerUuid.ToString("N"));
        _connection = SqliteFile.Open(JournalSchema.File(options));
        _database = _connection.Handle!;
        SqliteFile.Execute(_database, $"PRAGMA journal_size_limit = {options.MaxWalBytes}", options.Path);
        PageSize = SqliteFile.QueryInt64(_database, "PRAGMA page_size", options.Path);
        LastOrdering = _committedOrdering = SqliteFile.QueryInt64(_database, "SELECT max(ordering) FROM journal", options.Path);
        _begin = Prepare("BEGIN IMMEDIATE");
        _commit = Prepare("COMMIT");
        _savepoint = Prepare("SAVEPOINT w");
        _release = Prepare("RELEASE w");
        _rollbackToSavepoint = Prepare("ROLLBACK TO w");
        _owner = Prepare("SELECT (SELECT epoch FROM epochs WHERE persistence_id = ?1), (SELECT max(sequence_number) FROM journal WHERE persistence_id = ?1)");
        _insert = Prepare("INSERT INTO journal (created, persistence_id, sequence_number, message, manifest, writer_uuid) VALUES (?1, ?2, ?3, ?4, ?5, ?6)");
        _raiseEpoch = Prepare("INSERT INTO epochs (persistence_id, epoch) VALUES (?1, 1) ON CONFLICT DO UPDATE SET epoch = epoch + 1 RETURNING epoch");
        _saveSnapshot = Prepare("INSERT OR REPLACE INTO snapshot (persistence_id, sequence_number, created, snapshot, manifest) VALUES (?1, ?2, ?3, ?4, ?5)");
        _dropOldSnapshots = Prepare("DELETE FROM snapshot WHERE persistence_id = ?1 AND sequence_number NOT IN (SELECT sequence_number FROM snapshot WHERE persistence_id = ?1 ORDER BY sequence_number DESC LIMIT ?2)");
        _deleteSnapshots = Prepare("DELETE FROM snapshot WHERE persistence_id = ?1 AND sequence_number <= ?2");
    }

    /// <summary>The last event of this transaction, else of those before it.</summary>
    public long LastOrdering { get; private set; }

    public long PageSize { get; }

    /// <summary>False after SQLite has rolled the whole transaction back by itself, as it does when the disk is full.</summary>
    public bool InTransaction => raw.sqlite3_get_autocommit(_database) == 0;

    /// <summary>Pages written since the session began.</summary>
    public long PagesWritten => raw.sqlite3_db_status(_database, CacheWrite, out int current, out _, 0) == raw.SQLITE_OK ? current : 0;

    public void Begin()
    {
        _owners.Clear();
        LastOrdering = _committedOrdering;
        _begin.Run();
    }

    public void Commit()
    {
        _commit.Run();
        _committedOrdering = LastOrdering;
    }

    public void Savepoint() => _savepoint.Run();

    public void Release() => _release.Run();

    public void RollbackToSavepoint()
    {
        _owners.Clear();
        _rollbackToSavepoint.Run();
        _release.Run();
    }

    public void Rollback()
    {
        if (InTransaction)
        {
            SqliteFile.Execute(_database, "ROLLBACK", _options.Path);
        }
    }

    public void Insert(AtomicWrite write)
    {
        Owner owner = Owned(write.PersistenceId, write.Epoch);
        long expected = owner.HighestSequenceNr + 1;
        foreach (JournalEntry entry in write.Events)
        {
            if (entry.SequenceNr != expected)
            {
                throw new StorageException(
                    StorageReason.Conflict,
                    $"Event {entry.SequenceNr} of '{write.PersistenceId}' was refused: the next one is {expected}. Recover the id before writing again.");
            }

            _insert.Bind(1, entry.Timestamp.ToUnixTimeMilliseconds())
                .BindText(2, owner.Id)
                .Bind(3, entry.SequenceNr)
                .BindBlob(4, entry.Payload)
                .BindText(5, entry.Manifest)
                .BindText(6, _writerUuid)
                .Run();
            expected++;
        }

        // Last, so that a failure half-way leaves what was known before; the savepoint takes the rows back.
        _owners[write.PersistenceId] = owner with { HighestSequenceNr = expected - 1 };
        LastOrdering = raw.sqlite3_last_insert_rowid(_database);
    }

    public long RaiseEpoch(string persistenceId)
    {
        _owners.Remove(persistenceId);
        _raiseEpoch.BindText(1, persistenceId);
        _ = _raiseEpoch.Step();
        long epoch = _raiseEpoch.Int64(0);
        _raiseEpoch.Run();
        return epoch;
    }

    public void SaveSnapshot(SnapshotRow snapshot, long epoch)
    {
        Owner owner = Owned(snapshot.PersistenceId, epoch);
        _saveSnapshot.BindText(1, owner.Id)
            .Bind(2, snapshot.SequenceNr)
            .Bind(3, snapshot.Timestamp.ToUnixTimeMilliseconds())
            .BindBlob(4, snapshot.Payload)
            .BindText(5, snapshot.Manifest)
            .Run();
        _dropOldSnapshots.BindText(1, owner.Id).Bind(2, _options.SnapshotsKept).Run();
    }

    public void DeleteSnapshots(string persistenceId, long epoch, long maxSequenceNr) =>
        _deleteSnapshots.BindText(1, Owned(persistenceId, epoch).Id).Bind(2, maxSequenceNr).Run();

    public void Dispose()
    {
        foreach (SqliteStatement statement in _statements)
        {
            statement.Dispose();
        }

        _connection.Dispose();
    }

    private Owner Owned(string persistenceId, long epoch)
    {
        if (!_owners.TryGetValue(persistenceId, out Owner? owner))
        {
            byte[] id = Encoding.UTF8.GetBytes(persistenceId);
            _owner.BindText(1, id);
            _ = _owner.Step();
            owner = new(id, _owner.Int64(0), _owner.Int64(1));
            _owner.Reset();
            _owners.Add(persistenceId, owner);
        }

        if (owner.Epoch != epoch)
        {
            throw new StorageException(
                StorageReason.Fenced,
                $"'{persistenceId}' has a newer owner (epoch {owner.Epoch}; this writer has {epoch}). This writer must stop; the newer one goes on.");
        }

        return owner;
    }

    private SqliteStatement Prepare(string sql)
    {
        SqliteStatement statement = new(_database, sql, _options.Path);
        _statements.Add(statement);
        return statement;
    }

    private sealed record Owner(byte[] Id, long Epoch, long HighestSequenceNr);
}
