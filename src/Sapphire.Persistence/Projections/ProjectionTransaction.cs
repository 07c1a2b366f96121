using System.Data.Common;

namespace Sapphire.Persistence.Projections;

/// <summary>The open transaction of a page of events.</summary>
public sealed class ProjectionTransaction
{
    // One round trip carries so many statements.
    private const int MaxBatch = 256;
    private readonly Dictionary<string, DbCommand> _prepared;
    private readonly DbTransaction _transaction;
    private DbBatch? _batch;

    /// <param name="connection">Has the transaction open.</param>
    /// <param name="transaction">The transaction.</param>
    /// <param name="dialect">Which SQL the connection speaks.</param>
    /// <param name="prepared">Statements of this connection that were used before.</param>
    /// <param name="cancellationToken">Ends a wait for the server.</param>
    internal ProjectionTransaction(
        DbConnection connection, DbTransaction transaction, SqlDialect dialect, Dictionary<string, DbCommand> prepared, CancellationToken cancellationToken)
    {
        Connection = connection;
        _transaction = transaction;
        Dialect = dialect;
        _prepared = prepared;
        CancellationToken = cancellationToken;
    }

    /// <summary>For reading; call <see cref="FlushAsync"/> before.</summary>
    public DbConnection Connection { get; }

    /// <summary>Which SQL the connection speaks.</summary>
    public SqlDialect Dialect { get; }

    /// <summary>Ends a wait for the server.</summary>
    public CancellationToken CancellationToken { get; }

    /// <summary>Does a statement after those before it; over a network it is sent together with others.</summary>
    /// <param name="sql">With parameters such as <c>@Id</c>.</param>
    /// <param name="parameters">Their names, without @, and values.</param>
    public async ValueTask ExecuteAsync(string sql, params (string Name, object? Value)[] parameters)
    {
        if (!Connection.CanCreateBatch)
        {
            Run(sql, parameters);
            return;
        }

        if (_batch is null)
        {
            _batch = Connection.CreateBatch();
            _batch.Transaction = _transaction;
        }

        DbBatchCommand command = _batch.CreateBatchCommand();
#pragma warning disable CA2100 // The statements are a view's own; what comes from outside is in parameters.
        command.CommandText = sql;
#pragma warning restore CA2100
        foreach ((string name, object? value) in parameters)
        {
            DbParameter parameter = command.CreateParameter();
            parameter.ParameterName = name;
            parameter.Value = value ?? DBNull.Value;
            command.Parameters.Add(parameter);
        }

        _batch.BatchCommands.Add(command);
        if (_batch.BatchCommands.Count >= MaxBatch)
        {
            await FlushAsync();
        }
    }

    /// <summary>Sends what waits to be sent, so that a read sees it.</summary>
    public async Task FlushAsync()
    {
        if (_batch is not { } batch)
        {
            return;
        }

        _batch = null;
        await using (batch)
        {
            await batch.ExecuteNonQueryAsync(CancellationToken);
        }
    }

    private void Run(string sql, (string Name, object? Value)[] parameters)
    {
        if (!_prepared.TryGetValue(sql, out DbCommand? command))
        {
            command = Connection.CreateCommand();
#pragma warning disable CA2100 // As above.
            command.CommandText = sql;
#pragma warning restore CA2100
            foreach ((string name, _) in parameters)
            {
                DbParameter parameter = command.CreateParameter();
                parameter.ParameterName = "@" + name;
                command.Parameters.Add(parameter);
            }

            _prepared.Add(sql, command);
        }

        command.Transaction = _transaction;
        for (int i = 0; i < parameters.Length; i++)
        {
            command.Parameters[i].Value = parameters[i].Value ?? DBNull.Value;
        }

        command.ExecuteNonQuery();
    }
}
