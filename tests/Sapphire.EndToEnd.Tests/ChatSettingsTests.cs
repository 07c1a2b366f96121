using System.Text;
using System.Text.Json;
using Microsoft.Playwright;
using Sapphire.EndToEnd.Tests.Support;
using Sapphire.ScriptedProvider;
using Sapphire.Web.TestKit;
using static Microsoft.Playwright.Assertions;

namespace Sapphire.EndToEnd.Tests;

/// <summary>The settings beside a chat, and what the list of chats does with one. With SAPPHIRE_EVIDENCE=1 their pictures are written anew.</summary>
public sealed class ChatSettingsTests(Chromium chromium) : EndToEndTest(chromium)
{
    [Fact]
    public async Task A_field_holds_after_a_reload_and_is_reset_alone()
    {
        SapphireServer server = await StartServerAsync();
        Visit visit = await OpenChatAsync(server);
        await visit.Find("side-panel-toggle").ClickAsync();
        await IsOwnAsync(visit, "prompt", false);
        await ChooseAsync(visit, "prompt", "cook");
        await IsOwnAsync(visit, "prompt", true);
        await visit.Find("chat-speed").FillAsync("1.4");
        await visit.Find("chat-speed").PressAsync("Enter");
        await IsSavedAsync(visit);

        await visit.Page.ReloadAsync();
        await visit.ConnectedAsync();
        await Expect(visit.Find("chat-prompt")).ToHaveValueAsync("cook");
        await Expect(visit.Find("chat-speed")).ToHaveValueAsync("1.4");
        await visit.Find("reset-prompt").ClickAsync();
        await IsOwnAsync(visit, "prompt", false);
        await IsSavedAsync(visit);
        await visit.Page.ReloadAsync();
        await visit.ConnectedAsync();
        await Expect(visit.Find("chat-speed")).ToHaveValueAsync("1.4");
        await IsOwnAsync(visit, "prompt", false);

        // What is the home's is shown in each chat.
        await visit.Find("set-as-default").ClickAsync();
        await Expect(visit.Find("toast").Last).ToContainTextAsync("These are the defaults now");
        await visit.Find("new-chat").ClickAsync();
        await visit.Find("make-chat").ClickAsync();
        await IsOwnAsync(visit, "speed", false);
        await Expect(visit.Find("chat-speed")).ToHaveAttributeAsync("placeholder", "1.4");
    }

