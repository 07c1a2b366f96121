using System.Text.Json;
using Microsoft.Playwright;
using Sapphire.EndToEnd.Tests.Support;
using Sapphire.ScriptedProvider;
using Sapphire.Web.TestKit;
using static Microsoft.Playwright.Assertions;

namespace Sapphire.EndToEnd.Tests;

/// <summary>
/// The page on a phone, on a wide screen, light and dark, in its empty and its failed states: usable, accessible, nothing cut off.
/// With SAPPHIRE_EVIDENCE=1 the pictures in docs/evidence are written anew.
/// </summary>
public sealed class AppearanceTests(Chromium chromium) : EndToEndTest(chromium)
{
    private const string Recipe = """"
        A heat pump moves warmth instead of making it. Here is a **small model** of how much that saves:

        ```python
        def running_cost(heat_kwh, price, cop=3.5):
            """Cost of a season of heat; cop is warmth out per power in."""
            return heat_kwh / cop * price

        print(running_cost(12_000, 0.30))  # 1028.57
        ```

        | House | Heat a year | Gas boiler | Heat pump |
        |---|---:|---:|---:|
        | New flat | 4,000 kWh | 480 € | 343 € |
        | Old house | 18,000 kWh | 2,160 € | 1,543 € |

        Two things decide it:

        1. **Flow temperature**: below 45 °C the pump is at its best.
        2. **Insulation**: every draught you close lets it run slower.
        """";

    [Fact]
    public async Task The_setup_and_the_login()
    {
        SapphireServer server = await StartServerAsync();
        Visit visit = await OpenAsync(server.Address);
        await visit.GoAsync();
        await Expect(visit.Find("setup-password")).ToBeVisibleAsync();
        await Look.IsSoundAsync(visit, "setup");
        await visit.Find("setup-password").FillAsync("short");
        await visit.Find("setup-submit").ClickAsync();
        await Expect(visit.Page.GetByText("Please use at least 8 characters.")).ToBeVisibleAsync();
        await Look.IsSoundAsync(visit, "setup with its messages");
        await visit.Find("setup-password").FillAsync("");
        await visit.Page.ReloadAsync();
        await Expect(visit.Find("setup-password")).ToBeVisibleAsync();
        await Look.PictureAsync(visit, "setup.png");

        await server.LoginAsync();
        await visit.Page.ReloadAsync();
        await Expect(visit.Find("login-password")).ToBeVisibleAsync();
        await Look.IsSoundAsync(visit, "login");
        await visit.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await Look.IsSoundAsync(visit, "login in the dark");
    }

    [Theory]
    [InlineData(360, 740)]
    [InlineData(1280, 960)]
    [InlineData(1920, 1080)]
    public async Task A_conversation_light_and_dark(int width, int height)
    {
        SapphireServer server = await StartServerAsync();
        ScriptedServer model = await StartModelAsync();
        model.Models = Answer.ModelList("library", "house-model-8b");
        await UseAsync(server, model, "Local server", "house-model-8b");
        await CreateAsync(server, "Bicycle repair", "Words for a birthday card", "Why bread rises", "Packing list for the mountains", "A regular expression for dates, and why it is a bad idea to write one by hand");
        bool phone = width < 500;
        Visit visit = await OpenLoggedInAsync(server, "/", new() { ViewportSize = new() { Width = width, Height = height }, IsMobile = phone, HasTouch = phone, DeviceScaleFactor = phone ? 2 : 1 });
        model.Enqueue(Answer.ToolCall("calculate", "{\"expression\":\"12000 / 3.5 * 0.30\"}"), Answer.Text(Recipe));
        await visit.SayAsync("Does a heat pump pay for an old house? Please show me how you calculate it.");
        await visit.LastReplyIsAsync("completed");
        await Expect(visit.LastReply.Locator(".hljs-keyword").First).ToBeVisibleAsync();
        await Look.IsSoundAsync(visit, $"conversation at {width}");
        await Expect(visit.Composer).ToBeInViewportAsync();
        await Expect(visit.LastReply.GetByTestId("copy-message")).ToBeInViewportAsync();
        await Expect(visit.Badge).ToHaveAccessibleNameAsync("Model: house-model-8b · Local server. Open the models dialog");
        (await visit.Find("chat-title").BoundingBoxAsync())!.Width.ShouldBeGreaterThan(130, "the title has room");
        await Look.PictureAsync(visit, phone ? "phone-360.png" : width == 1280 ? "desktop.png" : "wide-1920.png");

        await visit.Find("theme-toggle").ClickAsync();
        await Expect(visit.Find("theme-toggle")).ToHaveAttributeAsync("data-scheme", "light");
        await visit.Find("theme-toggle").ClickAsync();
        await Expect(visit.Find("theme-toggle")).ToHaveAttributeAsync("data-scheme", "dark");
        await visit.LastReply.GetByTestId("tool-call").Locator("summary").ClickAsync();
        await Expect(visit.LastReply.GetByTestId("tool-call")).ToContainTextAsync("1028.57");
        await visit.Page.Mouse.MoveAsync(width / 2, height / 2);
        await Look.IsSoundAsync(visit, $"dark conversation at {width}");
        if (width == 1280)
        {
            await Look.PictureAsync(visit, "dark.png");
        }

        // The choice is kept.
        await visit.Page.ReloadAsync();
        await Expect(visit.Find("theme-toggle")).ToHaveAttributeAsync("data-scheme", "dark");
        await Expect(visit.Page.Locator("html")).ToHaveAttributeAsync("data-mantine-color-scheme", "dark");
    }

