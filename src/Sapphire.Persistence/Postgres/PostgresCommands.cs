using Npgsql;
using NpgsqlTypes;

namespace Sapphire.Persistence.Postgres;

/// <summary>Prepared commands over connections of a pool: each connection keeps those it has prepared.</summary>
internal static class PostgresCommands
{
    public static NpgsqlParameter Text(string value) => new NpgsqlParameter<string> { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Text };

    public static NpgsqlParameter Number(long value) => new NpgsqlParameter<long> { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Bigint };

    public static async Task<NpgsqlCommand> PrepareAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken, params NpgsqlParameter[] parameters)
    {
#pragma warning disable CA2100 // Constants with a schema's name that was checked.
        NpgsqlCommand command = new(sql, connection);
#pragma warning restore CA2100
        command.Parameters.AddRange(parameters);
        await command.PrepareAsync(cancellationToken);
        return command;
    }
}
