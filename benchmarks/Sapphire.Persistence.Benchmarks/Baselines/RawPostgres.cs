using System.Diagnostics;
using System.Globalization;
using System.Text;
using Npgsql;
using NpgsqlTypes;

namespace Sapphire.Persistence.Benchmarks.Baselines;

/// <summary>
/// PostgreSQL as a careful program without actors would use it: one connection, a multi-row INSERT for each transaction, prepared once
/// for each number of rows, values that are in memory already, into a table of the journal's columns and indexes.
/// </summary>
internal static class RawPostgres
{
    private const string Columns = "created, persistence_id, sequence_number, message, manifest, writer_uuid, encoding, checksum, epoch";

    private static readonly NpgsqlDbType[] Types =
    [
        NpgsqlDbType.Bigint, NpgsqlDbType.Text, NpgsqlDbType.Bigint, NpgsqlDbType.Bytea, NpgsqlDbType.Text, NpgsqlDbType.Text, NpgsqlDbType.Integer, NpgsqlDbType.Bigint, NpgsqlDbType.Bigint,
    ];

    /// <summary>Stores what a journal has stored once more, in transactions of the given sizes.</summary>
    /// <returns>Rows a second.</returns>
    public static async Task<double> RateAsync(string connectionString, List<int> batches)
    {
        await using NpgsqlConnection connection = new(connectionString + ";Pooling=false");
        await connection.OpenAsync();
        await ExecuteAsync(connection, "CREATE SCHEMA raw; CREATE TABLE raw.journal (LIKE sapphire.journal INCLUDING ALL)");
        List<object[]> rows = await RowsAsync(connection);
        Dictionary<int, NpgsqlCommand> inserts = batches.Distinct().ToDictionary(count => count, count => Insert(connection, count));
        GC.Collect();
        GC.WaitForPendingFinalizers();
        int next = 0;
        long start = Stopwatch.GetTimestamp();
        foreach (int batch in batches)
        {
            NpgsqlCommand insert = inserts[batch];
            int parameter = 0;
            for (int i = 0; i < batch; i++)
            {
                foreach (object value in rows[next++]) insert.Parameters[parameter++].Value = value;
            }

            insert.ExecuteNonQuery();
        }

        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        foreach (NpgsqlCommand insert in inserts.Values) await insert.DisposeAsync();
        return next == rows.Count ? next / seconds : throw new InvalidOperationException($"{next} rows in the transactions, {rows.Count} in the journal.");
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
#pragma warning disable CA2100 // Constants.
        await using NpgsqlCommand command = new(sql, connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<List<object[]>> RowsAsync(NpgsqlConnection connection)
    {
        await using NpgsqlCommand command = new($"SELECT {Columns} FROM sapphire.journal ORDER BY ordering", connection);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync();
        List<object[]> rows = [];
        while (await reader.ReadAsync())
        {
            object[] row = new object[Types.Length];
            reader.GetValues(row);
            rows.Add(row);
        }

        return rows;
    }

    private static NpgsqlCommand Insert(NpgsqlConnection connection, int rows)
    {
        StringBuilder sql = new($"INSERT INTO raw.journal ({Columns}) VALUES ");
        NpgsqlCommand command = new() { Connection = connection };
        for (int row = 0; row < rows; row++)
        {
            sql.Append(row == 0 ? "(" : ", (");
            for (int column = 0; column < Types.Length; column++)
            {
                command.Parameters.Add(new() { NpgsqlDbType = Types[column] });
                sql.Append(CultureInfo.InvariantCulture, $"{(column == 0 ? "" : ", ")}${command.Parameters.Count}");
            }

            sql.Append(')');
        }

#pragma warning disable CA2100 // Constants and numbers.
        command.CommandText = sql.ToString();
#pragma warning restore CA2100
        command.Prepare();
        return command;
    }
}
