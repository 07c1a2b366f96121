using System.Data;
using System.Globalization;
using Npgsql;
using NpgsqlTypes;
using Sapphire.Persistence.Postgres;
using Sapphire.Persistence.Sqlite;

#pragma warning disable VSTHRD103 // Fields of a row are read and written in memory; rows and their ends are awaited.
namespace Sapphire.Persistence.Backup;

/// <summary>
/// Backs up and restores a journal on PostgreSQL. A backup reads everything in one repeatable-read transaction, beside running
/// programs. A restore renames the schema, makes a new one and fills it, all in one transaction: the old tables stay, under another
/// name, and a program that was connected all the while finds neither its connection's name nor a small enough epoch there.
/// </summary>
public sealed class PostgresBackup : IExternalJournal
{
    private readonly PostgresJournalOptions _options;
    private readonly PostgresTarget _target;
    private readonly TimeProvider _time;

    /// <summary>For a journal.</summary>
    /// <exception cref="StorageException">Io: the connection string or the schema's name cannot be used.</exception>
    public PostgresBackup(PostgresJournalOptions options, TimeProvider? time = null)
    {
        _options = options;
        _target = new(options);
        _time = time ?? TimeProvider.System;
    }

    /// <inheritdoc />
    public string Kind => "postgres";

    /// <inheritdoc />
    public Task<long> MeasureAsync(CancellationToken cancellationToken) => GuardAsync(async connection =>
    {
        if (!await HasTablesAsync(connection, cancellationToken))
        {
            return 0;
        }

        // What one row has around its content is about the same in SQLite.
        return (long)(await ScalarAsync(connection, $"SELECT pg_total_relation_size('{_target.Schema}.journal') + pg_total_relation_size('{_target.Schema}.snapshot') + pg_total_relation_size('{_target.Schema}.tags')", cancellationToken))!;
    }, cancellationToken);

    /// <inheritdoc />
    public Task DumpAsync(string file, CancellationToken cancellationToken) => GuardAsync(async connection =>
    {
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        await ExecuteAsync(connection, "SET TRANSACTION READ ONLY", cancellationToken);
        using JournalFileWriter target = new(file);
        if (await HasTablesAsync(connection, cancellationToken))
        {
            await CheckVersionAsync(connection, cancellationToken);
            await DumpAsync(connection, target, cancellationToken);
        }

        target.Complete();
        return true;
    }, cancellationToken);

