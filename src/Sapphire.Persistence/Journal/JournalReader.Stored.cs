using System.Collections.Immutable;
using Sapphire.Persistence.Sqlite;
using SQLitePCL;

namespace Sapphire.Persistence.Journal;

/// <content>Rows as they are stored, for verifying: nothing is decoded or left out. Rarely used, so prepared when it is.</content>
internal sealed partial class JournalReader
{
    public ImmutableArray<StoredEvent> ReadStored(long after, int limit)
    {
        ImmutableArray<StoredEvent>.Builder rows = ImmutableArray.CreateBuilder<StoredEvent>();
        using SqliteStatement statement = Prepare(
            "SELECT ordering, persistence_id, sequence_number, manifest, message, encoding, checksum, epoch, deleted, created FROM journal WHERE ordering > ?1 ORDER BY ordering LIMIT ?2");
        statement.Bind(1, after).Bind(2, limit);
        for (long bytes = 0; bytes < PageBytes && statement.Step();)
        {
            StoredPayload content = Content(statement, 4);
            bytes += content.Bytes.Length;
            rows.Add(new(
                statement.Int64(0),
                statement.Text(1),
                statement.Int64(2),
                statement.Text(3),
                content,
                statement.Int64(7),
                statement.Int64(8) != 0,
                PayloadCodec.TimeOrEarliest(statement.Int64(9))));
        }

        return rows.DrainToImmutable();
    }

    public ImmutableArray<StoredSnapshot> ReadStoredSnapshots(string? afterId, long afterSequenceNr, int limit)
    {
        ImmutableArray<StoredSnapshot>.Builder rows = ImmutableArray.CreateBuilder<StoredSnapshot>();
        using SqliteStatement statement = Prepare(
            "SELECT persistence_id, sequence_number, manifest, snapshot, encoding, checksum, created FROM snapshot WHERE (persistence_id, sequence_number) > (?1, ?2) ORDER BY persistence_id, sequence_number LIMIT ?3");
        statement.BindText(1, afterId ?? "").Bind(2, afterSequenceNr).Bind(3, limit);
        for (long bytes = 0; bytes < PageBytes && statement.Step();)
        {
            StoredPayload content = Content(statement, 3);
            bytes += content.Bytes.Length;
            rows.Add(new(statement.Text(0), statement.Int64(1), statement.Text(2), content, PayloadCodec.TimeOrEarliest(statement.Int64(6))));
        }

        return rows.DrainToImmutable();
    }

    public ImmutableArray<EpochRow> ReadEpochs(string? after, int limit)
    {
        ImmutableArray<EpochRow>.Builder rows = ImmutableArray.CreateBuilder<EpochRow>();
        using SqliteStatement statement = Prepare("SELECT persistence_id, epoch FROM epochs WHERE persistence_id > ?1 ORDER BY persistence_id LIMIT ?2");
        statement.BindText(1, after ?? "").Bind(2, limit);
        while (statement.Step())
        {
            rows.Add(new(statement.Text(0), statement.Int64(1)));
        }

        return rows.DrainToImmutable();
    }

    /// <summary>Both checks of SQLite: of its pages and indexes, and of rows that refer to others. May take minutes on a large file.</summary>
    public ImmutableArray<string> CheckIntegrity(CancellationToken cancellationToken)
    {
        ImmutableArray<string>.Builder faults = ImmutableArray.CreateBuilder<string>();
        using CancellationTokenRegistration registration = cancellationToken.Register(() => raw.sqlite3_interrupt(_connection.Handle));
        try
        {
            using (SqliteStatement pages = Prepare("PRAGMA integrity_check"))
            {
                while (pages.Step())
                {
                    if (pages.Text(0) is not "ok" and string fault)
                    {
                        faults.Add(fault);
                    }
                }
            }

            using SqliteStatement references = Prepare("PRAGMA foreign_key_check");
            while (references.Step())
            {
                faults.Add($"row {references.Int64(1)} of {references.Text(0)} refers to a row of {references.Text(2)} that is not there");
            }
        }
        catch (StorageException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (StorageException e) when (e.Reason == StorageReason.Corrupt)
        {
            // So damaged that the check itself cannot go on.
            faults.Add(e.Message);
        }

        return faults.ToImmutable();
    }

    private static StoredPayload Content(SqliteStatement statement, int column) => new(
        statement.Blob(column).ToArray(),
        (int)statement.Int64(column + 1),
        statement.IsNull(column + 2) ? null : statement.Int64(column + 2));
}
