using Sapphire.Persistence.Memory;
using Sapphire.Persistence.Sqlite;

namespace Sapphire.Persistence.Tests.Memory;

public sealed class MemoryDatabaseTests : MemoryContract
{
    private readonly TemporaryFolder _folder = new();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_locked_file_is_told_and_later_saves_work()
    {
        await SaveAll("kept");
        using Microsoft.Data.Sqlite.SqliteConnection other = SqliteFile.Open(new(_folder.File("memory.db")));
        SqliteFile.Execute(other.Handle!, "BEGIN IMMEDIATE", "");
        StorageException busy = await Should.ThrowAsync<StorageException>(() => Memory.SaveAsync(Scope, "locked out"));
        busy.Reason.ShouldBe(StorageReason.Busy);
        SqliteFile.Execute(other.Handle!, "ROLLBACK", "");
        await Memory.SaveAsync(Scope, "goes on");
        (await Memory.SearchAsync(Scope, "", 10)).Select(row => row.Text).ShouldBe(["goes on", "kept"]);
    }

    [Fact]
    public async Task A_file_of_before_there_were_scopes_keeps_its_memories_in_the_default_scope()
    {
        string path = _folder.File("old.db");
        using (Microsoft.Data.Sqlite.SqliteConnection old = SqliteFile.Open(new(path) { ApplicationId = MemoryDatabase.ApplicationId, Migrations = [MemoryDatabase.FirstSchema] }))
        {
            SqliteFile.Execute(
                old.Handle!,
                "INSERT INTO memories (text, folded, saved_at) VALUES ('I like running', 'I LIKE RUNNING', 1000), ('The last one', 'THE LAST ONE', 2000), ('Gone', 'GONE', 3000); DELETE FROM memories WHERE id = 3",
                path);
        }

        using MemoryDatabase memory = MemoryDatabase.Open(path, Time);
        (await memory.ScopesAsync()).ShouldBe([new(Scope, 2)]);
        (await memory.SearchAsync(Scope, "run", 10)).ShouldBe([new(1, "I like running", DateTimeOffset.FromUnixTimeSeconds(1))]);
        (await memory.SearchAsync(Scope, "", 10)).Select(static row => row.Id).ShouldBe([2, 1]);
        (await memory.SearchAsync(Scope, "gone", 10)).ShouldBeEmpty();

        // Numbers are not used again, the same text is still one, and the indexes of words go on.
        (await memory.SaveAsync(Scope, "New here")).Id.ShouldBe(4);
        (await memory.SaveAsync(Scope, "i like RUNNING")).Id.ShouldBe(1);
        (await memory.SaveAsync("work", "I like running")).Id.ShouldBeGreaterThan(4);
        (await memory.DeleteAsync(Scope, 1)).ShouldBeTrue();
        (await memory.SearchAsync(Scope, "run", 10)).ShouldBeEmpty();
        (await memory.SearchAsync("work", "run", 10)).Length.ShouldBe(1);
        using Microsoft.Data.Sqlite.SqliteConnection check = SqliteFile.Open(new(path));
        SqliteFile.Execute(check.Handle!, "INSERT INTO memory_stems (memory_stems, rank) VALUES ('integrity-check', 1); INSERT INTO memory_words (memory_words, rank) VALUES ('integrity-check', 1)", path);
    }

    private protected override Task<IMemoryDatabase> OpenAsync() => Task.FromResult<IMemoryDatabase>(MemoryDatabase.Open(_folder.File("memory.db"), Time));
}
