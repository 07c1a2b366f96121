using Microsoft.Data.Sqlite;
using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Sqlite;

namespace Sapphire.Persistence.Backup;

/// <summary>Reads the rows of an SQLite journal as they are stored.</summary>
internal sealed class JournalFileReader : IDisposable
{
    private readonly string _path;
    private readonly SqliteConnection _connection;

    public JournalFileReader(string path)
    {
        _path = path;
        _connection = SqliteFile.Open(JournalSchema.File(new(path)) with { ReadOnly = true });
    }

    public IEnumerable<Event> Events()
    {
        using SqliteStatement rows = Prepare("SELECT ordering, created, deleted, persistence_id, sequence_number, message, manifest, writer_uuid, encoding, checksum, epoch, EXISTS (SELECT 1 FROM tags WHERE tags.ordering = journal.ordering) FROM journal ORDER BY ordering");
        using SqliteStatement tags = Prepare("SELECT tag FROM tags WHERE ordering = ?1 ORDER BY tag");
        while (rows.Step())
        {
            List<string> found = [];
            if (rows.Int64(11) != 0)
            {
                tags.Bind(1, rows.Int64(0));
                while (tags.Step())
                {
                    found.Add(tags.Text(0));
                }

                tags.Reset();
            }

            yield return new(
                rows.Int64(0), rows.Int64(1), rows.Int64(2) != 0, rows.Text(3), rows.Int64(4), rows.Blob(5).ToArray(), rows.Text(6), rows.Text(7), (int)rows.Int64(8), rows.IsNull(9) ? null : rows.Int64(9), rows.Int64(10), [.. found]);
        }
    }

    public IEnumerable<Snapshot> Snapshots()
    {
        using SqliteStatement rows = Prepare("SELECT persistence_id, sequence_number, created, snapshot, manifest, encoding, checksum FROM snapshot");
        while (rows.Step())
        {
            yield return new(rows.Text(0), rows.Int64(1), rows.Int64(2), rows.Blob(3).ToArray(), rows.Text(4), (int)rows.Int64(5), rows.IsNull(6) ? null : rows.Int64(6));
        }
    }

    public IEnumerable<(string Tag, long Ordering)> Tags() => Pairs("SELECT tag, ordering FROM tags");

    public IEnumerable<(string Id, long Epoch)> Epochs() => Pairs("SELECT persistence_id, epoch FROM epochs");

    public void Dispose() => _connection.Dispose();

    private IEnumerable<(string Text, long Number)> Pairs(string sql)
    {
        using SqliteStatement rows = Prepare(sql);
        while (rows.Step())
        {
            yield return (rows.Text(0), rows.Int64(1));
        }
    }

    private SqliteStatement Prepare(string sql) => new(_connection.Handle!, sql, _path);

    public sealed record Event(long Ordering, long Created, bool Deleted, string PersistenceId, long SequenceNr, byte[] Message, string Manifest, string Writer, int Encoding, long? Checksum, long Epoch, string[] Tags);

    public sealed record Snapshot(string PersistenceId, long SequenceNr, long Created, byte[] Content, string Manifest, int Encoding, long? Checksum);
}
