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
        StorageException busy = await Should.ThrowAsync<StorageException>(() => Memory.SaveAsync("locked out"));
        busy.Reason.ShouldBe(StorageReason.Busy);
        SqliteFile.Execute(other.Handle!, "ROLLBACK", "");
        await Memory.SaveAsync("goes on");
        (await Memory.SearchAsync("", 10)).Select(row => row.Text).ShouldBe(["goes on", "kept"]);
    }

    private protected override Task<IMemoryDatabase> OpenAsync() => Task.FromResult<IMemoryDatabase>(MemoryDatabase.Open(_folder.File("memory.db"), Time));
}