    [Fact]
    public async Task The_list_of_chats_on_a_phone_is_a_drawer()
    {
        SapphireServer server = await StartServerAsync();
        Visit visit = await OpenLoggedInAsync(server, "/", new() { ViewportSize = new() { Width = 360, Height = 740 }, IsMobile = true, HasTouch = true });
        await Look.IsSoundAsync(visit, "empty chat on a phone");
        await visit.SayAsync("What is 3 times 3?");
        await visit.LastReplyIsAsync("completed");
        await Expect(visit.Find("chat-list")).ToHaveCountAsync(0);
        await visit.Find("sidebar-toggle").TapAsync();
        await Expect(visit.Find("chat-list")).ToBeVisibleAsync();
        await Expect(visit.Chats).ToHaveCountAsync(1);
        await Look.IsSoundAsync(visit, "drawer");
        await Look.PictureAsync(visit, "drawer-360.png");
        await visit.Find("chat-menu").TapAsync();
        await Expect(visit.Find("rename-chat")).ToBeVisibleAsync();
        await visit.Page.Keyboard.PressAsync("Escape");
        await Expect(visit.Find("rename-chat")).ToHaveCountAsync(0);
        await visit.Find("new-chat").TapAsync();
        await Expect(visit.Find("chat-list")).ToHaveCountAsync(0);
        await Expect(visit.Find("empty-chat")).ToBeVisibleAsync();
        await visit.Find("sidebar-toggle").TapAsync();
        await visit.Chats.GetByRole(AriaRole.Link).TapAsync();
        await Expect(visit.Find("chat-list")).ToHaveCountAsync(0);
        await visit.LastReplySaysAsync("9");

        await visit.Badge.TapAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
        await Expect(visit.Find("scan")).ToBeVisibleAsync();
        await Look.IsSoundAsync(visit, "models dialog on a phone");
        await Look.PictureAsync(visit, "models-360.png");
    }

    [Fact]
    public async Task The_empty_chat_and_the_models_dialog()
    {
        SapphireServer server = await StartServerAsync();
        ScriptedServer model = await StartModelAsync();
        model.Models = Answer.ModelList("library", "qwen3-8b", "llama-3.2-3b", "gemma-3-4b");
        Visit visit = await OpenLoggedInAsync(server, "/", new() { ViewportSize = new() { Width = 1280, Height = 900 } });
        await Expect(visit.Find("offer-models")).ToBeVisibleAsync();
        await Look.IsSoundAsync(visit, "empty chat");
        await Look.PictureAsync(visit, "empty.png");

        await visit.Find("offer-models").GetByRole(AriaRole.Button).ClickAsync();
        await Expect(visit.Find("scan")).ToBeVisibleAsync();
        await Look.IsSoundAsync(visit, "models dialog");
        await server.SendAsync(HttpMethod.Put, "api/models/providers/desk", new { name = "Desk computer", url = "http://127.0.0.1:9/v1", model = "llama-3.3-70b", enabled = true, key = "sk-1" });
        await server.SendAsync(HttpMethod.Put, "api/models/providers/local", new { name = "LM Studio", url = model.Url, model = "qwen3-8b", enabled = true, key = (string?)null });
        await Expect(visit.Badge).ToHaveAttributeAsync("data-builtin", "false");
        await visit.Page.ReloadAsync();
        await visit.Badge.ClickAsync();
        await Expect(visit.Find("provider")).ToHaveCountAsync(2);
        await visit.Find("scan").ClickAsync();
        await Expect(visit.Page.GetByText(new System.Text.RegularExpressions.Regex("No model server answers|Scan again")).First).ToBeVisibleAsync();
        await Look.IsSoundAsync(visit, "models dialog with providers");
        await visit.Find("provider").First.GetByTestId("provider-edit").ClickAsync();
        await Expect(visit.Find("provider-form")).ToBeVisibleAsync();
        await Look.IsSoundAsync(visit, "models dialog with its form");
        await visit.Find("provider-cancel").ClickAsync();
        await visit.Find("answers-now").ScrollIntoViewIfNeededAsync();
        await visit.Page.Mouse.MoveAsync(5, 5);
        await Look.PictureAsync(visit, "models.png");
    }

