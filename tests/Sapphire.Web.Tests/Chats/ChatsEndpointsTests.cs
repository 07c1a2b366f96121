using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sapphire.Actors.Chat;
using Sapphire.Actors.Home;
using Sapphire.Actors.Settings;

namespace Sapphire.Web.Tests.Chats;

/// <summary>The routes of chats outside the hub, over real HTTP.</summary>
public sealed class ChatsEndpointsTests
{
    private const string Chat = """
        {
          "format": "sapphire-chat", "version": 1, "title": "Bread & butter", "createdAt": "2026-01-01T00:00:00Z",
          "settings": { "memoryScope": "kitchen", "speed": 1.5 }, "pinned": false, "archived": false,
          "messages": [
            { "id": "00000000-0000-7000-8000-000000000001", "role": "user", "parts": [ { "type": "text", "text": "How long does bread take?" } ], "status": "completed", "createdAt": "2026-01-01T00:00:00Z" },
            { "id": "00000000-0000-7000-8000-000000000002", "parentId": "00000000-0000-7000-8000-000000000001", "role": "assistant", "parts": [ { "type": "text", "text": "**Forty** minutes." } ], "status": "completed", "createdAt": "2026-01-01T00:00:05Z" },
            { "id": "00000000-0000-7000-8000-000000000003", "parentId": "00000000-0000-7000-8000-000000000001", "role": "assistant", "parts": [ { "type": "text", "text": "An hour." } ], "status": "completed", "createdAt": "2026-01-01T00:00:09Z" }
          ],
          "leaf": "00000000-0000-7000-8000-000000000002"
        }
        """;

    private const string Missing = "01900000-0000-7000-8000-000000000009";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_imported_chat_is_exported_as_it_was_under_a_name_of_its_own()
    {
        await using HomeServer home = await HomeServer.StartAsync();
        JsonElement made = (await home.SendAsync(HttpMethod.Post, "/api/chats/import", Chat)).GetProperty("chats").EnumerateArray().ShouldHaveSingleItem();
        made.GetProperty("title").GetString().ShouldBe("Bread & butter");
        made.GetProperty("messages").GetInt32().ShouldBe(3);
        string id = made.GetProperty("id").GetString()!;

        using HttpResponseMessage file = await home.Owner.GetAsync($"/api/chats/{id}/export");
        file.StatusCode.ShouldBe(HttpStatusCode.OK);
        file.Content.Headers.ContentType!.MediaType.ShouldBe("application/json");
        file.Content.Headers.ContentDisposition!.ToString().ShouldContain("attachment; filename=Bread-butter.json");
        JsonNode exported = JsonNode.Parse(await file.Content.ReadAsStringAsync(Cancel))!;
        exported["format"]!.GetValue<string>().ShouldBe("sapphire-chat");
        exported["settings"]!["memoryScope"]!.GetValue<string>().ShouldBe("kitchen");
        Texts(exported).ShouldBe(["How long does bread take?", "**Forty** minutes.", "An hour."]);
        (await home.SendAsync(HttpMethod.Post, "/api/chats/import", exported.ToJsonString())).GetProperty("chats").GetArrayLength().ShouldBe(1);

        using HttpResponseMessage markdown = await home.Owner.GetAsync($"/api/chats/{id}/export?format=markdown");
        markdown.Content.Headers.ContentType!.ToString().ShouldBe("text/markdown; charset=utf-8");
        markdown.Content.Headers.ContentDisposition!.ToString().ShouldContain("Bread-butter.md");
        (await markdown.Content.ReadAsStringAsync(Cancel)).ShouldSatisfyAllConditions(
            static text => text.ShouldStartWith("# Bread & butter\n"),
            static text => text.ShouldContain("**Forty** minutes."),
            static text => text.ShouldNotContain("An hour."));
    }

