using Microsoft.Data.Sqlite;

namespace Sapphire.Faults.Tests.Support;

/// <summary>Looks into, and changes, the files of a home whose program does not run.</summary>
internal static class Database
{
    /// <summary><c>ok</c> when the file is whole.</summary>
    public static string Integrity(string path) => Scalar<string>(path, "PRAGMA integrity_check");

    public static T Scalar<T>(string path, string sql)
    {
        using SqliteConnection connection = Open(path);
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return (T)command.ExecuteScalar()!;
    }

    public static int Execute(string path, string sql, params IEnumerable<(string Name, object Value)> parameters)
    {
        using SqliteConnection connection = Open(path);
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        foreach ((string name, object value) in parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }

        return command.ExecuteNonQuery();
    }

    public static SqliteConnection Open(string path)
    {
        SqliteConnection connection = new(new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadWrite, Pooling = false }.ToString());
        connection.Open();
        return connection;
    }
}
