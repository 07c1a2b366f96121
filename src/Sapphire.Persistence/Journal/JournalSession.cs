using System.Text;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Sapphire.Persistence.Files;
using Sapphire.Persistence.Sqlite;
using SQLitePCL;

namespace Sapphire.Persistence.Journal;

/// <summary>The writer's connection with its prepared statements. Used by the writer thread alone.</summary>
internal sealed partial class JournalSession : IDisposable
{
    private const int MaxOwners = 20_000;
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
    private readonly SqliteStatement _insertTag;
    private readonly SqliteStatement _deleteEvents;
    private readonly SqliteStatement _keepLastNumber;
    private readonly SqliteStatement _raiseEpoch;
    private readonly SqliteStatement _saveSnapshot;
    private readonly SqliteStatement _deleteSnapshots;
    private readonly SqliteStatement _dataVersion;
    private readonly SqliteStatement _lastOrdering;

    // What is known of the ids written last. It holds as long as no other connection commits, which the data version tells at the
    // beginning of each transaction; from then on the transaction holds the write lock.
    private readonly Dictionary<string, Owner> _owners = new(StringComparer.Ordinal);

    // What this transaction has written: each id's highest number.
    private readonly Dictionary<string, long> _written = new(StringComparer.Ordinal);
    private readonly HighWaterMark _mark;
    private readonly byte[] _pathBytes;
    private readonly (ulong Device, ulong Inode)? _file;
    private long _knownVersion = -1;
    private long _committedOrdering;
    private string? _boundManifest;

