using System.Globalization;
using Npgsql;
using Sapphire.Persistence.Sqlite;

namespace Sapphire.Persistence.Postgres;

/// <summary>Brings a schema to the version this program knows, each step in its own transaction, one program at a time.</summary>
internal static class PostgresMigrations
{
    /// <exception cref="StorageException">NewerVersion: a newer program has been here.</exception>
    /// <exception cref="PostgresException">The server refused.</exception>
    public static void Apply(NpgsqlConnection connection, string schema, PostgresTarget target)
    {
        int known = PostgresSchema.Migrations.Length;
        int version = VersionOf(connection, schema);
        while (version < known)
        {
            using NpgsqlTransaction transaction = connection.BeginTransaction();
            Execute(connection, string.Create(CultureInfo.InvariantCulture, $"SELECT pg_advisory_xact_lock({PostgresSchema.LockClass}, hashtext('{schema}'))"));

            // Another program may have been faster.
            version = VersionOf(connection, schema);
            if (version == 0)
            {
                if (!SchemaExists(connection, schema))
                {
                    Execute(connection, $"CREATE SCHEMA \"{schema}\"");
                }

                Execute(connection, $"CREATE TABLE IF NOT EXISTS \"{schema}\".schema_version (version integer NOT NULL, at timestamptz NOT NULL DEFAULT now())");
            }

            if (version < known)
            {
                Execute(connection, PostgresSchema.Text(PostgresSchema.Migrations[version], schema));
                version++;
                Execute(connection, string.Create(CultureInfo.InvariantCulture, $"INSERT INTO \"{schema}\".schema_version (version) VALUES ({version})"));
            }

            transaction.Commit();
        }

        RefuseNewer(version, schema, target);
    }

    /// <summary>The last event's ordering in tables that are there and of the version this program knows. Changes nothing.</summary>
    /// <exception cref="StorageException">Io: there are none, or the server cannot be reached. OlderVersion, NewerVersion.</exception>
    public static long LastOrderingOfPresent(string schema, PostgresTarget target)
    {
        try
        {
            using NpgsqlConnection connection = new(target.Single);
            connection.Open();
            int version = VersionOf(connection, schema);
            RefuseNewer(version, schema, target);
            return version switch
            {
                0 => throw new StorageException(StorageReason.Io, $"There is no journal in the schema '{schema}' of {target.Name}: no chat was made there yet. Start Sapphire once, or name another schema (sapphire.storage.postgresql.schema)."),
                _ when version < PostgresSchema.Migrations.Length => throw new StorageException(
                    StorageReason.OlderVersion,
                    $"The schema '{schema}' in {target.Name} has version {version}, of an older Sapphire; this one needs {PostgresSchema.Migrations.Length}, and only reads here. Start Sapphire once, which brings it up to date."),
                _ => (long)Scalar(connection, $"SELECT coalesce((SELECT ordering FROM \"{schema}\".journal ORDER BY ordering DESC LIMIT 1), 0)")!,
            };
        }
        catch (Exception e) when (e is not StorageException)
        {
            throw PostgresErrors.Translate(e, target.Name);
        }
    }

    private static void RefuseNewer(int version, string schema, PostgresTarget target)
    {
        if (version > PostgresSchema.Migrations.Length)
        {
            throw new StorageException(
                StorageReason.NewerVersion,
                $"The schema '{schema}' in {target.Name} has version {version}, written by a newer Sapphire; this one knows up to {PostgresSchema.Migrations.Length}. Start the newer program, or use another schema (sapphire.storage.postgresql.schema).");
        }
    }

    private static int VersionOf(NpgsqlConnection connection, string schema)
    {
        // Two questions: a statement that names a missing table is refused as a whole. Not to_regclass, which inside a transaction
        // still answers from the server's cache that the table is missing when another program has just made it.
        using NpgsqlCommand exists = new("SELECT EXISTS (SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $1 AND c.relname = 'schema_version')", connection) { Parameters = { new() { Value = schema } } };
        return (bool)exists.ExecuteScalar()! ? Convert.ToInt32(Scalar(connection, $"SELECT coalesce(max(version), 0) FROM \"{schema}\".schema_version"), CultureInfo.InvariantCulture) : 0;
    }

    // Not CREATE … IF NOT EXISTS, which asks for the right to create even where there is nothing to create.
    private static bool SchemaExists(NpgsqlConnection connection, string schema)
    {
        using NpgsqlCommand exists = new("SELECT EXISTS (SELECT 1 FROM pg_namespace WHERE nspname = $1)", connection) { Parameters = { new() { Value = schema } } };
        return (bool)exists.ExecuteScalar()!;
    }

    // CA2100: the texts are constants with a schema's name that was checked.
#pragma warning disable CA2100
    private static void Execute(NpgsqlConnection connection, string sql)
    {
        using NpgsqlCommand command = new(sql, connection);
        command.ExecuteNonQuery();
    }

    private static object? Scalar(NpgsqlConnection connection, string sql)
    {
        using NpgsqlCommand command = new(sql, connection);
        return command.ExecuteScalar();
    }
#pragma warning restore CA2100
}
