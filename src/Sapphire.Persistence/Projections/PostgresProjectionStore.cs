using System.Collections.Immutable;
using System.Data;
using System.Data.Common;
using System.Globalization;
using Dapper;
using Npgsql;
using Sapphire.Persistence.Postgres;
using Sapphire.Persistence.Sqlite;

namespace Sapphire.Persistence.Projections;

/// <summary>
/// Views in PostgreSQL: a schema for each generation, and one table of all generations with their offsets. Of several programs that
/// follow with one view, whoever locks its row first applies a page; the others find that the offset has moved and read on from there.
/// </summary>
public sealed class PostgresProjectionStore : IProjectionStore
{
    // Three views that follow, their rebuilds, and those who ask.
    private const int MaxConnections = 20;
    private readonly NpgsqlDataSource _source;
    private readonly string _name;
    private readonly string _schema;
    private readonly bool _ownsSource;
    private readonly bool _readOnly;
    private readonly SemaphoreSlim _preparing = new(1, 1);
    private volatile bool _prepared;

    /// <summary>Keeps the views in a database.</summary>
    /// <param name="source">The database; stays the caller's.</param>
    /// <param name="schema">Where the table of generations is, and what the schemas of generations begin with; made when missing.</param>
    public PostgresProjectionStore(NpgsqlDataSource source, string schema = "sapphire")
        : this(source, schema, "the database", ownsSource: false, readOnly: false)
    {
    }

    private PostgresProjectionStore(NpgsqlDataSource source, string schema, string name, bool ownsSource, bool readOnly)
    {
        if (schema.Length is 0 or > 40 || schema.AsSpan().ContainsAnyExcept(ProjectionDefinition.NameCharacters))
        {
            throw new ArgumentException($"'{schema}' is no name of a schema here: use at most 40 lower-case letters, digits and '_'.", nameof(schema));
        }

        _source = source;
        _schema = schema;
        _name = name;
        _ownsSource = ownsSource;
        _readOnly = readOnly;
    }

    /// <summary>Keeps the views in the database of a journal; connects when it is first used.</summary>
    /// <exception cref="StorageException">Io: the connection string or the schema's name cannot be used.</exception>
    /// <param name="options">Which database and schema.</param>
    /// <param name="readOnly">Makes no tables: views that are not there are none.</param>
    public static PostgresProjectionStore Open(PostgresJournalOptions options, bool readOnly = false)
    {
        PostgresTarget target = new(options);
        NpgsqlConnectionStringBuilder builder = new(target.Pooled) { MaxPoolSize = MaxConnections };
        return new(NpgsqlDataSource.Create(builder), options.Schema, target.Name, ownsSource: true, readOnly);
    }

    /// <inheritdoc/>
    public SqlDialect Dialect => SqlDialect.Postgres;