    [Fact]
    public async Task An_export_that_cannot_be_is_refused_with_what_to_do()
    {
        await using HomeServer home = await HomeServer.StartAsync();
        string id = await ImportAsync(home);
        (await home.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Get, $"/api/chats/{id}/export?format=pdf")).ShouldContain("format=markdown");
        (await home.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Get, "/api/chats/bread/export")).ShouldContain("UUID");
        (await home.RefusedAsync(HttpStatusCode.NotFound, HttpMethod.Get, $"/api/chats/{Missing}/export")).ShouldContain("no such chat");
    }

    [Fact]
    public async Task Several_chats_are_imported_at_once_and_none_when_one_of_them_is_wrong()
    {
        await using HomeServer home = await HomeServer.StartAsync();
        (await home.SendAsync(HttpMethod.Post, "/api/chats/import", $"[{Chat},{Chat}]")).GetProperty("chats").GetArrayLength().ShouldBe(2);
        (await TitlesAsync(home)).Length.ShouldBe(2);

        (await home.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, "/api/chats/import", $"[{Chat},{Chat.Replace("\"version\": 1", "\"version\": 9", StringComparison.Ordinal)}]")).ShouldSatisfyAllConditions(
            static words => words.ShouldContain("Chat 2 of 2"),
            static words => words.ShouldContain("Nothing was imported"));
        (await home.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, "/api/chats/import", Chat.Replace("\"kitchen\"", "\"My kitchen\"", StringComparison.Ordinal))).ShouldContain("1 to 32 lower-case letters");
        (await home.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, "/api/chats/import", "{\n \"format\": }")).ShouldContain("line 2");
        (await home.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, "/api/chats/import", "")).ShouldContain("no exported chat");
        (await home.RefusedAsync(HttpStatusCode.RequestEntityTooLarge, HttpMethod.Post, "/api/chats/import", new string(' ', (60 << 20) + 1))).ShouldContain("60 MiB");
        (await TitlesAsync(home)).Length.ShouldBe(2);
    }

    [Fact]
    public async Task A_copy_stands_beside_its_chat_under_another_title()
    {
        await using HomeServer home = await HomeServer.StartAsync();
        string id = await ImportAsync(home);
        JsonElement copy = (await home.SendAsync(HttpMethod.Post, $"/api/chats/{id}/duplicate")).GetProperty("chats").EnumerateArray().ShouldHaveSingleItem();
        copy.GetProperty("id").GetString().ShouldNotBe(id);
        copy.GetProperty("title").GetString().ShouldBe("Bread & butter (copy)");
        (await TitlesAsync(home)).ShouldBe(["Bread & butter", "Bread & butter (copy)"]);
        using HttpResponseMessage file = await home.Owner.GetAsync($"/api/chats/{copy.GetProperty("id").GetString()}/export");
        Texts(JsonNode.Parse(await file.Content.ReadAsStringAsync(Cancel))!).ShouldBe(["How long does bread take?", "**Forty** minutes.", "An hour."]);

        // The longest title leaves room for the words behind it.
        string longest = (await home.SendAsync(HttpMethod.Post, "/api/chats/import", Chat.Replace("Bread & butter", new string('t', ChatDecider.MaxTitle), StringComparison.Ordinal))).GetProperty("chats")[0].GetProperty("id").GetString()!;
        (await home.SendAsync(HttpMethod.Post, $"/api/chats/{longest}/duplicate")).GetProperty("chats")[0].GetProperty("title").GetString()!.ShouldSatisfyAllConditions(
            static title => title.Length.ShouldBe(ChatDecider.MaxTitle),
            static title => title.ShouldEndWith("t (copy)"));
        (await home.RefusedAsync(HttpStatusCode.NotFound, HttpMethod.Post, $"/api/chats/{Missing}/duplicate")).ShouldContain("no such chat");
        (await home.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, "/api/chats/bread/duplicate")).ShouldContain("UUID");
    }

    [Fact]
    public async Task Defaults_are_stored_in_the_settings_and_impossible_ones_change_nothing()
    {
        await using HomeServer home = await HomeServer.StartAsync();
        (await home.SendAsync(HttpMethod.Get, "/api/chats/defaults")).GetProperty("settings").GetProperty("memoryScope").ValueKind.ShouldBe(JsonValueKind.Null);

        // A persona is applied to a chat; the home has what it sets, not its name.
        JsonElement stored = await home.SendAsync(HttpMethod.Put, "/api/chats/defaults", """{ "settings": { "memoryScope": "family", "speed": 1.2, "persona": "cook" } }""");
        stored.GetProperty("settings").GetProperty("memoryScope").GetString().ShouldBe("family");
        stored.GetProperty("settings").GetProperty("persona").ValueKind.ShouldBe(JsonValueKind.Null);
        (await File.ReadAllTextAsync(System.IO.Path.Combine(home.Root, "settings.json"), Cancel)).ShouldContain("family");

        (await home.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Put, "/api/chats/defaults", """{ "settings": { "speed": 9 } }""")).ShouldContain("0.5 to 2.5");
        (await home.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Put, "/api/chats/defaults", """{ "settings": { "memoryScope": "No" } }""")).ShouldContain("1 to 32 lower-case letters");
        (await home.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Put, "/api/chats/defaults", """{ "settings": """)).ShouldContain("line 1");
        (await home.RefusedAsync(HttpStatusCode.UnsupportedMediaType, HttpMethod.Put, "/api/chats/defaults")).ShouldContain("JSON");
        home.Get<SettingsStore>().Current.ChatDefaults.ShouldBe(new ChatSettings { MemoryScope = "family", Speed = 1.2 });
        (await home.SendAsync(HttpMethod.Put, "/api/chats/defaults", """{ "settings": null }""")).GetProperty("settings").GetProperty("speed").ValueKind.ShouldBe(JsonValueKind.Null);
        home.Get<SettingsStore>().Current.ChatDefaults.ShouldBe(ChatSettings.None);
    }

    [Fact]
    public async Task Toolsets_are_made_changed_renamed_and_deleted_and_bad_ones_are_refused()
    {
        await using HomeServer home = await HomeServer.StartAsync();
        JsonElement none = await home.SendAsync(HttpMethod.Get, "/api/toolsets");
        none.GetProperty("toolsets").GetArrayLength().ShouldBe(0);
        none.GetProperty("tools").EnumerateArray().Select(static tool => tool.GetString()).ShouldContain("save_memory");

        Sets(await home.SendAsync(HttpMethod.Put, "/api/toolsets/office", """{ "name": "office", "tools": ["get_time"] }""")).ShouldBe(["office: get_time"]);
        Sets(await home.SendAsync(HttpMethod.Put, "/api/toolsets/office", """{ "name": "desk", "tools": ["get_time", "set_timer"] }""")).ShouldBe(["desk: get_time, set_timer"]);
        (await home.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Put, "/api/toolsets/all", """{ "name": "all", "tools": [] }""")).ShouldContain("built in");
        (await home.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Put, "/api/toolsets/new", """{ "name": "new", "tools": ["get time"] }""")).ShouldContain("no name of a tool");
        (await home.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Put, "/api/toolsets/new", """{ "name": "new", "tools": "get_time" }""")).ShouldContain("$.tools");
        await home.SendAsync(HttpMethod.Put, "/api/toolsets/other", """{ "name": "other", "tools": [] }""");
        (await home.RefusedAsync(HttpStatusCode.Conflict, HttpMethod.Put, "/api/toolsets/other", """{ "name": "desk", "tools": [] }""")).ShouldContain("desk");
        Sets(await home.SendAsync(HttpMethod.Delete, "/api/toolsets/other")).ShouldBe(["desk: get_time, set_timer"]);
        (await home.RefusedAsync(HttpStatusCode.NotFound, HttpMethod.Delete, "/api/toolsets/other")).ShouldContain("other");
        (await home.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Delete, "/api/toolsets/all")).ShouldContain("built in");
    }

    [Fact]
    public async Task Only_who_has_logged_in_reads_and_only_their_page_changes()
    {
        await using HomeServer home = await HomeServer.StartAsync();
        string id = await ImportAsync(home);
        await home.IsGuardedAsync(HttpMethod.Get, $"/api/chats/{id}/export");
        await home.IsGuardedAsync(HttpMethod.Get, "/api/chats/defaults");
        await home.IsGuardedAsync(HttpMethod.Get, "/api/toolsets");
        await home.IsGuardedAsync(HttpMethod.Post, "/api/chats/import", Chat);
        await home.IsGuardedAsync(HttpMethod.Post, $"/api/chats/{id}/duplicate");
        await home.IsGuardedAsync(HttpMethod.Put, "/api/chats/defaults", """{ "settings": { "speed": 1.2 } }""");
        await home.IsGuardedAsync(HttpMethod.Put, "/api/toolsets/office", """{ "name": "office", "tools": [] }""");
        await home.IsGuardedAsync(HttpMethod.Delete, "/api/toolsets/office");
        (await TitlesAsync(home)).Length.ShouldBe(1);
        home.Get<SettingsStore>().Current.ChatDefaults.ShouldBe(ChatSettings.None);
    }

    private static async Task<string> ImportAsync(HomeServer home) =>
        (await home.SendAsync(HttpMethod.Post, "/api/chats/import", Chat)).GetProperty("chats")[0].GetProperty("id").GetString()!;

    private static async Task<string[]> TitlesAsync(HomeServer home)
    {
        ChatListView chats = home.Get<ReadModels>().Chats;
        await chats.CatchUpAsync(Cancel);
        return [.. (await chats.ReadAsync(0, Cancel)).Lines.Select(static line => line.Title ?? "").Order(StringComparer.Ordinal)];
    }

    private static string[] Texts(JsonNode file) => [.. file["messages"]!.AsArray().Select(static message => message!["parts"]![0]!["text"]!.GetValue<string>())];

    private static string[] Sets(JsonElement view) => [.. view.GetProperty("toolsets").EnumerateArray()
        .Select(static set => $"{set.GetProperty("name").GetString()}: {string.Join(", ", set.GetProperty("tools").EnumerateArray().Select(static tool => tool.GetString()))}")];
}