    public JournalSession(SqliteJournalOptions options, Guid writerUuid, ILogger logger)
    {
        _options = options;
        _mark = HighWaterMark.Open(options, logger);
        try
        {
            _connection = SqliteFile.Open(JournalSchema.File(options) with { CacheKib = options.CacheKib });
            _database = _connection.Handle!;
            SqliteFile.Execute(_database, $"PRAGMA journal_size_limit = {options.MaxWalBytes}", options.Path);
            PageSize = SqliteFile.QueryInt64(_database, "PRAGMA page_size", options.Path);
            _dataVersion = Prepare("PRAGMA data_version");
            _lastOrdering = Prepare("SELECT max(ordering) FROM journal");
            LastOrdering = _committedOrdering = Value(_lastOrdering);
            _begin = Prepare("BEGIN IMMEDIATE");
            _commit = Prepare("COMMIT");
            _savepoint = Prepare("SAVEPOINT w");
            _release = Prepare("RELEASE w");
            _rollbackToSavepoint = Prepare("ROLLBACK TO w");
            _owner = Prepare("SELECT (SELECT epoch FROM epochs WHERE persistence_id = ?1), (SELECT max(sequence_number) FROM journal WHERE persistence_id = ?1)");
            _insert = Prepare("INSERT INTO journal (created, persistence_id, sequence_number, message, manifest, writer_uuid, encoding, checksum, epoch) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)");
            _insert.BindText(6, writerUuid.ToString("N"));
            _insertTag = Prepare("INSERT OR IGNORE INTO tags (tag, ordering) VALUES (?1, ?2)");
            const string LastDeleted = "(SELECT max(sequence_number) FROM journal WHERE persistence_id = ?1 AND sequence_number <= ?2)";
            _keepLastNumber = Prepare($"UPDATE journal SET deleted = 1, message = x'', encoding = 0, checksum = NULL WHERE persistence_id = ?1 AND sequence_number = {LastDeleted}");
            _deleteEvents = Prepare($"DELETE FROM journal WHERE persistence_id = ?1 AND sequence_number < {LastDeleted}");
            _raiseEpoch = Prepare("INSERT INTO epochs (persistence_id, epoch) VALUES (?1, 1) ON CONFLICT DO UPDATE SET epoch = epoch + 1 RETURNING epoch");
            _saveSnapshot = Prepare("INSERT OR REPLACE INTO snapshot (persistence_id, sequence_number, created, snapshot, manifest, encoding, checksum) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)");
            _deleteSnapshots = Prepare("DELETE FROM snapshot WHERE persistence_id = ?1 AND sequence_number BETWEEN ?2 AND ?3 AND created BETWEEN ?4 AND ?5");
            _pathBytes = Encoding.UTF8.GetBytes(options.Path + '\0');
            _file = FileIdentity.Of(_pathBytes);
            CompareWithMark();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The last event of this transaction, else of those before it.</summary>
    public long LastOrdering { get; private set; }

    public long PageSize { get; }

    /// <summary>Whether the journal's path now means another file, or none.</summary>
    public bool WasMoved { get; private set; }

    /// <summary>False after SQLite has rolled the whole transaction back by itself, as it does when the disk is full.</summary>
    public bool InTransaction => raw.sqlite3_get_autocommit(_database) == 0;

    /// <summary>Pages written since the session began.</summary>
    public long PagesWritten => raw.sqlite3_db_status(_database, CacheWrite, out int current, out _, 0) == raw.SQLITE_OK ? current : 0;

    public void Begin()
    {
        _written.Clear();
        _begin.Run();
        LastOrdering = _committedOrdering;
        long version = Value(_dataVersion);
        if (version != _knownVersion)
        {
            _owners.Clear();
            LastOrdering = _committedOrdering = Value(_lastOrdering);
            _knownVersion = version;
        }
        else if (_owners.Count > MaxOwners)
        {
            _owners.Clear();
        }
    }

    /// <summary>Commits, and notes how far the journal now goes.</summary>
    /// <param name="checkpointed">The ordering up to which the database file holds everything.</param>
    public void Commit(long checkpointed)
    {
        _commit.Run();
        if (_file is not null && FileIdentity.Of(_pathBytes) is { } now && now != _file)
        {
            WasMoved = true;

            // SQLite goes on in a file that nobody will find again.
            throw new StorageException(
                StorageReason.Io,
                $"{_options.Path} was moved, removed or replaced while Sapphire was using it; nothing was stored since. Stop Sapphire and put the file back, with its {_options.Path}-wal; to use another copy instead, delete {_options.Path}-wal and {HighWaterMark.PathOf(_options.Path)} with it.");
        }

        _committedOrdering = LastOrdering;
        _mark.Record(_written, LastOrdering, checkpointed);
    }

    public void Savepoint() => _savepoint.Run();

    public void Release() => _release.Run();

    public void RollbackToSavepoint()
    {
        _rollbackToSavepoint.Run();
        _release.Run();
    }

    /// <summary>What is known of an id may be wrong after a write of it has failed.</summary>
    public void Forget(string persistenceId) => _owners.Remove(persistenceId);

    public void Rollback()
    {
        _owners.Clear();
        LastOrdering = _committedOrdering;
        if (InTransaction)
        {
            SqliteFile.Execute(_database, "ROLLBACK", _options.Path);
        }
    }

    /// <summary>Stores the events; their payloads are in <paramref name="payloads"/>, encoded.</summary>
    /// <returns>The ordering of the last one.</returns>
    public long Insert(AtomicWrite write, StoredPayload[] payloads)
    {
        Owner owner = Owned(write.PersistenceId, write.Epoch);
        long expected = owner.HighestSequenceNr + 1;
        for (int i = 0; i < payloads.Length; i++)
        {
            JournalEntry entry = write.Events[i];
            StoredPayload payload = payloads[i];
            if (entry.SequenceNr != expected)
            {
                throw JournalRules.Conflict(write.PersistenceId, entry.SequenceNr, expected);
            }

            BindManifest(entry.Manifest);
            _insert.Bind(1, entry.Timestamp.ToUnixTimeMilliseconds())
                .BindText(2, owner.Id)
                .Bind(3, entry.SequenceNr)
                .BindBlob(4, payload.Bytes)
                .Bind(7, payload.Encoding)
                .Bind(8, payload.Checksum!.Value)
                .Bind(9, write.Epoch)
                .Run();
            expected++;
            if (!entry.Tags.IsDefaultOrEmpty)
            {
                InsertTags(entry.Tags, raw.sqlite3_last_insert_rowid(_database));
            }
        }

        owner.HighestSequenceNr = expected - 1;
        _written[write.PersistenceId] = expected - 1;
        return LastOrdering = raw.sqlite3_last_insert_rowid(_database);
    }

    /// <summary>Deletes events; the row of the last of them stays without its content. It says that those before it were deleted and not lost, and may hold the highest number.</summary>
    public void DeleteEvents(string persistenceId, long epoch, long toSequenceNr)
    {
        byte[] id = Owned(persistenceId, epoch).Id;
        _deleteEvents.BindText(1, id).Bind(2, toSequenceNr).Run();
        _keepLastNumber.BindText(1, id).Bind(2, toSequenceNr).Run();
    }

    public long RaiseEpoch(string persistenceId)
    {
        _mark.Refuse(persistenceId);
        _raiseEpoch.BindText(1, persistenceId);
        _ = _raiseEpoch.Step();
        long epoch = _raiseEpoch.Int64(0);
        _raiseEpoch.Run();
        if (_owners.TryGetValue(persistenceId, out Owner? owner))
        {
            owner.Epoch = epoch;
        }

        return epoch;
    }

    public void SaveSnapshot(SnapshotRow snapshot, StoredPayload payload, long epoch) =>
        _saveSnapshot.BindText(1, Owned(snapshot.PersistenceId, epoch).Id)
            .Bind(2, snapshot.SequenceNr)
            .Bind(3, snapshot.Timestamp.ToUnixTimeMilliseconds())
            .BindBlob(4, payload.Bytes)
            .BindText(5, snapshot.Manifest)
            .Bind(6, payload.Encoding)
            .Bind(7, payload.Checksum!.Value)
            .Run();

    public void DeleteSnapshots(string persistenceId, long epoch, SnapshotSelectionCriteria criteria) =>
        _deleteSnapshots.BindText(1, Owned(persistenceId, epoch).Id)
            .Bind(2, criteria.MinSequenceNr)
            .Bind(3, criteria.MaxSequenceNr)
            .Bind(4, criteria.MinTimestamp?.ToUnixTimeMilliseconds() ?? long.MinValue)
            .Bind(5, criteria.MaxTimeStamp?.ToUnixTimeMilliseconds() ?? long.MaxValue)
            .Run();

    /// <summary>Closes it in order.</summary>
    public void Close()
    {
        Dispose();
        if (!WasMoved)
        {
            _mark.ForgetRemovedWal();
        }
    }

    /// <summary>A checkpoint has emptied the WAL since the last transaction.</summary>
    public void WalEmptied() => _mark.ForgetWal();

    public void Dispose()
    {
        foreach (SqliteStatement statement in _statements)
        {
            statement.Dispose();
        }

        // Null when opening it failed.
        _connection?.Dispose();
        _mark.Dispose();
    }

    // Orderings that were seen by a read model are not given away again.
    private void CompareWithMark()
    {
        using SqliteStatement highest = new(_database, "SELECT max(sequence_number), max(ordering) FROM journal WHERE persistence_id = ?1", _options.Path);
        long ordering = Math.Max(LastOrdering, SqliteFile.QueryInt64(_database, "SELECT seq FROM sqlite_sequence WHERE name = 'journal'", _options.Path));

        // The only way to ask SQLite how much of the WAL it took for whole. After a crash its beginning may be written and no commit.
        bool empty = raw.sqlite3_wal_checkpoint_v2(_database, "main", WalCheckpointer.Passive, out int frames, out _) != raw.SQLITE_OK || frames <= 0;
        long last = _mark.Compare(
            ordering,
            id =>
            {
                highest.BindText(1, id);
                (long, long) found = highest.Step() ? (highest.Int64(0), highest.Int64(1)) : (0, 0);
                highest.Reset();
                return found;
            },
            empty);
        if (last > ordering)
        {
            SqliteFile.Execute(_database, $"UPDATE sqlite_sequence SET seq = {last} WHERE name = 'journal'; INSERT INTO sqlite_sequence SELECT 'journal', {last} WHERE changes() = 0", _options.Path);
        }
    }

    // A binding stays until the next one, and neighbours mostly have the same manifest.
    private void BindManifest(string manifest)
    {
        if (!string.Equals(manifest, _boundManifest, StringComparison.Ordinal))
        {
            _insert.BindText(5, manifest);
            _boundManifest = manifest;
        }
    }

    private void InsertTags(System.Collections.Immutable.ImmutableArray<string> tags, long ordering)
    {
        foreach (string tag in tags)
        {
            _insertTag.BindText(1, tag).Bind(2, ordering).Run();
        }
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

        if (owner.Epoch != epoch || epoch <= 0)
        {
            throw JournalRules.Fenced(persistenceId, epoch, owner.Epoch);
        }

        return owner;
    }

    private SqliteStatement Prepare(string sql)
    {
        SqliteStatement statement = new(_database, sql, _options.Path);
        _statements.Add(statement);
        return statement;
    }

    private static long Value(SqliteStatement statement)
    {
        try
        {
            return statement.Step() ? statement.Int64(0) : 0;
        }
        finally
        {
            statement.Reset();
        }
    }

    private sealed class Owner(byte[] id, long epoch, long highestSequenceNr)
    {
        public byte[] Id => id;

        public long Epoch { get; set; } = epoch;

        public long HighestSequenceNr { get; set; } = highestSequenceNr;
    }
}
