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
        MemoryRow[] saved = await Task.WhenAll(Memory.SaveAsync("the cat is called Mitzi"), other.SaveAsync("The cat is called MITZI"));
        saved[0].Id.ShouldBe(saved[1].Id);
        (await other.SearchAsync("cats", 5)).Single().Text.ToUpperInvariant().ShouldBe("THE CAT IS CALLED MITZI");
    }

    [Fact]
    public async Task A_long_text_can_be_saved()
    {
        string text = string.Join(' ', Enumerable.Range(0, 20_000).Select(static i => $"word{i}"));
        (await Memory.SaveAsync(text)).Text.ShouldBe(text);
        (await Memory.SearchAsync("word19999", 5)).Length.ShouldBe(1);
    }

    [Fact]
    public async Task A_server_that_is_away_is_told_and_later_saves_work()
    {
        await using PostgresServer server = await PostgresServer.StartAsync();
        await using PostgresMemoryDatabase memory = PostgresMemoryDatabase.Open(new(await server.NewDatabaseAsync()), Time);
        await memory.SaveAsync("kept");
        await server.StopAsync();
        (await Should.ThrowAsync<StorageException>(() => memory.SaveAsync("lost"))).Reason.ShouldBe(StorageReason.Io);
        await server.StartAgainAsync();
        await memory.SaveAsync("goes on");
        (await memory.SearchAsync("", 10)).Select(row => row.Text).ShouldBe(["goes on", "kept"], ignoreOrder: true);
    }

    private protected override Task<IMemoryDatabase> OpenAsync() => Task.FromResult<IMemoryDatabase>(PostgresMemoryDatabase.Open(new(_database), Time));
}
