using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Sapphire.Actors.Chat;
using Sapphire.Actors.Ids;
using Sapphire.Actors.Images;
using Sapphire.Actors.Prompts;
using Sapphire.Actors.Prompts.Copies;
using Sapphire.Persistence.Blobs;
using Sapphire.Persistence.Files;
using Sapphire.Web.Contracts;
using Sapphire.Web.Prompts;

namespace Sapphire.Web.Tests.Prompts;

/// <summary>The routes of prompts, spices and personas, over real HTTP.</summary>
public sealed class PromptsEndpointsTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sapphire-test-").FullName;
    private WebApplication _app = null!;
    private HttpClient _http = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        HomeFolder home = HomeFolder.Resolve(_folder);
        home.Create();
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(static k => k.Listen(IPAddress.Loopback, 0));
        builder.Services.AddSingleton(home).AddSingleton(new ImageStore(new FileBlobStore(home.ImagesFolder))).AddPromptPages();
        _app = builder.Build();
        _app.MapPrompts();
        _app.MapSpices();
        _app.MapPersonas();
        _app.MapAvatars();
        await _app.StartAsync(Cancel);
        _http = new() { BaseAddress = new(_app.Urls.Single()) };
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_new_home_shows_the_factorys_set_and_has_its_files()
    {
        PromptsView view = await GetAsync<PromptsView>("/api/prompts");
        view.Prompts.Count.ShouldBe(FactoryPrompts.Set.Prompts.Count);
        view.Prompts.ShouldAllBe(static p => p.Factory == "same" && p.Problem == null && (p.Tokens > 0 || p.Name == "blank"));
        view.DefaultPrompt.ShouldBe("sapphire");
        view.Pieces.Single(static p => p is { Kind: "extras", Key: "tools" }).UsedBy.ShouldContain("sapphire");
        File.Exists(Path.Combine(_folder, PromptLibrary.PiecesFile)).ShouldBeTrue();
        (await GetAsync<SpicesView>("/api/spices")).Total.ShouldBeGreaterThan(20);
        (await GetAsync<PersonasView>("/api/personas")).Personas.Count.ShouldBeGreaterThanOrEqualTo(8);
    }

    [Fact]
    public async Task A_prompt_is_made_changed_renamed_duplicated_and_deleted()
    {
        PromptView made = (await SendAsync<PromptsView>(HttpMethod.Put, "/api/prompts/my%20own?new=true", """{ "kind": "monolith", "content": "Hello {user_name}." }""")).Prompts.Single(static p => p.Name == "my own");
        made.ShouldSatisfyAllConditions(static p => p.Kind.ShouldBe("monolith"), static p => p.Factory.ShouldBe("none"));
        (await RefusedAsync(HttpStatusCode.Conflict, HttpMethod.Put, "/api/prompts/my%20own?new=true", """{ "kind": "monolith", "content": "x" }""")).ShouldContain("already");
        await SendAsync<PromptsView>(HttpMethod.Put, "/api/prompts/my%20own", $$"""{ "type": "monolith", "content": "Two.", "version": "{{made.Version}}" }""");
        (await RefusedAsync(HttpStatusCode.Conflict, HttpMethod.Put, "/api/prompts/my%20own", $$"""{ "kind": "monolith", "content": "Three.", "version": "{{made.Version}}" }""")).ShouldContain("changed meanwhile");
        (await SendAsync<PromptsView>(HttpMethod.Post, "/api/prompts/my%20own/duplicate", """{ "name": null }""")).Prompts.ShouldContain(static p => p.Name == "my own 2");
        (await SendAsync<PromptsView>(HttpMethod.Post, "/api/prompts/my%20own/rename", """{ "name": "ours" }""")).Prompts.ShouldContain(static p => p.Name == "ours" && p.Content == "Two.");
        (await SendAsync<PromptsView>(HttpMethod.Delete, "/api/prompts/ours")).Prompts.ShouldNotContain(static p => p.Name == "ours");
        (await RefusedAsync(HttpStatusCode.NotFound, HttpMethod.Get, "/api/prompts/ours")).ShouldContain("no prompt");
        (await RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Put, "/api/prompts/x", """{ "kind": "poem" }""")).ShouldContain("monolith");
        (await RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Put, "/api/prompts/x", """{ "kind": "monolith" """)).ShouldContain("line 1");
    }

    [Fact]
    public async Task Pieces_are_put_renamed_and_deleted()
    {
        PromptsView view = await SendAsync<PromptsView>(HttpMethod.Put, "/api/prompts/components/goals/win", """{ "value": "Win." }""");
        view.Pieces.Single(static p => p.Key == "win").ShouldSatisfyAllConditions(static p => p.Text.ShouldBe("Win."), static p => p.UsedBy.ShouldBeEmpty());
        await SendAsync<PromptsView>(HttpMethod.Post, "/api/prompts/components/goals/win/rename", """{ "name": "win_more" }""");
        (await SendAsync<PromptsView>(HttpMethod.Delete, "/api/prompts/components/goal/win_more")).Pieces.ShouldNotContain(static p => p.Key == "win_more");
        (await RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Put, "/api/prompts/components/weather/rain", """{ "value": "x" }""")).ShouldContain("persona, location");
        (await RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Put, "/api/prompts/components/goals/Not%20A%20Key", """{ "value": "x" }""")).ShouldContain("not_a_key");
    }

    [Fact]
    public async Task A_piece_or_a_persona_that_was_changed_meanwhile_is_not_overwritten()
    {
        const string piece = "/api/prompts/components/goals/win";
        await SendAsync<PromptsView>(HttpMethod.Put, piece, """{ "value": "Mine." }""");
        await SendAsync<PromptsView>(HttpMethod.Put, piece, """{ "value": "Theirs.", "was": "Mine." }""");
        (await RefusedAsync(HttpStatusCode.Conflict, HttpMethod.Put, piece, """{ "value": "Late.", "was": "Mine." }""")).ShouldContain("changed meanwhile");
        (await GetAsync<PromptsView>("/api/prompts")).Pieces.Single(static p => p is { Kind: "goals", Key: "win" }).Text.ShouldBe("Theirs.");

        string seen = (await SendAsync<PersonasView>(HttpMethod.Put, "/api/personas/owl", """{ "name": "Owl" }""")).Personas.Single(static p => p.Id == "owl").Version;
        PersonaView theirs = (await SendAsync<PersonasView>(HttpMethod.Put, "/api/personas/owl", $$"""{ "name": "Owl", "settings": { "speed": 1.2 }, "version": "{{seen}}" }""")).Personas.Single(static p => p.Id == "owl");
        (await RefusedAsync(HttpStatusCode.Conflict, HttpMethod.Put, "/api/personas/owl", $$"""{ "name": "Late", "version": "{{seen}}" }""")).ShouldContain("changed meanwhile");
        (await SendAsync<PersonasView>(HttpMethod.Put, "/api/personas/owl", $$"""{ "name": "In time", "version": "{{theirs.Version}}" }""")).Personas.ShouldContain(static p => p.Name == "In time");
    }

    [Fact]
    public async Task A_category_is_switched_without_a_word_about_its_spices()
    {
        await SendAsync<SpicesView>(HttpMethod.Post, "/api/spices", """{ "category": "mine", "text": "Whistle." }""");
        SpiceCategoryView off = (await SendAsync<SpicesView>(HttpMethod.Put, "/api/spices/mine", """{ "spices": null, "enabled": false }""")).Categories.Single(static c => c.Name == "mine");
        off.ShouldSatisfyAllConditions(static c => c.Enabled.ShouldBeFalse(), static c => c.Spices.ShouldBe(["Whistle."]));
        (await RefusedAsync(HttpStatusCode.NotFound, HttpMethod.Put, "/api/spices/nobodys", """{ "spices": null, "enabled": true }""")).ShouldContain("category");
    }

    [Fact]
    public async Task A_preview_shows_what_is_edited_with_its_tokens()
    {
        PromptPreview preview = await SendAsync<PromptPreview>(HttpMethod.Post, "/api/prompts/preview", """{ "prompt": { "kind": "assembled", "components": { "persona": "cook", "extras": ["metric", "nope"] } } }""");
        preview.Text.ShouldContain("a cook");
        preview.Text.ShouldContain("metric units");
        preview.Problem.ShouldNotBeNull().ShouldContain("extras \"nope\"");
        preview.Tokens.ShouldBeInRange(preview.Characters / 6, preview.Characters / 2);
        (await SendAsync<PromptPreview>(HttpMethod.Post, "/api/prompts/preview", """{ "name": "sapphire", "settings": { "spiceEnabled": true, "customContext": "Be kind." } }""")).ShouldSatisfyAllConditions(
            static p => p.Spice.ShouldNotBeNull(),
            static p => p.Text.ShouldEndWith("Be kind."),
            static p => p.Text.ShouldContain("Current date/time"));
    }

    [Fact]
    public async Task An_export_comes_back_by_an_import_and_a_reset_can_be_undone()
    {
        await SendAsync<PromptsView>(HttpMethod.Put, "/api/prompts/mine", """{ "kind": "monolith", "content": "Mine." }""");
        string file = await _http.GetStringAsync(new Uri("/api/prompts/export", UriKind.Relative), Cancel);
        LibraryReset reset = await SendAsync<LibraryReset>(HttpMethod.Post, "/api/prompts/reset");
        (await GetAsync<PromptsView>("/api/prompts")).Prompts.ShouldNotContain(static p => p.Name == "mine");
        (await SendAsync<LibraryImported>(HttpMethod.Post, "/api/prompts/import?conflict=keep", file)).Added.ShouldBe(["prompt \"mine\""]);
        await SendAsync<LibraryImported>(HttpMethod.Post, "/api/prompts/merge");
        await SendAsync<LibraryReset>(HttpMethod.Post, "/api/prompts/reset");
        (await SendAsync<PromptsView>(HttpMethod.Post, "/api/prompts/restore", reset.Before)).Prompts.ShouldContain(static p => p.Name == "mine");
        (await RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, "/api/prompts/import?conflict=shout", file)).ShouldContain("keep, replace or both");
        (await RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, "/api/prompts/import", "{ \"monoliths\": { \"a\": 1 } }")).ShouldContain("line 1");
    }

    [Fact]
    public async Task A_broken_file_is_shown_with_its_line_and_the_last_good_one_stays()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, PromptLibrary.SpicesFile), "{\n  \"mood\": [ 1 ]\n}", Cancel);
        SpicesView view = await SendAsync<SpicesView>(HttpMethod.Post, "/api/spices/reload");
        view.Problems.Single().ShouldBe(new("prompt_spices.json", 2, 13, "mood[0]: Expected a text in quotes."));
        view.Categories.Count.ShouldBe(FactoryPrompts.Set.Spices.Count);
    }

    [Fact]
    public async Task Spices_are_added_changed_switched_renamed_and_deleted()
    {
        await SendAsync<SpicesView>(HttpMethod.Post, "/api/spices", """{ "category": "new", "text": "One." }""");
        (await RefusedAsync(HttpStatusCode.Conflict, HttpMethod.Post, "/api/spices", """{ "category": "new", "text": "One." }""")).ShouldContain("already");
        (await RefusedAsync(HttpStatusCode.Conflict, HttpMethod.Put, "/api/spices/new/0", """{ "text": "Two.", "was": "Other." }""")).ShouldContain("changed meanwhile");
        await SendAsync<SpicesView>(HttpMethod.Put, "/api/spices/new/0", """{ "text": "Two.", "was": "One." }""");
        (await SendAsync<SpicesView>(HttpMethod.Post, "/api/spices/new/toggle")).Categories.Single(static c => c.Name == "new").ShouldSatisfyAllConditions(static c => c.Spices.ShouldBe(["Two."]), static c => c.Enabled.ShouldBeFalse());
        await SendAsync<SpicesView>(HttpMethod.Post, "/api/spices/new/rename", """{ "name": "newer" }""");
        (await SendAsync<SpicesView>(HttpMethod.Delete, "/api/spices/newer/0?was=Two.")).Categories.ShouldNotContain(static c => c.Name == "newer");
        await SendAsync<SpicesView>(HttpMethod.Put, "/api/spices/whole?new=true", """{ "spices": ["A.", "B."] }""");
        (await SendAsync<SpicesView>(HttpMethod.Delete, "/api/spices/whole")).Categories.ShouldNotContain(static c => c.Name == "whole");
        (await RefusedAsync(HttpStatusCode.NotFound, HttpMethod.Delete, "/api/spices/whole")).ShouldContain("no category");
    }

    [Fact]
    public async Task A_persona_is_made_applied_duplicated_exported_and_deleted()
    {
        await SendAsync<PersonasView>(HttpMethod.Put, "/api/personas/mine?new=true", """{ "name": "Mine", "settings": { "prompt": "cook", "voice": "slt", "speed": 1.2, "spiceSets": ["mood"] } }""");
        (await RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Put, "/api/personas/mine", """{ "name": "Mine", "settings": { "speed": 9 } }""")).ShouldContain("0.5 to 2.5");
        ChatSettings applied = (await SendAsync<PersonaApplication>(HttpMethod.Post, "/api/personas/mine/apply", """{ "settings": { "voice": "other", "model": "m", "customContext": "Tea." } }""")).Settings;
        (applied.Persona, applied.Prompt, applied.Voice, applied.Speed, applied.Model, applied.CustomContext).ShouldBe(("mine", "cook", "slt", 1.2, null, "Tea."));
        (await SendAsync<PersonasView>(HttpMethod.Post, "/api/personas/mine/duplicate")).Personas.ShouldContain(static p => p.Id == "mine-2");
        JsonDocument.Parse(await _http.GetStringAsync(new Uri("/api/personas/mine/export", UriKind.Relative), Cancel)).RootElement.GetProperty("scenario_presets").TryGetProperty("cook", out _).ShouldBeTrue();
        (await SendAsync<PersonasView>(HttpMethod.Delete, "/api/personas/mine")).Personas.ShouldNotContain(static p => p.Id == "mine");
        await SendAsync<PersonasView>(HttpMethod.Put, "/api/personas/cook", """{ "name": "Other" }""");
        (await SendAsync<PersonasView>(HttpMethod.Post, "/api/personas/cook/reset")).Personas.Single(static p => p.Id == "cook").Factory.ShouldBe("same");
    }

    [Fact]
    public async Task What_the_assistant_changed_in_a_chat_is_shown_undone_kept_and_dropped()
    {
        ChatId chat = new(Guid.CreateVersion7());
        PromptTools tools = _app.Services.GetRequiredService<PromptTools>();
        await tools.For(chat, new() { Prompt = "cook" }).Single(static t => t.Name == PromptToolNames.Create)
            .InvokeAsync(new(new Dictionary<string, object?>(StringComparer.Ordinal) { ["component"] = "goals", ["key"] = "soup", ["value"] = "Make soup." }), Cancel);
        string path = $"/api/prompts/chats/{chat}";
        ChatPromptView view = await GetAsync<ChatPromptView>(path + "?prompt=cook");
        view.Text.ShouldContain("Make soup.");
        view.Original.ShouldNotContain("Make soup.");
        view.Edits.Single().Applied.ShouldBeTrue();
        view.Undo.ShouldBe("Write goals \"soup\"");
        (await SendAsync<ChatPromptView>(HttpMethod.Post, path + "/undo?prompt=cook")).Text.ShouldNotContain("Make soup.");
        (await SendAsync<ChatPromptView>(HttpMethod.Post, path + "/redo?prompt=cook")).Text.ShouldContain("Make soup.");
        (await SendAsync<PromptsView>(HttpMethod.Post, path + "/keep?prompt=cook", """{ "name": "soup cook" }""")).Prompts.Single(static p => p.Name == "soup cook").Components!.Goals.ShouldBe("soup");
        await tools.For(chat, new() { Prompt = "cook" }).Single(static t => t.Name == PromptToolNames.Remove)
            .InvokeAsync(new(new Dictionary<string, object?>(StringComparer.Ordinal) { ["component"] = "goals", ["key"] = "soup" }), Cancel);
        ChatPromptView dropped = await SendAsync<ChatPromptView>(HttpMethod.Delete, path + "?prompt=cook");
        dropped.Edits.Select(static edit => edit.Applied).ShouldBe([false, false]);
        dropped.Text.ShouldBe(dropped.Original);
        (await SendAsync<ChatPromptView>(HttpMethod.Post, path + "/redo?steps=2&prompt=cook")).Edits.ShouldAllBe(static edit => edit.Applied);
        (await SendAsync<ChatPromptView>(HttpMethod.Post, path + "/undo?steps=50&prompt=cook")).Undo.ShouldBeNull();
        (await RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, path + "/undo?steps=0&prompt=cook")).ShouldContain("1 to 50");
        (await RefusedAsync(HttpStatusCode.NotFound, HttpMethod.Post, path + "/keep?prompt=cook", """{ "name": "again" }""")).ShouldContain("not edited");
        (await RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Get, "/api/prompts/chats/nobody")).ShouldContain("UUID");
    }

    [Fact]
    public async Task A_picture_is_checked_stored_chosen_and_served()
    {
        byte[] png = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==");
        AvatarStored stored = await UploadAsync<AvatarStored>(png);
        (stored.MediaType, stored.Width, stored.Height).ShouldBe(("image/png", 1, 1));
        (await SendAsync<AvatarsView>(HttpMethod.Put, "/api/avatars/user", $$"""{ "id": "{{stored.Id}}" }""")).ShouldBe(new(stored.Id, null));
        (await GetAsync<AvatarsView>("/api/avatars")).User.ShouldBe(stored.Id);
        using (HttpResponseMessage picture = await _http.GetAsync(new Uri($"/api/avatars/{stored.Id}", UriKind.Relative), Cancel))
        {
            picture.Content.Headers.ContentType!.MediaType.ShouldBe("image/png");
            picture.Headers.CacheControl!.ToString().ShouldContain("immutable");
            (await picture.Content.ReadAsByteArrayAsync(Cancel)).ShouldBe(png);
        }

        (await SendAsync<AvatarsView>(HttpMethod.Put, "/api/avatars/user", """{ "id": null }""")).User.ShouldBeNull();
        (await RefusedAsync(HttpStatusCode.NotFound, HttpMethod.Put, "/api/avatars/assistant", """{ "id": "nope" }""")).ShouldContain("no picture");
        (await RefusedAsync(HttpStatusCode.NotFound, HttpMethod.Put, "/api/avatars/dog", """{ "id": null }""")).ShouldContain("assistant");
        (await RefusedUploadAsync("not a picture"u8.ToArray())).ShouldBe(HttpStatusCode.UnsupportedMediaType);
        (await RefusedUploadAsync(new byte[(4 << 20) + 1])).ShouldBe(HttpStatusCode.RequestEntityTooLarge);
    }

    private async Task<T> UploadAsync<T>(byte[] bytes)
    {
        using ByteArrayContent content = new(bytes);
        using HttpResponseMessage response = await _http.PostAsync(new Uri("/api/avatars", UriKind.Relative), content, Cancel);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        return (await response.Content.ReadFromJsonAsync<T>(JsonSerializerOptions.Web, Cancel))!;
    }

    private async Task<HttpStatusCode> RefusedUploadAsync(byte[] bytes)
    {
        using ByteArrayContent content = new(bytes);
        using HttpResponseMessage response = await _http.PostAsync(new Uri("/api/avatars", UriKind.Relative), content, Cancel);
        return response.StatusCode;
    }

    private Task<T> GetAsync<T>(string path) => SendAsync<T>(HttpMethod.Get, path);

    private async Task<T> SendAsync<T>(HttpMethod method, string path, string? body = null)
    {
        using HttpResponseMessage response = await RequestAsync(method, path, body);
        string text = await response.Content.ReadAsStringAsync(Cancel);
        response.StatusCode.ShouldBe(HttpStatusCode.OK, text);
        return JsonSerializer.Deserialize<T>(text, JsonSerializerOptions.Web)!;
    }

    private async Task<string> RefusedAsync(HttpStatusCode status, HttpMethod method, string path, string? body = null)
    {
        using HttpResponseMessage response = await RequestAsync(method, path, body);
        string text = await response.Content.ReadAsStringAsync(Cancel);
        response.StatusCode.ShouldBe(status, text);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        JsonElement problem = await response.Content.ReadFromJsonAsync<JsonElement>(Cancel);
        return problem.GetProperty("title").GetString() + " " + problem.GetProperty("detail").GetString();
    }

    private async Task<HttpResponseMessage> RequestAsync(HttpMethod method, string path, string? body)
    {
        using HttpRequestMessage request = new(method, path) { Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json") };
        return await _http.SendAsync(request, Cancel);
    }
}
