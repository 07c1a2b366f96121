using Sapphire.Actors.Chat;
using Sapphire.Actors.Memory;
using Sapphire.Persistence.Memory;

namespace Sapphire.Actors.Tests.Memory;

public sealed class MemoryScopeTests : IDisposable
{
    private readonly string _home = Directory.CreateTempSubdirectory("sapphire-memory-").FullName;

    public void Dispose() => Directory.Delete(_home, recursive: true);

    [Theory]
    [InlineData("default", true)]
    [InlineData("a", true)]
    [InlineData("my_work_2", true)]
    [InlineData("_", true)]
    [InlineData("12345678901234567890123456789012", true)]
    [InlineData("123456789012345678901234567890123", false)]
    [InlineData("none", false)]
    [InlineData("", false)]
    [InlineData("Work", false)]
    [InlineData("my work", false)]
    [InlineData("work\n", false)]
    [InlineData("wörk", false)]
    [InlineData("a-b", false)]
    public async Task A_scope_is_called_by_lower_case_letters_digits_and_underscores(string name, bool good)
    {
        await using MemoryDatabase database = MemoryDatabase.Open(Path.Combine(_home, "memory.db"), TimeProvider.System);
        MemoryStore store = new(database);
        MemoryScope.IsName(name).ShouldBe(good);
        (new ChatSettings { MemoryScope = name }.Problem() is null).ShouldBe(good || name == MemoryScope.None);
        if (good)
        {
            store.In(name).ShouldNotBeNull();
            await store.CreateScopeAsync(name, TestContext.Current.CancellationToken);
            return;
        }

        Should.Throw<ArgumentException>(() => store.In(name)).Message.ShouldContain(MemoryScope.NameRule);
        await Should.ThrowAsync<ArgumentException>(async () => await store.CreateScopeAsync(name, TestContext.Current.CancellationToken));
        await Should.ThrowAsync<ArgumentException>(async () => await store.DeleteScopeAsync(name, withMemories: true, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task The_store_keeps_scopes_apart_counts_them_and_deletes_them()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        await using MemoryDatabase database = MemoryDatabase.Open(Path.Combine(_home, "memory.db"), TimeProvider.System);
        MemoryStore store = new(database);
        MemoryEntry entry = await store.In("work").SaveAsync("The door code is 4312", cancel);
        (await store.In("home").SearchAsync("door", 5, cancel)).ShouldBeEmpty();
        (await store.In("home").DeleteAsync(entry.Id, cancel)).ShouldBeFalse();
        (await store.In("work").SearchAsync("door", 5, cancel)).ShouldBe([entry]);
        (await store.ScopesAsync(cancel)).ShouldBe([new MemoryScope("default", 0), new MemoryScope("work", 1)]);
        (await store.DeleteScopeAsync("work", withMemories: false, cancel)).ShouldBe(1);
        (await store.In("work").SearchAsync("door", 5, cancel)).ShouldBe([entry]);
        (await store.DeleteScopeAsync("work", withMemories: true, cancel)).ShouldBe(1);
        (await store.DeleteScopeAsync("home", withMemories: true, cancel)).ShouldBeNull();
    }
}
