using SQLitePCL;

namespace Sapphire.Persistence.Sqlite;

/// <summary>
/// A prepared statement on the native interface: the journal's hot paths bind and step without a command, a reader and boxed
/// parameters for each row. Columns and parameters count as SQLite's do: columns from 0, parameters from 1.
/// </summary>
internal sealed class SqliteStatement : IDisposable
{
    private readonly sqlite3 _database;
    private readonly string _path;
    private readonly sqlite3_stmt _statement;

    public SqliteStatement(sqlite3 database, string sql, string path)
    {
        _database = database;
        _path = path;
        SqliteErrors.Check(raw.sqlite3_prepare_v2(database, sql, out _statement), database, path);
    }

    public SqliteStatement Bind(int parameter, long value)
    {
        SqliteErrors.Check(raw.sqlite3_bind_int64(_statement, parameter, value), _database, _path);
        return this;
    }

    public SqliteStatement BindText(int parameter, ReadOnlySpan<byte> utf8)
    {
        SqliteErrors.Check(raw.sqlite3_bind_text(_statement, parameter, utf8), _database, _path);
        return this;
    }

    public SqliteStatement BindText(int parameter, string text)
    {
        SqliteErrors.Check(raw.sqlite3_bind_text(_statement, parameter, text), _database, _path);
        return this;
    }

    public SqliteStatement BindBlob(int parameter, ReadOnlySpan<byte> value)
    {
        SqliteErrors.Check(
            value.IsEmpty ? raw.sqlite3_bind_zeroblob(_statement, parameter, 0) : raw.sqlite3_bind_blob(_statement, parameter, value),
            _database,
            _path);
        return this;
    }

    /// <summary>Runs to the next row: true when there is one, false at the end.</summary>
    /// <exception cref="StorageException">SQLite failed; the statement is reset.</exception>
    public bool Step()
    {
        int result = raw.sqlite3_step(_statement);
        switch (result)
        {
            case raw.SQLITE_ROW:
                return true;
            case raw.SQLITE_DONE:
                return false;
            default:
                StorageException error = SqliteErrors.Last(_database, _path);
                Reset();
                throw error;
        }
    }

    /// <summary>Runs to the end and resets.</summary>
    public void Run()
    {
        while (Step())
        {
        }

        Reset();
    }

    /// <summary>Ends the statement's read transaction and makes it usable again; bindings stay.</summary>
    public void Reset() => _ = raw.sqlite3_reset(_statement);

    public bool IsNull(int column) => raw.sqlite3_column_type(_statement, column) == raw.SQLITE_NULL;

    public long Int64(int column) => raw.sqlite3_column_int64(_statement, column);

    /// <summary>Valid until the next step or reset.</summary>
    public ReadOnlySpan<byte> Blob(int column) => raw.sqlite3_column_blob(_statement, column);

    public string Text(int column) => raw.sqlite3_column_text(_statement, column).utf8_to_string();

    public void Dispose() => _statement.Dispose();
}
