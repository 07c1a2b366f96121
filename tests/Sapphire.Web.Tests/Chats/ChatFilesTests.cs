using System.Net;
using System.Text;
using System.Text.Json;
using Sapphire.Actors.Chat;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Ids;
using Sapphire.Web.Contracts;
using Sapphire.Web.Json;
using Sapphire.Web.TestKit;
using Sapphire.Web.Tests.Support;

namespace Sapphire.Web.Tests.Chats;

/// <summary>Files of chats, toolsets and messages with pictures, over real connections.</summary>
public sealed class ChatFilesTests : IAsyncLifetime
{
    private const string Message = """{"id":"00000000-0000-7000-8000-00000000000ID","role":"user","parts":[{"type":"text","text":"Hello"}],"status":"completed","createdAt":"2026-01-01T00:00:00Z"}""";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly TemporaryHome _home = new();
    private TestServer _server = null!;
    private Visitor _visitor = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await TestServer.StartAsync(_home);
        _visitor = await _server.LoggedInAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _visitor.Dispose();
        await _server.DisposeAsync();
        _home.Dispose();
    }

    [Fact]
    public async Task A_file_of_chats_is_imported_exported_and_duplicated()
    {
        JsonElement made = await JsonAsync(await ImportAsync($"[{File(Message.Replace("ID", "1", StringComparison.Ordinal))},{File(Message.Replace("ID", "1", StringComparison.Ordinal))}]"), HttpStatusCode.OK);

        JsonElement[] chats = [.. made.GetProperty("chats").EnumerateArray()];
        chats.Length.ShouldBe(2);
        string id = chats[0].GetProperty("id").GetString()!;
        using HttpResponseMessage exported = await _visitor.GetAsync($"/api/chats/{id}/export");
        exported.Content.Headers.ContentDisposition!.FileName.ShouldNotBeNull().ShouldContain("Tea");
        JsonElement file = await JsonAsync(exported, HttpStatusCode.OK);
        file.GetProperty("messages")[0].GetProperty("parts")[0].GetProperty("text").GetString().ShouldBe("Hello");
        JsonElement copy = await JsonAsync(await _visitor.SendAsync(HttpMethod.Post, $"/api/chats/{id}/duplicate", null), HttpStatusCode.OK);
        copy.GetProperty("chats")[0].GetProperty("title").GetString().ShouldBe("Tea (copy)");
    }

    [Fact]
    public async Task Of_a_file_with_a_chat_that_cannot_be_stored_nothing_is_imported()
    {
        // Only the chat itself notices that such a title has nothing in it.
        string broken = File(Message.Replace("ID", "1", StringComparison.Ordinal)).Replace("\"Tea\"", "\"\\u0007\"", StringComparison.Ordinal);

        (await RefusedAsync(HttpStatusCode.BadRequest, $"[{File("")},{broken}]")).ShouldContain("title");

        await JsonAsync(await ImportAsync(File("").Replace("Tea", "Later", StringComparison.Ordinal)), HttpStatusCode.OK);
        await using HubClient hub = await HubClient.ConnectAsync(_visitor.Address, _visitor.Cookies);
        string[] titles = [];
        await Eventually.TrueAsync(async () => (titles = await TitlesAsync(hub)).Contains("Later"), "the chat is in the list");
        titles.ShouldBe(["Later"]);
    }

    [Theory]
    [InlineData("""{"id":"00000000-0000-7000-8000-000000000001","role":"user","parts":[{"type":"text"}],"status":"completed","createdAt":"2026-01-01T00:00:00Z"}""")]
    [InlineData("""{"id":"00000000-0000-7000-8000-000000000001","role":7,"parts":[],"status":"completed","createdAt":"2026-01-01T00:00:00Z"}""")]
    [InlineData("""{"id":"00000000-0000-7000-8000-000000000001","role":"user","parts":[null],"status":"completed","createdAt":"2026-01-01T00:00:00Z"}""")]
    [InlineData("""{"id":"00000000-0000-7000-8000-000000000001","role":"user","parts":[{"type":"text","text":"\ud800"}],"status":"completed","createdAt":"2026-01-01T00:00:00Z"}""")]
    [InlineData("""{"id":"00000000-0000-7000-8000-000000000001","role":"user","parts":[{"type":"gone","text":"x"}],"status":"completed","createdAt":"2026-01-01T00:00:00Z"}""")]
    [InlineData("""{"id":"00000000-0000-7000-8000-000000000001","parentId":"00000000-0000-7000-8000-000000000001","role":"user","parts":[],"status":"completed","createdAt":"2026-01-01T00:00:00Z"}""")]
    [InlineData("""{"id":"x","role":"user","parts":[],"status":"completed","createdAt":"2026-01-01T00:00:00Z"}""")]
    [InlineData("""{"id":"00000000-0000-7000-8000-000000000001","role":"user","parts":[],"status":"completed","createdAt":"yesterday"}""")]
    [InlineData("""{"id":"00000000-0000-7000-8000-000000000001","role":"user","parts":[],"status":"completed","createdAt":"2026-01-01T00:00:00Z","usage":{"inputTokens":NaN}}""")]
    [InlineData("""{"id":"00000000-0000-7000-8000-000000000001","role":"user","parts":[],"status":"completed","createdAt":"2026-01-01T00:00:00Z","usage":{"costUsd":1e400}}""")]
    [InlineData("null")]
    [InlineData("[[[[")]
    public async Task A_hostile_file_is_refused_with_what_is_wrong(string message) => (await RefusedAsync(HttpStatusCode.BadRequest, File(message))).ShouldNotBeEmpty();

    [Fact]
    public async Task A_file_that_is_nested_too_deep_or_too_long_is_refused()
    {
        (await RefusedAsync(HttpStatusCode.BadRequest, new string('[', 200_000))).ShouldContain("no exported chat");
        (await RefusedAsync(HttpStatusCode.RequestEntityTooLarge, new string(' ', 61 << 20))).ShouldContain("60 MiB");
    }

    [Fact]
    public async Task A_toolset_with_a_tool_without_a_name_is_refused()
    {
        using HttpResponseMessage refused = await _visitor.SendAsync(HttpMethod.Put, "/api/toolsets/mine", Json("""{"name":"mine","tools":[null]}"""));
        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("GET", "/api/chats/defaults")]
    [InlineData("GET", "/api/chats/00000000-0000-7000-8000-000000000001/export")]
    [InlineData("POST", "/api/chats/00000000-0000-7000-8000-000000000001/duplicate")]
    [InlineData("POST", "/api/chats/import")]
    [InlineData("PUT", "/api/toolsets/x")]
    [InlineData("DELETE", "/api/toolsets/x")]
    [InlineData("GET", "/api/chats/00000000-0000-7000-8000-000000000001/context")]
    public async Task Nobody_reaches_chats_without_a_login_or_changes_them_from_another_page(string method, string path)
    {
        using Visitor stranger = new(_visitor.Address);
        using HttpResponseMessage unknown = await stranger.SendAsync(new(method), path, Json("{}"));
        unknown.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        if (method != "GET")
        {
            using HttpResponseMessage foreign = await _visitor.SendAsync(new(method), path, Json("{}"), ("X-CSRF-Token", ""));
            foreign.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        }
    }

    [Fact]
    public async Task A_message_shows_only_pictures_that_are_there()
    {
        await using HubClient hub = await HubClient.ConnectAsync(_visitor.Address, _visitor.Cookies);
        ChatId chat = ChatId.New(TimeProvider.System);
        (await CallAsync(hub, "Create", new CreateChatRequest(Command(), chat, "Tea"))).Accepted.ShouldBeTrue();
        ImageContentPart image = new(new('0', 64), "image/png", 3, 4, null);

        CommandReply refused = await CallAsync(hub, "Send", new SendRequest(Command(), chat, "look", Images: [image]));

        refused.Error.ShouldNotBeNull().Title.ShouldContain("not there any more");
        (await CallAsync(hub, "Send", new SendRequest(Command(), chat, "look", Images: [image with { Id = "../secret" }]))).Error.ShouldNotBeNull().Code.ShouldBe("invalid");
    }

    private static string File(string messages) => $$"""{"format":"sapphire-chat","version":1,"title":"Tea","createdAt":"2026-01-01T00:00:00Z","messages":[{{messages}}]}""";

    private static StringContent Json(string json) => new(json, Encoding.UTF8, "application/json");

    private static CommandId Command() => CommandId.New(TimeProvider.System);

    private static async Task<CommandReply> CallAsync(HubClient hub, string method, object request) =>
        (await hub.InvokeAsync<JsonElement>(method, JsonSerializer.SerializeToElement(request, request.GetType(), JsonDefaults.Options)).WaitAsync(Patience)).Deserialize<CommandReply>(JsonDefaults.Options)!;

    private static async Task<string[]> TitlesAsync(HubClient hub)
    {
        await foreach (JsonElement update in hub.StreamAsync("Subscribe", null))
        {
            return [.. update.GetProperty("home").GetProperty("chats").EnumerateArray().Select(static chat => chat.GetProperty("title").GetString()!)];
        }

        return [];
    }

    private Task<HttpResponseMessage> ImportAsync(string json) => _visitor.SendAsync(HttpMethod.Post, "/api/chats/import", Json(json));

    private async Task<string> RefusedAsync(HttpStatusCode status, string json)
    {
        JsonElement problem = await JsonAsync(await ImportAsync(json), status);
        return problem.GetProperty("title").GetString() + " " + problem.GetProperty("detail").GetString();
    }

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage response, HttpStatusCode status)
    {
        using (response)
        {
            string text = await response.Content.ReadAsStringAsync();
            response.StatusCode.ShouldBe(status, text);
            return JsonDocument.Parse(text).RootElement;
        }
    }
}
