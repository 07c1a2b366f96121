using Microsoft.Data.Sqlite;
using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Sqlite;

namespace Sapphire.Persistence.Tests.Sqlite;

public sealed class SqliteFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string DatabasePath => _folder.File("test.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_systems_library_is_used_where_it_is_there()
    {
        using SqliteConnection connection = SqliteFile.Open(new(DatabasePath));
        bool system = File.Exists("/usr/lib/x86_64-linux-gnu/libsqlite3.so.0") || File.Exists("/usr/lib/aarch64-linux-gnu/libsqlite3.so.0");
        SqliteLibrary.Description.ShouldEndWith(system ? "(the system's)" : "(the bundled one)");
        Scalar(connection, "SELECT sqlite_compileoption_used('ENABLE_FTS5')").ShouldBe(1L);
    }

    [Fact]
    public void A_connection_has_a_write_ahead_log_full_sync_and_foreign_keys()
    {
        using SqliteConnection connection = SqliteFile.Open(new(DatabasePath));
        Scalar(connection, "PRAGMA journal_mode").ShouldBe("wal");
        Scalar(connection, "PRAGMA synchronous").ShouldBe(2L);
        Scalar(connection, "PRAGMA foreign_keys").ShouldBe(1L);
        Scalar(connection, "PRAGMA busy_timeout").ShouldBe(5000L);
        using SqliteConnection normal = SqliteFile.Open(new(DatabasePath) { Synchronous = SqliteSynchronous.Normal });
        Scalar(normal, "PRAGMA synchronous").ShouldBe(1L);
    }

    [Fact]
    public void Files_are_private_to_the_user()
    {
        using SqliteConnection connection = SqliteFile.Open(new(DatabasePath) { Migrations = ["CREATE TABLE t (x)"] });
        foreach (string suffix in new[] { "", "-wal", "-shm" })
        {
            new FileInfo(DatabasePath + suffix).UnixFileMode.ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    [Fact]
    public void Migrations_run_once_and_in_order()
    {
        using (SqliteFile.Open(new(DatabasePath) { ApplicationId = 7, Migrations = ["CREATE TABLE t (x)"] }))
        {
        }

        using SqliteConnection connection = SqliteFile.Open(new(DatabasePath) { ApplicationId = 7, Migrations = ["CREATE TABLE t (x)", "ALTER TABLE t ADD COLUMN y; INSERT INTO t VALUES (1, 2)"] });
        Scalar(connection, "SELECT y FROM t").ShouldBe(2L);
        Scalar(connection, "PRAGMA user_version").ShouldBe(2L);
        Scalar(connection, "PRAGMA application_id").ShouldBe(7L);
    }

    [Fact]
    public void A_failed_migration_leaves_the_file_as_it_was()
    {
        StorageException error = Should.Throw<StorageException>(() => SqliteFile.Open(new(DatabasePath) { Migrations = ["CREATE TABLE t (x)", "CREATE TABLE u (x); CREATE TABLE t (x)"] }));
        error.Message.ShouldContain("already exists");
        using SqliteConnection connection = SqliteFile.Open(new(DatabasePath) { Migrations = ["CREATE TABLE t (x)"] });
        Scalar(connection, "SELECT count(*) FROM sqlite_schema").ShouldBe(1L);
    }

    [Fact]
    public void A_newer_schema_is_refused_with_what_to_do()
    {
        using (SqliteFile.Open(new(DatabasePath) { Migrations = ["CREATE TABLE t (x)", "CREATE TABLE u (x)"] }))
        {
        }

        StorageException error = Should.Throw<StorageException>(() => SqliteFile.Open(new(DatabasePath) { Migrations = ["CREATE TABLE t (x)"] }));
        error.Reason.ShouldBe(StorageReason.NewerVersion);
        error.Message.ShouldContain("schema version 2");
        error.Message.ShouldContain("newer");
    }

    [Fact]
    public void Another_programs_database_and_garbage_are_refused_and_left_alone()
    {
        using (SqliteFile.Open(new(DatabasePath) { ApplicationId = 1, Migrations = ["CREATE TABLE t (x)"] }))
        {
        }

        StorageException other = Should.Throw<StorageException>(() => SqliteJournal.Open(new(DatabasePath)));
        other.Reason.ShouldBe(StorageReason.Corrupt);
        other.Message.ShouldContain("another kind");
        string garbage = _folder.File("garbage.db");
        byte[] bytes = [.. Enumerable.Range(0, 8192).Select(i => (byte)(i * 31))];
        File.WriteAllBytes(garbage, bytes);
        StorageException damaged = Should.Throw<StorageException>(() => SqliteJournal.Open(new(garbage)));
        damaged.Reason.ShouldBe(StorageReason.Corrupt);
        damaged.Message.ShouldContain("backup");
        File.ReadAllBytes(garbage).ShouldBe(bytes);
    }

    [Fact]
    public void A_reader_waits_for_no_writer()
    {
        using SqliteConnection writer = SqliteFile.Open(new(DatabasePath) { Migrations = ["CREATE TABLE t (x); INSERT INTO t VALUES (1)"] });
        using SqliteTransaction transaction = writer.BeginTransaction();
        using SqliteConnection reader = SqliteFile.Open(new(DatabasePath) { ReadOnly = true, Migrations = ["CREATE TABLE t (x); INSERT INTO t VALUES (1)"], BusyTimeout = TimeSpan.Zero });
        Scalar(reader, "SELECT x FROM t").ShouldBe(1L);
        SqliteException refused = Should.Throw<SqliteException>(() => Scalar(reader, "INSERT INTO t VALUES (2)"));
        SqliteErrors.Translate(refused, DatabasePath).Reason.ShouldBe(StorageReason.ReadOnly);
        using SqliteConnection other = SqliteFile.Open(new(DatabasePath) { BusyTimeout = TimeSpan.FromMilliseconds(1), Migrations = ["CREATE TABLE t (x); INSERT INTO t VALUES (1)"] });
        StorageException busy = Should.Throw<StorageException>(() => SqliteFile.Execute(other.Handle!, "BEGIN IMMEDIATE", DatabasePath));
        busy.Reason.ShouldBe(StorageReason.Busy);
    }

    private static object? Scalar(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }
}