    /// <inheritdoc/>
    public Task<ImmutableArray<ProjectionGeneration>> FindAsync(string name, CancellationToken cancellationToken) => RunAsync(
        async connection =>
        {
            if (_readOnly && await connection.ExecuteScalarAsync<bool>(new($"SELECT to_regclass('{_schema}.projections_parked') IS NULL", cancellationToken: cancellationToken)))
            {
                return [];
            }

            IEnumerable<Row> rows = await connection.QueryAsync<Row>(new(
                $"""
                SELECT generation AS Generation, version AS Version, ready AS Ready, reached AS Reached, last_id AS LastId, last_nr AS LastNr,
                    (SELECT count(*) FROM {_schema}.projections_parked k WHERE k.name = p.name AND k.generation = p.generation) AS Parked,
                    ARRAY(SELECT DISTINCT manifest FROM {_schema}.projections_parked k WHERE k.name = p.name AND k.generation = p.generation AND k.unknown) AS Manifests
                FROM {_schema}.projections p WHERE name = @name ORDER BY generation
                """,
                new { name },
                cancellationToken: cancellationToken));
            return rows.Select(row => new ProjectionGeneration(name, row.Generation, (int)row.Version, row.Ready, row.Reached)
            {
                LastPersistenceId = row.LastId,
                LastSequenceNr = row.LastNr,
                Parked = row.Parked,
                UnknownManifests = [.. row.Manifests],
            }).ToImmutableArray();
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<ProjectionGeneration> BeginAsync(ProjectionDefinition definition, long? joinAfter, CancellationToken cancellationToken) => RunAsync(
        async connection =>
        {
            await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken);

            // Two programs that start at once must not both build.
            await connection.ExecuteAsync($"LOCK TABLE {_schema}.projections IN SHARE ROW EXCLUSIVE MODE", transaction: transaction);
            IReadOnlyList<Row> rows =
            [
                .. await connection.QueryAsync<Row>(
                    $"SELECT generation AS Generation, version AS Version, ready AS Ready, reached AS Reached, last_id AS LastId, last_nr AS LastNr FROM {_schema}.projections WHERE name = @Name ORDER BY generation",
                    new { definition.Name },
                    transaction),
            ];
            if (joinAfter is not null && rows.LastOrDefault(row => row.Version == definition.Version && row.Generation > joinAfter) is { } begun)
            {
                return new ProjectionGeneration(definition.Name, begun.Generation, definition.Version, begun.Ready, begun.Reached) { LastPersistenceId = begun.LastId, LastSequenceNr = begun.LastNr };
            }

            ProjectionGeneration generation = new(definition.Name, rows.Select(row => row.Generation).LastOrDefault() + 1, definition.Version, Ready: false, 0);
            string schema = SchemaOf(generation);
            await connection.ExecuteAsync(
                $"DROP SCHEMA IF EXISTS {schema} CASCADE; CREATE SCHEMA {schema}; SET LOCAL search_path TO {schema}; {definition.Schema(Dialect)}", transaction: transaction);
            await connection.ExecuteAsync(
                $"INSERT INTO {_schema}.projections (name, generation, version, ready, reached, last_id, last_nr) VALUES (@Name, @Number, @Version, false, 0, '', 0)", generation, transaction);
            await transaction.CommitAsync(cancellationToken);
            return generation;
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<long> ApplyAsync(ProjectionGeneration generation, ProjectionStep step, Func<ProjectionTransaction, Task> apply, CancellationToken cancellationToken) => RunAsync(
        async connection =>
        {
            await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken);
            long? reached = await connection.QuerySingleOrDefaultAsync<long?>(new(
                $"SELECT reached FROM {_schema}.projections WHERE name = @Name AND generation = @Number FOR UPDATE", generation, transaction, cancellationToken: cancellationToken));
            if (reached is null)
            {
                throw new ProjectionGoneException(generation);
            }

            if (reached != step.From)
            {
                return reached.Value;
            }

            // Only for this transaction: the connection goes back to the pool.
            await connection.ExecuteAsync($"SET LOCAL search_path TO {SchemaOf(generation)}", transaction: transaction);
            await apply(new(connection, transaction, Dialect, [], cancellationToken));
            await connection.ExecuteAsync(new(
                $"UPDATE {_schema}.projections SET reached = @To, last_id = @PersistenceId, last_nr = @SequenceNr WHERE name = @Name AND generation = @Number",
                new { generation.Name, generation.Number, step.To, step.PersistenceId, step.SequenceNr },
                transaction,
                cancellationToken: cancellationToken));
            foreach (ParkedEvent parked in step.Parked)
            {
                await connection.ExecuteAsync(
                    $"""
                    INSERT INTO {_schema}.projections_parked (name, generation, ordering, persistence_id, sequence_number, manifest, reason, unknown)
                    VALUES (@Name, @Number, @Ordering, @PersistenceId, @SequenceNr, @Manifest, @Reason, @Unknown) ON CONFLICT DO NOTHING
                    """,
                    new { generation.Name, generation.Number, parked.Ordering, parked.PersistenceId, parked.SequenceNr, parked.Manifest, parked.Reason, parked.Unknown },
                    transaction);
            }

            await transaction.CommitAsync(cancellationToken);
            return step.To;
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task SwitchAsync(ProjectionGeneration generation, CancellationToken cancellationToken) => RunAsync(
        connection => connection.ExecuteAsync(new(
            $"UPDATE {_schema}.projections SET ready = true WHERE name = @Name AND generation = @Number", generation, cancellationToken: cancellationToken)),
        cancellationToken);

    /// <inheritdoc/>
    public Task DropAsync(ProjectionGeneration generation, CancellationToken cancellationToken) => RunAsync(
        async connection =>
        {
            await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken);
            await connection.ExecuteAsync(new(
                $"""
                DELETE FROM {_schema}.projections WHERE name = @Name AND generation = @Number;
                DELETE FROM {_schema}.projections_parked WHERE name = @Name AND generation = @Number;
                DROP SCHEMA IF EXISTS {SchemaOf(generation)} CASCADE;
                """,
                generation,
                transaction,
                cancellationToken: cancellationToken));
            await transaction.CommitAsync(cancellationToken);
            return true;
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<T> QueryAsync<T>(ProjectionGeneration generation, Func<DbConnection, Task<T>> query, CancellationToken cancellationToken) => RunAsync(
        async connection =>
        {
            try
            {
                await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
                await connection.ExecuteAsync($"SET TRANSACTION READ ONLY; SET LOCAL search_path TO {SchemaOf(generation)}", transaction: transaction);
                return await query(connection);
            }
            catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName)
            {
                throw new ProjectionGoneException(generation, e);
            }
        },
        cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _preparing.Dispose();
        if (_ownsSource)
        {
            await _source.DisposeAsync();
        }
    }

    private string SchemaOf(ProjectionGeneration generation) => string.Create(CultureInfo.InvariantCulture, $"{_schema}_{generation.Name}_{generation.Number}");

    private async Task<T> RunAsync<T>(Func<NpgsqlConnection, Task<T>> run, CancellationToken cancellationToken)
    {
        try
        {
            await using NpgsqlConnection connection = await _source.OpenConnectionAsync(cancellationToken);
            await PrepareAsync(connection, cancellationToken);
            return await run(connection);
        }
        catch (Exception e) when ((e is NpgsqlException || PostgresErrors.IsConnectionLost(e)) && !PostgresErrors.IsOfTheData(e))
        {
            throw PostgresErrors.Translate(e, _name);
        }
    }

    private async Task PrepareAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        if (_prepared || _readOnly)
        {
            return;
        }

        await _preparing.WaitAsync(cancellationToken);
        try
        {
            if (_prepared)
            {
                return;
            }

            // IF NOT EXISTS alone fails when two programs begin at once.
            await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken);
            await connection.ExecuteAsync(new(
                $"""
                SELECT pg_advisory_xact_lock(hashtext('sapphire views'));
                CREATE SCHEMA IF NOT EXISTS {_schema};
                CREATE TABLE IF NOT EXISTS {_schema}.projections (
                    name       text    NOT NULL,
                    generation bigint  NOT NULL,
                    version    bigint  NOT NULL,
                    ready      boolean NOT NULL,
                    reached    bigint  NOT NULL,
                    last_id    text    NOT NULL,
                    last_nr    bigint  NOT NULL,
                    PRIMARY KEY (name, generation)
                );
                CREATE TABLE IF NOT EXISTS {_schema}.projections_parked (
                    name            text    NOT NULL,
                    generation      bigint  NOT NULL,
                    ordering        bigint  NOT NULL,
                    persistence_id  text    NOT NULL,
                    sequence_number bigint  NOT NULL,
                    manifest        text    NOT NULL,
                    reason          text    NOT NULL,
                    unknown         boolean NOT NULL,
                    PRIMARY KEY (name, generation, ordering)
                );
                """,
                transaction: transaction,
                cancellationToken: cancellationToken));
            await transaction.CommitAsync(cancellationToken);
            _prepared = true;
        }
        finally
        {
            _preparing.Release();
        }
    }

    // Dapper fills it by column name; those that a query leaves out keep their default.
    private sealed record Row
    {
        public long Generation { get; init; }

        public long Version { get; init; }

        public bool Ready { get; init; }

        public long Reached { get; init; }

        public string LastId { get; init; } = "";

        public long LastNr { get; init; }

        public long Parked { get; init; }

        public string[] Manifests { get; init; } = [];
    }
}
