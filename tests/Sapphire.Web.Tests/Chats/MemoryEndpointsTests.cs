using System.Net;
using System.Text.Json;
using Sapphire.Actors.Memory;

namespace Sapphire.Web.Tests.Chats;

/// <summary>The routes of memory scopes, over real HTTP.</summary>
public sealed class MemoryEndpointsTests
{
    private const string Path = "/api/memory/scopes";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Scopes_are_listed_with_their_memories_made_and_deleted()
    {
        await using HomeServer home = await HomeServer.StartAsync();
        Names(await home.SendAsync(HttpMethod.Get, Path)).ShouldBe(["default 0"]);

        JsonElement made = await home.SendAsync(HttpMethod.Post, Path, """{ "name": "work" }""", HttpStatusCode.Created);
        made.GetProperty("created").GetString().ShouldBe("work");
        Names(made).ShouldBe(["default 0", "work 0"]);
        (await home.RefusedAsync(HttpStatusCode.Conflict, HttpMethod.Post, Path, """{ "name": "work" }""")).ShouldContain("'work' already");
        await home.Get<IMemoryStore>().In("garden").SaveAsync("The shed is open.", Cancel);
        Names(await home.SendAsync(HttpMethod.Get, Path)).ShouldBe(["default 0", "garden 1", "work 0"]);
        Names(await home.SendAsync(HttpMethod.Delete, Path + "/work")).ShouldBe(["default 0", "garden 1"]);
        (await home.RefusedAsync(HttpStatusCode.NotFound, HttpMethod.Delete, Path + "/work")).ShouldContain("no memory scope 'work'");
    }

    [Fact]
    public async Task A_scope_with_memories_is_deleted_only_when_that_is_confirmed()
    {
        await using HomeServer home = await HomeServer.StartAsync();
        IScopedMemory garden = home.Get<IMemoryStore>().In("garden");
        await garden.SaveAsync("The shed is open.", Cancel);
        (await home.RefusedAsync(HttpStatusCode.Conflict, HttpMethod.Delete, Path + "/garden")).ShouldSatisfyAllConditions(
            static words => words.ShouldContain("holds 1 memory."),
            static words => words.ShouldContain("confirm=true"));
        await garden.SaveAsync("The tap drips.", Cancel);
        (await home.RefusedAsync(HttpStatusCode.Conflict, HttpMethod.Delete, Path + "/garden?confirm=false")).ShouldContain("holds 2 memories.");
        (await garden.SearchAsync("", 9, Cancel)).Count.ShouldBe(2);

        Names(await home.SendAsync(HttpMethod.Delete, Path + "/garden?confirm=true")).ShouldBe(["default 0"]);
        (await garden.SearchAsync("", 9, Cancel)).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_no_name_of_a_scope_is_refused_with_the_rule()
    {
        await using HomeServer home = await HomeServer.StartAsync();
        foreach (string body in (string[])["""{ "name": "My Work" }""", """{ "name": "" }""", "{}", $$"""{ "name": "{{new string('a', 33)}}" }"""])
        {
            (await home.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, Path, body)).ShouldContain("1 to 32 lower-case letters", customMessage: body);
        }

        (await home.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, Path, """{ "name": "none" }""")).ShouldContain("remembers nothing");
        (await home.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, Path, """{ "name": 7 }""")).ShouldContain("line 1");
        (await home.RefusedAsync(HttpStatusCode.UnsupportedMediaType, HttpMethod.Post, Path)).ShouldContain("JSON");
        (await home.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Delete, Path + "/My%20Work?confirm=true")).ShouldContain("1 to 32 lower-case letters");
        (await home.RefusedAsync(HttpStatusCode.Conflict, HttpMethod.Delete, Path + "/default?confirm=true")).ShouldContain("always there");
        Names(await home.SendAsync(HttpMethod.Get, Path)).ShouldBe(["default 0"]);
    }

    [Fact]
    public async Task Only_who_has_logged_in_sees_scopes_and_only_their_page_changes_them()
    {
        await using HomeServer home = await HomeServer.StartAsync();
        await home.IsGuardedAsync(HttpMethod.Get, Path);
        await home.IsGuardedAsync(HttpMethod.Post, Path, """{ "name": "work" }""");
        await home.IsGuardedAsync(HttpMethod.Delete, Path + "/work?confirm=true");
        Names(await home.SendAsync(HttpMethod.Get, Path)).ShouldBe(["default 0"]);
    }

    private static string[] Names(JsonElement view) =>
        [.. view.GetProperty("scopes").EnumerateArray().Select(static scope => FormattableString.Invariant($"{scope.GetProperty("name").GetString()} {scope.GetProperty("count").GetInt32()}"))];
}
