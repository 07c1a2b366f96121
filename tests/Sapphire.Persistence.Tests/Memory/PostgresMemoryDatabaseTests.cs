using Npgsql;
using Sapphire.Persistence.Memory;
using Sapphire.Persistence.Sqlite;
using Sapphire.Postgres.TestKit;

namespace Sapphire.Persistence.Tests.Memory;

public sealed class PostgresMemoryDatabaseTests : MemoryContract
{
    private string _database = "";

    public override async ValueTask InitializeAsync()
    {
        _database = await (await PostgresServer.SharedAsync()).NewDatabaseAsync();
        await base.InitializeAsync();
    }

    [Fact]
    public async Task Nodes_remember_the_same_things()
    {
        await using IMemoryDatabase other = await OpenAsync();
        MemoryRow[] saved = await Task.WhenAll(Memory.SaveAsync(Scope, "the cat is called Mitzi"), other.SaveAsync(Scope, "The cat is called MITZI"));
        saved[0].Id.ShouldBe(saved[1].Id);
        (await other.SearchAsync(Scope, "cats", 5)).Single().Text.ToUpperInvariant().ShouldBe("THE CAT IS CALLED MITZI");
    }

    [Fact]
    public async Task Nodes_have_the_same_scopes()
    {
        await using IMemoryDatabase other = await OpenAsync();
        bool[] made = await Task.WhenAll(Memory.CreateScopeAsync("work"), other.CreateScopeAsync("work"));
        made.Count(static one => one).ShouldBe(1);
        await Task.WhenAll(Memory.SaveAsync("work", "The printer is upstairs"), other.SaveAsync("garden", "The printer is in the shed"));
        (await other.SearchAsync("work", "printer", 5)).Single().Text.ShouldBe("The printer is upstairs");
        (await Memory.SearchAsync("garden", "printer", 5)).Single().Text.ShouldBe("The printer is in the shed");
        (await other.DeleteScopeAsync("garden", withMemories: true)).ShouldBe(1);
        (await Memory.ScopesAsync()).ShouldBe([new(Scope, 0), new("work", 1)]);
    }

    [Fact]
    public async Task A_table_of_before_there_were_scopes_keeps_its_memories_in_the_default_scope_and_older_nodes_can_save()
    {
        await using NpgsqlDataSource old = NpgsqlDataSource.Create(await (await PostgresServer.SharedAsync()).NewDatabaseAsync());
        await ExecuteAsync(
            old,
            """
            CREATE SCHEMA sapphire;
            CREATE TABLE sapphire.memories (
                id       bigint   GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                text     text     NOT NULL,
                folded   bytea    NOT NULL,
                words    tsvector NOT NULL,
                saved_at bigint   NOT NULL
            );
            CREATE UNIQUE INDEX memories_folded ON sapphire.memories (folded);
            CREATE INDEX memories_by_time ON sapphire.memories (saved_at DESC, id DESC);
            CREATE INDEX memories_by_word ON sapphire.memories USING gin (words);
            """);
        await SaveAsBeforeAsync("I like running");
        await using PostgresMemoryDatabase memory = PostgresMemoryDatabase.Open(new(old.ConnectionString), Time);
        (await memory.ScopesAsync()).ShouldBe([new(Scope, 1)]);
        (await memory.SearchAsync(Scope, "run", 5)).Single().Id.ShouldBe(1);
        (await memory.SaveAsync(Scope, "i like RUNNING")).Id.ShouldBe(1);
        (await memory.SaveAsync("work", "I like running")).Id.ShouldNotBe(1);
        await SaveAsBeforeAsync("I like running");
        await SaveAsBeforeAsync("I like tea");
        (await memory.SearchAsync(Scope, "", 5)).Length.ShouldBe(2);
        (await memory.SearchAsync("work", "", 5)).Length.ShouldBe(1);

        Task SaveAsBeforeAsync(string text) => ExecuteAsync(
            old,
            $"""
            INSERT INTO sapphire.memories (text, folded, words, saved_at) VALUES ('{text}', sha256(upper('{text}')::bytea), to_tsvector('simple', '{text}') || to_tsvector('english', '{text}'), 1000)
            ON CONFLICT (folded) DO UPDATE SET saved_at = excluded.saved_at
            """);
    }

    [Fact]
    public async Task A_long_text_can_be_saved()
    {
        string text = string.Join(' ', Enumerable.Range(0, 20_000).Select(static i => $"word{i}"));
        (await Memory.SaveAsync(Scope, text)).Text.ShouldBe(text);
        (await Memory.SearchAsync(Scope, "word19999", 5)).Length.ShouldBe(1);
    }

    [Fact]
    public async Task A_server_that_is_away_is_told_and_later_saves_work()
    {
        await using PostgresServer server = await PostgresServer.StartAsync();
        await using PostgresMemoryDatabase memory = PostgresMemoryDatabase.Open(new(await server.NewDatabaseAsync()), Time);
        await memory.SaveAsync(Scope, "kept");
        await server.StopAsync();
        (await Should.ThrowAsync<StorageException>(() => memory.SaveAsync(Scope, "lost"))).Reason.ShouldBe(StorageReason.Io);
        await server.StartAgainAsync();
        await memory.SaveAsync(Scope, "goes on");
        (await memory.SearchAsync(Scope, "", 10)).Select(row => row.Text).ShouldBe(["goes on", "kept"], ignoreOrder: true);
    }

    private static async Task ExecuteAsync(NpgsqlDataSource source, string sql)
    {
#pragma warning disable CA2100 // Texts of the test.
        await using NpgsqlCommand command = source.CreateCommand(sql);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }

    private protected override Task<IMemoryDatabase> OpenAsync() => Task.FromResult<IMemoryDatabase>(PostgresMemoryDatabase.Open(new(_database), Time));
}
