using System.Collections.Immutable;
using System.Text;
using Microsoft.Data.Sqlite;
using Sapphire.Persistence.Sqlite;

namespace Sapphire.Persistence.Journal;

/// <summary>One read-only connection with its prepared statements. A read is one statement, so it sees one state and takes no lock that a writer waits for.</summary>
internal sealed class JournalReader : IDisposable
{
    // A page ends early rather than hold many large payloads at once.
    private const long PageBytes = 4L << 20;
    private readonly SqliteConnection _connection;
    private readonly SqliteStatement _byId;
    private readonly SqliteStatement _all;
    private readonly SqliteStatement _highest;
    private readonly SqliteStatement _snapshot;
    private byte[] _manifestBytes = [];
    private string _manifest = "";

    public JournalReader(SqliteJournalOptions options)
    {
        _connection = SqliteFile.Open(JournalSchema.File(options) with { ReadOnly = true });
        _byId = Prepare("SELECT ordering, persistence_id, sequence_number, created, manifest, message FROM journal WHERE persistence_id = ?1 AND sequence_number BETWEEN ?2 AND ?3 AND deleted = 0 ORDER BY sequence_number LIMIT ?4");
        _all = Prepare("SELECT ordering, persistence_id, sequence_number, created, manifest, message FROM journal WHERE ordering > ?1 AND deleted = 0 ORDER BY ordering LIMIT ?2");
        _highest = Prepare("SELECT max(sequence_number) FROM journal WHERE persistence_id = ?1");
        _snapshot = Prepare("SELECT sequence_number, created, manifest, snapshot FROM snapshot WHERE persistence_id = ?1 AND sequence_number <= ?2 ORDER BY sequence_number DESC LIMIT 1");

        SqliteStatement Prepare(string sql) => new(_connection.Handle!, sql, options.Path);
    }

    public ImmutableArray<JournalRow> Read(string persistenceId, long from, long to, int limit) =>
        Rows(_byId.BindText(1, persistenceId).Bind(2, from).Bind(3, to).Bind(4, limit), persistenceId);

    public ImmutableArray<JournalRow> ReadAll(long after, int limit) => Rows(_all.Bind(1, after).Bind(2, limit), null);

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

    public SnapshotRow? LoadSnapshot(string persistenceId, long max)
    {
        _snapshot.BindText(1, persistenceId).Bind(2, max);
        try
        {
            return _snapshot.Step()
                ? new(persistenceId, _snapshot.Int64(0), _snapshot.Text(2), _snapshot.Blob(3).ToArray(), DateTimeOffset.FromUnixTimeMilliseconds(_snapshot.Int64(1)))
                : null;
        }
        finally
        {
            _snapshot.Reset();
        }
    }

    public void Dispose()
    {
        _byId.Dispose();
        _all.Dispose();
        _highest.Dispose();
        _snapshot.Dispose();
        _connection.Dispose();
    }

    private ImmutableArray<JournalRow> Rows(SqliteStatement statement, string? persistenceId)
    {
        ImmutableArray<JournalRow>.Builder rows = ImmutableArray.CreateBuilder<JournalRow>();
        long bytes = 0;
        try
        {
            while (bytes < PageBytes && statement.Step())
            {
                byte[] payload = statement.Blob(5).ToArray();
                bytes += payload.Length;
                rows.Add(new(
                    statement.Int64(0),
                    persistenceId ?? statement.Text(1),
                    statement.Int64(2),
                    Manifest(statement.Blob(4)),
                    payload,
                    DateTimeOffset.FromUnixTimeMilliseconds(statement.Int64(3))));
            }
        }
        finally
        {
            // Ends the read transaction: a checkpoint may pass this point.
            statement.Reset();
        }

        return rows.DrainToImmutable();
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