    /// <inheritdoc />
    public Task<string?> ReplaceAsync(string file, string restoreId, CancellationToken cancellationToken) => GuardAsync(async connection =>
    {
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken);

        // The lock of the writers: nobody writes from here to the commit.
        await ExecuteAsync(connection, string.Create(CultureInfo.InvariantCulture, $"SELECT pg_advisory_xact_lock({PostgresSchema.LockClass}, hashtext('{_options.Schema}'))"), cancellationToken);
        await RefuseOthersAsync(connection, cancellationToken);
        string? aside = null;
        long last = 0;
        if (await HasTablesAsync(connection, cancellationToken))
        {
            await CheckVersionAsync(connection, cancellationToken);
            last = (long)(await ScalarAsync(connection, $"SELECT coalesce(max(ordering), 0) FROM {_target.Schema}.journal", cancellationToken))!;
            aside = $"{_options.Schema}_before_{_time.GetUtcNow().ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture)}";
            await ExecuteAsync(connection, $"ALTER SCHEMA {_target.Schema} RENAME TO \"{aside}\"", cancellationToken);
            await DropReadModelsAsync(connection, aside, cancellationToken);
        }

        await MakeTablesAsync(connection, restoreId, cancellationToken);
        using (JournalFileReader source = new(file))
        {
            await FillAsync(connection, source, cancellationToken);
        }

        await RaiseEpochsAsync(connection, aside, last, cancellationToken);
        FaultPoint.Pass("restore-external-uncommitted");
        await transaction.CommitAsync(cancellationToken);
        return aside is null ? null : $"schema {aside} in {_target.Name}";
    }, cancellationToken);

    /// <inheritdoc />
    public Task<bool> WasReplacedAsync(string restoreId, CancellationToken cancellationToken) => GuardAsync(
        async connection =>
            (bool)(await ScalarAsync(connection, $"SELECT to_regclass('{_target.Schema}.restores') IS NOT NULL", cancellationToken))!
            && (bool)(await ScalarAsync(connection, $"SELECT EXISTS (SELECT 1 FROM {_target.Schema}.restores WHERE id = $1)", cancellationToken, restoreId))!,
        cancellationToken);

    private async Task DumpAsync(NpgsqlConnection connection, JournalFileWriter target, CancellationToken cancellationToken)
    {
        string schema = _target.Schema;
        await CopyOutAsync(
            connection,
            $"SELECT ordering, created, deleted, persistence_id, sequence_number, message, manifest, writer_uuid, encoding, checksum, epoch FROM {schema}.journal ORDER BY ordering",
            rows => target.AddEvent(
                rows.Read<long>(), rows.Read<long>(), rows.Read<bool>(), rows.Read<string>(), rows.Read<long>(), rows.Read<byte[]>(), rows.Read<string>(), rows.Read<string>(), rows.Read<int>(), Optional(rows), rows.Read<long>()),
            cancellationToken);
        await CopyOutAsync(
            connection,
            $"SELECT persistence_id, sequence_number, created, snapshot, manifest, encoding, checksum FROM {schema}.snapshot",
            rows => target.AddSnapshot(rows.Read<string>(), rows.Read<long>(), rows.Read<long>(), rows.Read<byte[]>(), rows.Read<string>(), rows.Read<int>(), Optional(rows)),
            cancellationToken);
        await CopyOutAsync(connection, $"SELECT persistence_id, epoch FROM {schema}.epochs", rows => target.AddEpoch(rows.Read<string>(), rows.Read<long>()), cancellationToken);
        await CopyOutAsync(connection, $"SELECT tag, ordering FROM {schema}.tags", rows => target.AddTag(rows.Read<string>(), rows.Read<long>()), cancellationToken);
    }

    private static async Task CopyOutAsync(NpgsqlConnection connection, string query, Action<NpgsqlBinaryExporter> add, CancellationToken cancellationToken)
    {
        await using NpgsqlBinaryExporter rows = await connection.BeginBinaryExportAsync($"COPY ({query}) TO STDOUT (FORMAT BINARY)", cancellationToken);
        while (await rows.StartRowAsync(cancellationToken) >= 0)
        {
            add(rows);
        }
    }

    private static long? Optional(NpgsqlBinaryExporter rows)
    {
        if (!rows.IsNull)
        {
            return rows.Read<long>();
        }

        rows.Skip();
        return null;
    }

    private async Task FillAsync(NpgsqlConnection connection, JournalFileReader source, CancellationToken cancellationToken)
    {
        string schema = _target.Schema;
        await CopyInAsync(
            connection,
            $"{schema}.journal (ordering, created, deleted, persistence_id, sequence_number, message, manifest, writer_uuid, encoding, checksum, epoch, tags)",
            source.Events(),
            (rows, e) =>
            {
                rows.Write(e.Ordering, NpgsqlDbType.Bigint);
                rows.Write(e.Created, NpgsqlDbType.Bigint);
                rows.Write(e.Deleted, NpgsqlDbType.Boolean);
                rows.Write(e.PersistenceId, NpgsqlDbType.Varchar);
                rows.Write(e.SequenceNr, NpgsqlDbType.Bigint);
                rows.Write(e.Message, NpgsqlDbType.Bytea);
                rows.Write(e.Manifest, NpgsqlDbType.Varchar);
                rows.Write(e.Writer, NpgsqlDbType.Varchar);
                rows.Write(e.Encoding, NpgsqlDbType.Integer);
                WriteOptional(rows, e.Checksum);
                rows.Write(e.Epoch, NpgsqlDbType.Bigint);
                if (e.Tags.Length == 0)
                {
                    rows.WriteNull();
                }
                else
                {
                    rows.Write(e.Tags, NpgsqlDbType.Array | NpgsqlDbType.Text);
                }
            },
            cancellationToken);
        await CopyInAsync(
            connection,
            $"{schema}.snapshot (persistence_id, sequence_number, created, snapshot, manifest, encoding, checksum)",
            source.Snapshots(),
            (rows, s) =>
            {
                rows.Write(s.PersistenceId, NpgsqlDbType.Varchar);
                rows.Write(s.SequenceNr, NpgsqlDbType.Bigint);
                rows.Write(s.Created, NpgsqlDbType.Bigint);
                rows.Write(s.Content, NpgsqlDbType.Bytea);
                rows.Write(s.Manifest, NpgsqlDbType.Varchar);
                rows.Write(s.Encoding, NpgsqlDbType.Integer);
                WriteOptional(rows, s.Checksum);
            },
            cancellationToken);
        await CopyInAsync(connection, $"{schema}.tags (tag, ordering)", source.Tags(), WritePair, cancellationToken);
        await CopyInAsync(connection, $"{schema}.epochs (persistence_id, epoch)", source.Epochs(), WritePair, cancellationToken);
    }

    private static async Task CopyInAsync<T>(NpgsqlConnection connection, string table, IEnumerable<T> all, Action<NpgsqlBinaryImporter, T> write, CancellationToken cancellationToken)
    {
        await using NpgsqlBinaryImporter rows = await connection.BeginBinaryImportAsync($"COPY {table} FROM STDIN (FORMAT BINARY)", cancellationToken);
        foreach (T one in all)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await rows.StartRowAsync(cancellationToken);
            write(rows, one);
        }

        await rows.CompleteAsync(cancellationToken);
    }

    private static void WritePair(NpgsqlBinaryImporter rows, (string Text, long Number) pair)
    {
        rows.Write(pair.Text, NpgsqlDbType.Varchar);
        rows.Write(pair.Number, NpgsqlDbType.Bigint);
    }

    private static void WriteOptional(NpgsqlBinaryImporter rows, long? value)
    {
        if (value is { } number)
        {
            rows.Write(number, NpgsqlDbType.Bigint);
        }
        else
        {
            rows.WriteNull();
        }
    }

    // The carrier's epochs are raised already; those of the old tables count too, and orderings go on above all that were seen.
    private async Task RaiseEpochsAsync(NpgsqlConnection connection, string? aside, long last, CancellationToken cancellationToken)
    {
        string schema = _target.Schema;
        if (aside is not null)
        {
            await ExecuteAsync(
                connection,
                string.Create(CultureInfo.InvariantCulture, $"INSERT INTO {schema}.epochs AS e (persistence_id, epoch) SELECT persistence_id, epoch + {HomeRestore.EpochStep} FROM \"{aside}\".epochs ON CONFLICT (persistence_id) DO UPDATE SET epoch = greatest(e.epoch, excluded.epoch)"),
                cancellationToken);
        }

        await ExecuteAsync(
            connection,
            string.Create(CultureInfo.InvariantCulture, $"SELECT setval(pg_get_serial_sequence('{schema}.journal', 'ordering'), greatest({last}, (SELECT coalesce(max(ordering), 0) FROM {schema}.journal), 1))"),
            cancellationToken);
    }

    // The generations of before would be taken for those of the tables of whoever renames the schema back.
    private Task DropReadModelsAsync(NpgsqlConnection connection, string aside, CancellationToken cancellationToken) => ExecuteAsync(
        connection,
        $"""
        DO $do$
        DECLARE view record;
        BEGIN
            IF to_regclass('"{aside}".projections') IS NOT NULL THEN
                FOR view IN DELETE FROM "{aside}".projections RETURNING name, generation LOOP
                    EXECUTE format('DROP SCHEMA IF EXISTS %I CASCADE', '{_options.Schema}_' || view.name || '_' || view.generation);
                END LOOP;
                DELETE FROM "{aside}".projections_parked;
            END IF;
        END $do$
        """,
        cancellationToken);

    private async Task MakeTablesAsync(NpgsqlConnection connection, string restoreId, CancellationToken cancellationToken)
    {
        string schema = _target.Schema;
        await ExecuteAsync(connection, $"CREATE SCHEMA IF NOT EXISTS {schema}", cancellationToken);
        await ExecuteAsync(connection, $"CREATE TABLE {schema}.schema_version (version integer NOT NULL, at timestamptz NOT NULL DEFAULT now())", cancellationToken);
        for (int i = 0; i < PostgresSchema.Migrations.Length; i++)
        {
            await ExecuteAsync(connection, PostgresSchema.Text(PostgresSchema.Migrations[i], _options.Schema), cancellationToken);
            await ExecuteAsync(connection, string.Create(CultureInfo.InvariantCulture, $"INSERT INTO {schema}.schema_version (version) VALUES ({i + 1})"), cancellationToken);
        }

        await ExecuteAsync(connection, $"CREATE TABLE {schema}.restores (id text PRIMARY KEY, at timestamptz NOT NULL DEFAULT now())", cancellationToken);
        _ = await ScalarAsync(connection, $"INSERT INTO {schema}.restores (id) VALUES ($1) RETURNING id", cancellationToken, restoreId);
    }

    private async Task RefuseOthersAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        long others = (long)(await ScalarAsync(connection, "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = current_setting('application_name') AND pid <> pg_backend_pid()", cancellationToken))!;
        if (others > 0)
        {
            throw new StorageException(StorageReason.Busy, $"Another Sapphire is connected to {_target.Name} ({others} connections). Stop every one that uses it, then restore again. Nothing was changed.");
        }
    }

    private async Task CheckVersionAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        int version = (int)(await ScalarAsync(connection, $"SELECT coalesce(max(version), 0) FROM {_target.Schema}.schema_version", cancellationToken))!;
        if (version > PostgresSchema.Migrations.Length)
        {
            throw new StorageException(StorageReason.NewerVersion, $"The schema '{_options.Schema}' in {_target.Name} has version {version}, written by a newer Sapphire; this one knows up to {PostgresSchema.Migrations.Length}. Use the newer program.");
        }
    }

    private async Task<bool> HasTablesAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        (bool)(await ScalarAsync(connection, $"SELECT to_regclass('{_target.Schema}.journal') IS NOT NULL", cancellationToken))!;

    private async Task<T> GuardAsync<T>(Func<NpgsqlConnection, Task<T>> work, CancellationToken cancellationToken)
    {
        try
        {
            // Reading and filling take as long as they take; rows are read whole, which a backup of ours wants for once.
            NpgsqlConnectionStringBuilder builder = new(_target.Single) { CommandTimeout = 0 };
            builder.Options = builder.Options?.Replace("-c enable_seqscan=off", "", StringComparison.Ordinal);
            await using NpgsqlConnection connection = new(builder.ConnectionString);
            await connection.OpenAsync(cancellationToken);
            return await work(connection);
        }
        catch (Exception e) when (e is NpgsqlException or System.Net.Sockets.SocketException or TimeoutException)
        {
            throw PostgresErrors.Translate(e, _target.Name);
        }
    }

    // CA2100: the texts are constants with a schema's name that was checked.
#pragma warning disable CA2100
    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = new(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task<object?> ScalarAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken, params string[] parameters)
    {
        await using NpgsqlCommand command = new(sql, connection);
        foreach (string parameter in parameters)
        {
            command.Parameters.Add(new() { Value = parameter });
        }

        return await command.ExecuteScalarAsync(cancellationToken);
    }
#pragma warning restore CA2100
}