    [Fact]
    public async Task An_editors_toolsets_and_a_mistake_in_their_file_show_by_themselves()
    {
        SapphireServer server = await StartServerAsync();
        Visit visit = await OpenChatAsync(server);
        await visit.Find("side-panel-toggle").ClickAsync();
        await visit.Find("edit-toolsets").ClickAsync();
        await Expect(visit.Find("toolsets-empty")).ToBeVisibleAsync();
        string file = Path.Combine(Home, "toolsets", "toolsets.json");
        await File.WriteAllTextAsync(file, "{ \"by hand\": { \"functions\": [\"calculate\"] } }");
        await Expect(visit.Page.Locator("[data-toolset='by hand']")).ToContainTextAsync("1 tool");
        await File.WriteAllTextAsync(file, "{\n  \"by hand\": { \"functions\": [7] }\n}");
        await Expect(visit.Find("toolsets-broken")).ToContainTextAsync("line 2, column 32");
        await Expect(visit.Page.Locator("[data-toolset='by hand']")).ToContainTextAsync("1 tool");
        await Look.IsSoundAsync(visit, "a broken file of toolsets");
        await File.WriteAllTextAsync(file, "{ \"again\": { \"functions\": [] } }");
        await Expect(visit.Page.Locator("[data-toolset='again']")).ToBeVisibleAsync();
        await Expect(visit.Find("toolsets-broken")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_persona_and_a_toolset_reach_the_model_and_the_persona_is_undone()
    {
        SapphireServer server = await StartServerAsync();
        ScriptedServer model = await StartModelAsync();
        await UseAsync(server, model);
        Visit visit = await OpenChatAsync(server);
        await visit.Find("side-panel-toggle").ClickAsync();
        await visit.Find("edit-toolsets").ClickAsync();
        await visit.Find("add-toolset").ClickAsync();
        await visit.Find("toolset-name").FillAsync("one");
        ILocator first = visit.Find("toolset-tool").First;
        string tool = (await first.GetAttributeAsync("data-tool"))!;
        await first.CheckAsync();
        await visit.Find("toolset-save").ClickAsync();
        await Expect(visit.Page.Locator("[data-toolset=one]")).ToBeVisibleAsync();
        await visit.Page.Keyboard.PressAsync("Escape");
        await Expect(visit.Find("toolset")).ToHaveCountAsync(0);

        await ChooseAsync(visit, "persona", "Basil", exact: false);
        await visit.Find("undo-toast").WaitForAsync();
        await IsOwnAsync(visit, "prompt", true);
        await ChooseAsync(visit, "toolset", "one");
        await IsSavedAsync(visit);
        await visit.SayAsync("What is for dinner?");
        await Expect(visit.Replies).ToHaveCountAsync(2);
        await visit.LastReplyIsAsync("completed");
        JsonElement request = model.Chats[^1].Json;
        request.GetProperty("messages")[0].GetProperty("content").GetString()!.ShouldContain("You are Basil, a cook");
        request.GetProperty("tools").EnumerateArray().Select(t => t.GetProperty("function").GetProperty("name").GetString()).ShouldHaveSingleItem().ShouldBe(tool);

        await visit.Find("reset-chat-settings").ClickAsync();
        await IsOwnAsync(visit, "persona", false);
        await visit.Find("toast").Filter(new() { HasText = "as the home has it" }).GetByTestId("undo-toast").ClickAsync();
        await IsOwnAsync(visit, "persona", true);
        await Expect(visit.Find("chat-toolset")).ToHaveValueAsync("one");
    }

    [Fact]
    public async Task A_memory_scope_is_made_in_the_panel_and_what_is_remembered_stays_in_it()
    {
        SapphireServer server = await StartServerAsync();
        Visit visit = await OpenChatAsync(server);
        await visit.Find("side-panel-toggle").ClickAsync();
        await visit.Find("chat-memory").FillAsync("At work");
        await visit.Page.GetByRole(AriaRole.Option, new() { Name = "Create “at_work”" }).ClickAsync();
        await IsOwnAsync(visit, "memory", true);
        await Expect(visit.Find("chat-memory")).ToHaveValueAsync("at_work");
        await IsSavedAsync(visit);
        await visit.SayAsync("Remember that the printer is upstairs.");
        await visit.LastReplyIsAsync("completed");
        await visit.SayAsync("What do you know about the printer?");
        await visit.LastReplySaysAsync("upstairs");

        // Another chat knows nothing of it, until it is set to the scope, without the mouse.
        await visit.Find("new-chat").ClickAsync();
        await visit.SayAsync("What do you know about the printer?");
        await visit.LastReplyIsAsync("completed");
        await Expect(visit.Replies.Last).Not.ToContainTextAsync("upstairs");
        await visit.Find("chat-memory").FocusAsync();
        await visit.Page.Keyboard.TypeAsync("at_w");
        await Expect(visit.Page.GetByRole(AriaRole.Option, new() { Name = "at_work 1 memory" })).ToBeVisibleAsync();
        await visit.Page.Keyboard.PressAsync("Enter");
        await IsOwnAsync(visit, "memory", true);
        await IsSavedAsync(visit);
        await visit.SayAsync("What do you know about the printer?");
        await visit.LastReplySaysAsync("upstairs");

        await visit.Find("edit-scopes").ClickAsync();
        ILocator scope = visit.Page.Locator("[data-scope=at_work]");
        await Expect(scope.GetByTestId("scope-count")).ToHaveTextAsync("1 memory");
        await scope.GetByTestId("scope-delete").ClickAsync();
        await Expect(visit.Find("scope-confirm")).ToContainTextAsync("Delete at_work with its 1 memory?");
        await Look.IsSoundAsync(visit, "a memory scope that is to be deleted");
        await visit.Find("scope-delete-all").ClickAsync();
        await Expect(scope).ToHaveCountAsync(0);
        await visit.Page.Keyboard.PressAsync("Escape");
        await Expect(visit.Find("scopes-dialog")).ToHaveCountAsync(0);
        await visit.SayAsync("What do you know about the printer?");
        await Expect(visit.Replies).ToHaveCountAsync(3);
        await visit.LastReplyIsAsync("completed");
        await Expect(visit.Replies.Last).Not.ToContainTextAsync("upstairs");
    }

    [Fact]
    public async Task A_chat_is_pinned_archived_and_taken_out_of_the_archive()
    {
        SapphireServer server = await StartServerAsync();
        Visit visit = await OpenChatAsync(server);
        await visit.Find("new-chat").ClickAsync();
        await visit.Find("chat-menu").ClickAsync();
        await visit.Find("pin-chat").ClickAsync();
        ILocator pinned = visit.Page.Locator("[data-testid=chat-group][data-group=Pinned]").GetByTestId("chat-item");
        await Expect(pinned).ToHaveCountAsync(1);
        await visit.Page.ReloadAsync();
        await visit.ConnectedAsync();
        await Expect(pinned).ToHaveCountAsync(1);

        await visit.Find("chat-menu").ClickAsync();
        await visit.Find("archive-chat").ClickAsync();
        await Expect(visit.Chats).ToHaveCountAsync(0);
        await Expect(visit.Find("archive-toggle")).ToHaveAttributeAsync("aria-expanded", "false");
        await visit.Find("undo-toast").ClickAsync();
        await Expect(pinned).ToHaveCountAsync(1);
        await visit.Find("chat-menu").ClickAsync();
        await visit.Find("archive-chat").ClickAsync();
        await visit.Find("archive-toggle").ClickAsync();
        await Expect(visit.Find("archive").GetByTestId("chat-item")).ToHaveCountAsync(1);
        await visit.Find("chat-menu").ClickAsync();
        await visit.Find("archive-chat").ClickAsync();
        await Expect(pinned).ToHaveCountAsync(1);
        await Expect(visit.Find("archive")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_chat_is_exported_imported_and_duplicated_and_a_bad_file_is_named()
    {
        SapphireServer server = await StartServerAsync();
        Visit visit = await OpenChatAsync(server);
        string json = await DownloadAsync(visit, "export-json");
        using (JsonDocument file = JsonDocument.Parse(json))
        {
            file.RootElement.GetProperty("format").GetString().ShouldBe("sapphire-chat");
            file.RootElement.GetProperty("messages").GetArrayLength().ShouldBe(2);
        }

        (await DownloadAsync(visit, "export-markdown")).ShouldContain("What is 3 times 3?");

        await visit.Find("import-file").SetInputFilesAsync(new FilePayload { Name = "back.json", MimeType = "application/json", Buffer = Encoding.UTF8.GetBytes(json) });
        await Expect(visit.Find("toast").Last).ToContainTextAsync("Imported");
        await Expect(visit.Chats).ToHaveCountAsync(2);
        await visit.LastReplySaysAsync("9");

        await visit.Find("chat-menu").First.ClickAsync();
        await visit.Find("duplicate-chat").ClickAsync();
        await Expect(visit.Chats).ToHaveCountAsync(3);
        await Expect(visit.Find("chat-title")).ToContainTextAsync("(copy)");

        visit.Allow("status of 400");
        await visit.Find("import-file").SetInputFilesAsync(new FilePayload { Name = "bad.json", MimeType = "application/json", Buffer = "{ \"format\": \"other\" }"u8.ToArray() });
        await Expect(visit.Find("toast").Last).ToContainTextAsync("bad.json was not imported.");
        await Expect(visit.Chats).ToHaveCountAsync(3);
        await Look.IsSoundAsync(visit, "a file that is no chat");
    }

    [Theory]
    [InlineData(ColorScheme.Light, 1280, 900, "light")]
    [InlineData(ColorScheme.Dark, 1280, 900, "dark")]
    [InlineData(ColorScheme.Light, 360, 740, "phone")]
    [InlineData(ColorScheme.Dark, 360, 740, "phone-dark")]
    public async Task The_panel_and_the_list_are_sound_in_light_and_dark_on_a_desk_and_a_phone(ColorScheme scheme, int width, int height, string name)
    {
        bool phone = width < 700;
        SapphireServer server = await StartServerAsync();
        Visit visit = await OpenChatAsync(server, new() { ColorScheme = scheme, ViewportSize = new() { Width = width, Height = height } });
        await visit.Find("side-panel-toggle").ClickAsync();
        await ChooseAsync(visit, "prompt", "cook");
        await visit.Find("field-spice").GetByText("On", new() { Exact = true }).ClickAsync();
        await Expect(visit.Find("chat-spice-turns")).ToBeVisibleAsync();
        await IsSavedAsync(visit);
        await Look.IsSoundAsync(visit, $"the settings of a chat, {name}");
        await Look.PictureAsync(visit, $"chat-settings-{name}.png");
        await visit.Find("edit-scopes").ClickAsync();
        await visit.Find("scope-name").FillAsync("At sea");
        await visit.Find("add-scope").ClickAsync();
        await Expect(visit.Find("scope")).ToHaveCountAsync(2);
        await Look.IsSoundAsync(visit, $"memory scopes, {name}");
        await Look.PictureAsync(visit, $"memory-scopes-{name}.png");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Close the memory scopes" }).ClickAsync();
        await Expect(visit.Find("scopes-dialog")).ToHaveCountAsync(0);
        await visit.Find("chat-memory").ClickAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Option, new() { Name = "at_sea no memories" })).ToBeVisibleAsync();
        await Look.IsSoundAsync(visit, $"the picker of memory scopes, {name}");
        await visit.Page.Keyboard.PressAsync("Escape");
        await Expect(visit.Page.GetByRole(AriaRole.Option)).ToHaveCountAsync(0);
        await visit.Find("edit-toolsets").ClickAsync();
        await Expect(visit.Find("toolsets-empty")).ToBeVisibleAsync();
        await Look.IsSoundAsync(visit, $"toolsets, {name}");
        await visit.Find("add-toolset").ClickAsync();
        await Expect(visit.Find("toolset-tool").First).ToBeVisibleAsync();
        await Look.IsSoundAsync(visit, $"a toolset, {name}");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Close the toolsets" }).ClickAsync();
        await Expect(visit.Find("toolset-form")).ToHaveCountAsync(0);
        await visit.Find("side-panel-close").ClickAsync();
        await Expect(visit.Find("chat-settings")).ToHaveCountAsync(0);

        if (phone)
        {
            await visit.Find("sidebar-toggle").ClickAsync();
        }

        await visit.Find("chat-menu").ClickAsync();
        await Expect(visit.Find("export-markdown")).ToBeVisibleAsync();
        await Look.IsSoundAsync(visit, $"the menu of a chat, {name}");
        await visit.Find("archive-chat").ClickAsync();
        await Expect(visit.Find("archive-toggle")).ToHaveAttributeAsync("aria-expanded", "true");
        await Look.IsSoundAsync(visit, $"the archive, {name}");
        await Look.PictureAsync(visit, $"chat-list-{name}.png");
    }

    private async Task<Visit> OpenChatAsync(SapphireServer server, BrowserNewContextOptions? options = null)
    {
        Visit visit = await OpenLoggedInAsync(server, "/", options);
        await visit.SayAsync("What is 3 times 3?");
        await visit.LastReplyIsAsync("completed");
        return visit;
    }

    private static async Task ChooseAsync(Visit visit, string field, string option, bool exact = true)
    {
        await visit.Find($"chat-{field}").ClickAsync();
        await visit.Page.GetByRole(AriaRole.Option, new() { Name = option, Exact = exact }).First.ClickAsync();
    }

    private static Task IsOwnAsync(Visit visit, string field, bool own) => Expect(visit.Find($"field-{field}")).ToHaveAttributeAsync("data-own", own ? "true" : "false");

    private static Task IsSavedAsync(Visit visit) => Expect(visit.Find("chat-settings")).ToHaveAttributeAsync("data-saved", "true");

    private static async Task<string> DownloadAsync(Visit visit, string entry)
    {
        await visit.Find("chat-menu").First.ClickAsync();
        IDownload download = await visit.Page.RunAndWaitForDownloadAsync(() => visit.Find(entry).ClickAsync());
        return await File.ReadAllTextAsync(await download.PathAsync());
    }
}