    [Fact]
    public async Task What_went_wrong()
    {
        SapphireServer server = await StartServerAsync();
        ScriptedServer model = await StartModelAsync();
        model.Models = Answer.ModelList("library", "house-model-8b");
        await UseAsync(server, model, "Local server", "house-model-8b");
        Visit visit = await OpenLoggedInAsync(server);
        model.Enqueue(
            Answer.Error(429, "Rate limit reached for this key.").Header("Retry-After", "20"),
            Answer.Text("The sea is never still. It breathes with the moon,").WithoutLast(3).Cut());
        await visit.SayAsync("Write a poem about the mountains");
        await visit.LastReplyIsAsync("failed");
        await Expect(visit.Find("retry")).ToBeVisibleAsync();
        await visit.SayAsync("Then write one about the sea");
        await Expect(visit.Replies).ToHaveCountAsync(2);
        await visit.LastReplyIsAsync("failed");
        await Expect(visit.Find("continue")).ToBeVisibleAsync();
        await Expect(visit.Find("ask-again")).ToHaveCountAsync(1);
        await Look.IsSoundAsync(visit, "failed replies");
        await Look.PictureAsync(visit, "error.png");

        visit.Allow(Visit.NetworkErrors);
        await server.Process.KillAsync();
        await visit.SayAsync("Are you still there?");
        await Expect(visit.Said.Last).ToHaveAttributeAsync("data-status", "unsent");
        await Expect(visit.Find("try-now")).ToBeVisibleAsync();
        await Expect(visit.Connection).ToHaveAttributeAsync("data-state", "offline", new() { Timeout = 30_000 });
        // A reply that others follow offers only what it can do.
        await Expect(visit.Find("ask-again")).ToHaveCountAsync(2);
        await Expect(visit.Find("message-error").Last).Not.ToContainTextAsync("Continue");
        await Look.IsSoundAsync(visit, "offline");
        await Look.PictureAsync(visit, "offline.png");
    }

    [Fact]
    public async Task Timers_and_what_they_say_when_they_fire()
    {
        SapphireServer server = await StartServerAsync();
        Visit visit = await OpenLoggedInAsync(server);
        await visit.SayAsync("Set a bread timer for 40 minutes");
        await visit.LastReplyIsAsync("completed");
        await visit.SayAsync("Set an egg timer for 1 second");
        await Expect(visit.Find("notification")).ToContainTextAsync("egg");
        await Expect(visit.Find("timer")).ToHaveCountAsync(1);
        await visit.LastReplyIsAsync("completed");
        await Look.IsSoundAsync(visit, "timers");
        await Look.PictureAsync(visit, "timers.png");
        await visit.Page.SetViewportSizeAsync(360, 740);
        await Look.IsSoundAsync(visit, "timers on a narrow page");
    }

    [Fact]
    public async Task The_keyboard_is_enough()
    {
        SapphireServer server = await StartServerAsync();
        Visit visit = await OpenLoggedInAsync(server);
        await visit.Page.Keyboard.TypeAsync("What is 3 times 3?");
        await visit.Page.Keyboard.PressAsync("Enter");
        await visit.LastReplyIsAsync("completed");
        await Expect(visit.Find("announcer")).ToContainTextAsync("9");
        await visit.Page.Keyboard.PressAsync("Control+b");
        await Expect(visit.Find("chat-list")).ToHaveCountAsync(0);
        await visit.Page.Keyboard.PressAsync("Control+b");
        await Expect(visit.Find("chat-list")).ToBeVisibleAsync();
        await visit.Page.Keyboard.PressAsync("Control+Shift+o");
        await Expect(visit.Find("empty-chat")).ToBeVisibleAsync();
        await Expect(visit.Composer).ToBeFocusedAsync();

        await visit.Chats.GetByRole(AriaRole.Link).FocusAsync();
        await visit.Page.Keyboard.PressAsync("F2");
        await Expect(visit.Find("rename-input")).ToBeFocusedAsync();
        await visit.Page.Keyboard.TypeAsync("Nine");
        await visit.Page.Keyboard.PressAsync("Enter");
        await Expect(visit.Chats).ToHaveTextAsync("Nine");
        await Expect(visit.Chats.GetByRole(AriaRole.Link)).ToBeFocusedAsync();
        await visit.Page.Keyboard.PressAsync("Enter");
        await visit.LastReplySaysAsync("9");
        await visit.Chats.GetByRole(AriaRole.Link).FocusAsync();
        await visit.Page.Keyboard.PressAsync("?");
        await Expect(visit.Page.GetByRole(AriaRole.Dialog, new() { Name = "Keyboard shortcuts" })).ToBeVisibleAsync();
        await Look.IsSoundAsync(visit, "help");
        await visit.Page.Keyboard.PressAsync("Escape");
        await Expect(visit.Page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
    }

    private static async Task CreateAsync(SapphireServer server, params string[] titles)
    {
        await using HubClient hub = await server.ConnectAsync();
        foreach (string title in titles)
        {
            JsonElement reply = await hub.InvokeAsync<JsonElement>("Create", new { commandId = Guid.CreateVersion7(), chatId = Guid.CreateVersion7(), title });
            reply.GetProperty("accepted").GetBoolean().ShouldBeTrue(reply.ToString());
        }
    }
}
