using System.Collections.Immutable;
using Npgsql;
using NpgsqlTypes;
using Sapphire.Persistence.Postgres;

namespace Sapphire.Persistence.Documents;

/// <summary>The table of documents and its statements. Each change notifies under <see cref="Channel"/>.</summary>
internal sealed class DocumentTable(string schema)
{
    private readonly string _schema = $"\"{schema}\"";

    /// <summary>What to listen to.</summary>
    public string Channel { get; } = schema + "_documents";

    /// <summary>Makes the table where it is missing.</summary>
    public void Prepare(NpgsqlConnection connection)
    {
        using NpgsqlCommand exists = Command(connection, "SELECT EXISTS (SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $1 AND c.relname = 'documents')", PostgresCommands.Text(schema));
        if ((bool)exists.ExecuteScalar()!)
        {
            return;
        }

        // IF NOT EXISTS alone fails when two programs begin at once.
        using NpgsqlTransaction transaction = connection.BeginTransaction();
        using NpgsqlCommand create = Command(connection, $"""
            SELECT pg_advisory_xact_lock({PostgresSchema.LockClass}, hashtext('documents of {schema}'));
            CREATE SCHEMA IF NOT EXISTS {_schema};
            CREATE SEQUENCE IF NOT EXISTS {_schema}.documents_version;
            CREATE TABLE IF NOT EXISTS {_schema}.documents (
                key        varchar(250) COLLATE "C" PRIMARY KEY,
                version    bigint      NOT NULL,
                content    bytea       NOT NULL,
                changed_at timestamptz NOT NULL DEFAULT now()
            );
            """);
        create.ExecuteNonQuery();
        transaction.Commit();
    }

    /// <summary>Every document.</summary>
    public ImmutableArray<DocumentRow> Load(NpgsqlConnection connection)
    {
        using NpgsqlCommand command = Command(connection, $"SELECT key, version, content FROM {_schema}.documents");
        using NpgsqlDataReader reader = command.ExecuteReader();
        ImmutableArray<DocumentRow>.Builder rows = ImmutableArray.CreateBuilder<DocumentRow>();
        while (reader.Read())
        {
            rows.Add(Row(reader));
        }

        return rows.ToImmutable();
    }

    /// <summary>One document; null when there is none.</summary>
    public DocumentRow? Read(NpgsqlConnection connection, string key)
    {
        using NpgsqlCommand command = Command(connection, $"SELECT key, version, content FROM {_schema}.documents WHERE key = $1", PostgresCommands.Text(key));
        using NpgsqlDataReader reader = command.ExecuteReader();
        return reader.Read() ? Row(reader) : null;
    }

    /// <summary>Writes a document when it still has a version (null: when there is none yet); gives its new version, or null when it has another one.</summary>
    public long? Write(NpgsqlConnection connection, string key, long? version, byte[] content)
    {
        string put = version is null
            ? $"INSERT INTO {_schema}.documents (key, version, content) VALUES ($1, nextval('{_schema}.documents_version'), $2) ON CONFLICT DO NOTHING RETURNING version"
            : $"UPDATE {_schema}.documents SET version = nextval('{_schema}.documents_version'), content = $2, changed_at = now() WHERE key = $1 AND version = $3 RETURNING version";
        List<NpgsqlParameter> parameters = [PostgresCommands.Text(key), new NpgsqlParameter<byte[]> { TypedValue = content, NpgsqlDbType = NpgsqlDbType.Bytea }];
        if (version is { } expected)
        {
            parameters.Add(PostgresCommands.Number(expected));
        }

        using NpgsqlCommand command = Command(connection, $"WITH put AS ({put}) SELECT version, pg_notify('{Channel}', $1) FROM put", [.. parameters]);
        using NpgsqlDataReader reader = command.ExecuteReader();
        return reader.Read() ? reader.GetInt64(0) : null;
    }

    /// <summary>Every document's version.</summary>
    public async Task<Dictionary<string, long>> VersionsAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = Command(connection, $"SELECT key, version FROM {_schema}.documents");
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
        Dictionary<string, long> versions = new(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellationToken))
        {
            versions.Add(reader.GetString(0), reader.GetInt64(1));
        }

        return versions;
    }

    /// <summary>Those of some keys that there are.</summary>
    public async Task<ImmutableArray<DocumentRow>> ReadAsync(NpgsqlConnection connection, string[] keys, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = Command(connection, $"SELECT key, version, content FROM {_schema}.documents WHERE key = ANY ($1)", new NpgsqlParameter<string[]> { TypedValue = keys });
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
        ImmutableArray<DocumentRow>.Builder rows = ImmutableArray.CreateBuilder<DocumentRow>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(Row(reader));
        }

        return rows.ToImmutable();
    }

    private static DocumentRow Row(NpgsqlDataReader reader) => new(reader.GetString(0), reader.GetInt64(1), reader.GetFieldValue<byte[]>(2));

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql, params NpgsqlParameter[] parameters)
    {
#pragma warning disable CA2100 // Constants with a schema's name that was checked.
        NpgsqlCommand command = new(sql, connection);
#pragma warning restore CA2100
        command.Parameters.AddRange(parameters);
        return command;
    }
}
