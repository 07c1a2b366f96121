using System.Collections.Immutable;
using System.Text;
using Microsoft.Data.Sqlite;
using Sapphire.Persistence.Sqlite;

namespace Sapphire.Persistence.Journal;

/// <summary>One read-only connection with its prepared statements. A read is one statement, so it sees one state and takes no lock that a writer waits for.</summary>
internal sealed partial class JournalReader : IDisposable
{
    // A page ends early rather than hold many large payloads at once.
    private const long PageBytes = 4L << 20;
    private readonly string _path;
    private readonly SqliteConnection _connection;
    private readonly SqliteStatement _byId;
    private readonly SqliteStatement _all;
    private readonly SqliteStatement _byTag;
    private readonly SqliteStatement _tags;
    private readonly SqliteStatement _ids;
    private readonly SqliteStatement _highest;
    private readonly SqliteStatement _first;
    private readonly SqliteStatement _snapshot;
    private byte[] _manifestBytes = [];
    private string _manifest = "";

    public JournalReader(SqliteJournalOptions options)
    {
        const string Columns = "ordering, persistence_id, sequence_number, created, manifest, message, encoding, checksum, epoch";
        const string Tagged = "EXISTS (SELECT 1 FROM tags WHERE tags.ordering = journal.ordering)";
        _path = options.Path;
        _connection = SqliteFile.Open(JournalSchema.File(options) with { ReadOnly = true });
        _byId = Prepare($"SELECT {Columns}, {Tagged} FROM journal WHERE persistence_id = ?1 AND sequence_number BETWEEN ?2 AND ?3 AND deleted = 0 ORDER BY sequence_number LIMIT ?4");
        _all = Prepare($"SELECT {Columns}, {Tagged} FROM journal WHERE ordering > ?1 AND deleted = 0 ORDER BY ordering LIMIT ?2");
        _byTag = Prepare($"SELECT {Columns}, 1 FROM tags JOIN journal USING (ordering) WHERE tag = ?1 AND ordering > ?2 AND deleted = 0 ORDER BY ordering LIMIT ?3");
        _tags = Prepare("SELECT tag FROM tags WHERE ordering = ?1 ORDER BY tag");
        _ids = Prepare("SELECT DISTINCT persistence_id FROM journal WHERE persistence_id > ?1 ORDER BY persistence_id LIMIT ?2");
        _highest = Prepare("SELECT max(sequence_number) FROM journal WHERE persistence_id = ?1");
        _first = Prepare("SELECT sequence_number, deleted FROM journal WHERE persistence_id = ?1 ORDER BY sequence_number LIMIT 1");
        _snapshot = Prepare("SELECT sequence_number, created, manifest, snapshot, encoding, checksum FROM snapshot WHERE persistence_id = ?1 AND sequence_number BETWEEN ?2 AND ?3 AND created BETWEEN ?4 AND ?5 ORDER BY sequence_number DESC LIMIT 1");
    }

    public ImmutableArray<JournalRow> Read(string persistenceId, long from, long to, int limit) =>
        Rows(_byId.BindText(1, persistenceId).Bind(2, from).Bind(3, to).Bind(4, limit), persistenceId);

    public ImmutableArray<JournalRow> ReadAll(long after, int limit) => Rows(_all.Bind(1, after).Bind(2, limit), null);

    public ImmutableArray<JournalRow> ReadTag(string tag, long after, int limit) => Rows(_byTag.BindText(1, tag).Bind(2, after).Bind(3, limit), null);

    public ImmutableArray<string> ReadPersistenceIds(string? after, int limit)
    {
        ImmutableArray<string>.Builder ids = ImmutableArray.CreateBuilder<string>();
        _ids.BindText(1, after ?? "").Bind(2, limit);
        try
        {
            while (_ids.Step())
            {
                ids.Add(_ids.Text(0));
            }
        }
        finally
        {
            _ids.Reset();
        }

        return ids.DrainToImmutable();
    }

    public long HighestSequenceNr(string persistenceId)
    {
        _highest.BindText(1, persistenceId);
        try
        {
            return _highest.Step() ? _highest.Int64(0) : 0;
        }
        finally
        {
            _highest.Reset();
        }
    }

    /// <summary>The ordering of the last event; 0 for an empty journal.</summary>
    public long LastOrdering()
    {
        using SqliteStatement last = Prepare("SELECT max(ordering) FROM journal");
        return last.Step() ? last.Int64(0) : 0;
    }

    public long DeletedTo(string persistenceId)
    {
        _first.BindText(1, persistenceId);
        try
        {
            return _first.Step() && _first.Int64(1) != 0 ? _first.Int64(0) : 0;
        }
        finally
        {
            _first.Reset();
        }
    }

    public SnapshotRow? LoadSnapshot(string persistenceId, SnapshotSelectionCriteria criteria)
    {
        _snapshot.BindText(1, persistenceId)
            .Bind(2, criteria.MinSequenceNr)
            .Bind(3, criteria.MaxSequenceNr)
            .Bind(4, criteria.MinTimestamp?.ToUnixTimeMilliseconds() ?? long.MinValue)
            .Bind(5, criteria.MaxTimeStamp?.ToUnixTimeMilliseconds() ?? long.MaxValue);
        try
        {
            if (!_snapshot.Step())
            {
                return null;
            }

            long sequenceNr = _snapshot.Int64(0);
            string manifest = _snapshot.Text(2);
            byte[] payload = PayloadCodec.Decode(persistenceId, sequenceNr, manifest, _snapshot.Blob(3), (int)_snapshot.Int64(4), _snapshot.IsNull(5) ? null : _snapshot.Int64(5));
            return new(persistenceId, sequenceNr, manifest, payload, PayloadCodec.Time(persistenceId, sequenceNr, _snapshot.Int64(1)));
        }
        finally
        {
            _snapshot.Reset();
        }
    }

    public void Dispose()
    {
        foreach (SqliteStatement statement in new[] { _byId, _all, _byTag, _tags, _ids, _highest, _first, _snapshot })
        {
            statement.Dispose();
        }

        _connection.Dispose();
    }

    private SqliteStatement Prepare(string sql) => new(_connection.Handle!, sql, _path);

    private ImmutableArray<JournalRow> Rows(SqliteStatement statement, string? persistenceId)
    {
        ImmutableArray<JournalRow>.Builder rows = ImmutableArray.CreateBuilder<JournalRow>();
        long bytes = 0;
        try
        {
            while (bytes < PageBytes && statement.Step())
            {
                long ordering = statement.Int64(0);
                string id = persistenceId ?? statement.Text(1);
                long sequenceNr = statement.Int64(2);
                string manifest = Manifest(statement.Blob(4));
                byte[] payload = PayloadCodec.Decode(id, sequenceNr, manifest, statement.Blob(5), (int)statement.Int64(6), statement.IsNull(7) ? null : statement.Int64(7));
                bytes += payload.Length;
                rows.Add(new(ordering, id, sequenceNr, manifest, payload, PayloadCodec.Time(id, sequenceNr, statement.Int64(3)))
                {
                    Epoch = statement.Int64(8),
                    Tags = statement.Int64(9) == 0 ? [] : Tags(ordering),
                });
            }
        }
        finally
        {
            // Ends the read transaction: a checkpoint may pass this point.
            statement.Reset();
        }

        return rows.DrainToImmutable();
    }

    private ImmutableArray<string> Tags(long ordering)
    {
        ImmutableArray<string>.Builder tags = ImmutableArray.CreateBuilder<string>();
        _tags.Bind(1, ordering);
        while (_tags.Step())
        {
            tags.Add(_tags.Text(0));
        }

        _tags.Reset();
        return tags.DrainToImmutable();
    }

    // Neighbours mostly have the same manifest: one string for all of them.
    private string Manifest(ReadOnlySpan<byte> utf8)
    {
        if (!utf8.SequenceEqual(_manifestBytes))
        {
            _manifestBytes = utf8.ToArray();
            _manifest = Encoding.UTF8.GetString(utf8);
        }

        return _manifest;
    }
}
