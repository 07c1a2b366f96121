using Microsoft.Playwright;
using Sapphire.EndToEnd.Tests.Support;
using Sapphire.ScriptedProvider;
using Sapphire.Web.TestKit;
using static Microsoft.Playwright.Assertions;

namespace Sapphire.EndToEnd.Tests;

/// <summary>The Models page: providers, profiles, privacy mode and the proxy, as a person uses them.</summary>
public sealed class ModelsPageTests(Chromium chromium) : EndToEndTest(chromium)
{
    [Fact]
    public async Task A_provider_is_added_by_its_kind_and_moved_by_its_buttons_and_by_dragging()
    {
        SapphireServer server = await StartServerAsync();
        ScriptedServer model = await StartModelAsync();
        await UseAsync(server, model);
        Visit visit = await OpenLoggedInAsync(server, "/models");
        await visit.Find("add-provider").ClickAsync();
        await visit.Find("provider-kind").ClickAsync();
        await visit.Page.GetByRole(AriaRole.Option, new() { Name = "Anthropic" }).ClickAsync();
        await Expect(visit.Find("provider-url")).ToHaveValueAsync("https://api.anthropic.com/v1");
        await Expect(visit.Find("provider-name")).ToHaveValueAsync("Anthropic");
        // Its own protocol, at a server of the test.
        model.Pages["/v1/models"] = ClaudeEvents.Models("claude-test");
        await visit.Find("provider-url").FillAsync(model.Url);
        await visit.Find("provider-key").FillAsync("sk-ant");
        model.Enqueue(ClaudeEvents.Answer("end_turn", ClaudeEvents.Text("Hi.")));
        await visit.Find("provider-test").ClickAsync();
        await Expect(visit.Find("provider-test-result")).ToHaveAttributeAsync("data-ok", "true");
        await Look.IsSoundAsync(visit, "a provider's form");
        await visit.Find("provider-save").ClickAsync();
        await Expect(visit.Find("provider")).ToHaveCountAsync(2);
        await Expect(visit.Find("provider").Nth(1)).ToContainTextAsync("Anthropic");

        await visit.Find("provider").Nth(1).GetByTestId("provider-up").ClickAsync();
        await Expect(visit.Find("provider").First).ToContainTextAsync("Anthropic");
        await visit.Find("provider").First.DragToAsync(visit.Find("provider").Nth(1));
        await Expect(visit.Find("provider").First).ToContainTextAsync("Scripted");
        await visit.Page.ReloadAsync();
        await Expect(visit.Find("provider").First).ToContainTextAsync("Scripted");

        // It answers through the SDK.
        model.Enqueue(ClaudeEvents.Answer("end_turn", ClaudeEvents.Thinking("Let me greet.", "sig"), ClaudeEvents.Text("Good ", "morning.")));
        await visit.Find("model-selection").ClickAsync();
        await visit.Page.GetByRole(AriaRole.Option, new() { Name = "Anthropic first" }).ClickAsync();
        await Expect(visit.Badge).ToContainTextAsync("claude-test");
        await visit.GoAsync("/");
        await visit.SayAsync("Hello");
        await visit.LastReplyIsAsync("completed");
        await visit.LastReplySaysAsync("Good morning.");
    }

    [Fact]
    public async Task A_profile_is_set_and_reaches_the_server_and_comes_back_after_it_was_removed()
    {
        SapphireServer server = await StartServerAsync();
        ScriptedServer model = await StartModelAsync();
        await UseAsync(server, model);
        Visit visit = await OpenLoggedInAsync(server, "/models");
        // A refusal of the server is told in the page, and in the console by the browser.
        visit.Allow("status of 400");
        await visit.Find("add-profile").ClickAsync();
        await Expect(visit.Find("profile-key")).ToHaveValueAsync("*");
        await visit.Find("profile-temperature").FillAsync("0.3");
        await visit.Find("profile-maxTokens").FillAsync("77");
        await visit.Find("profile-extra").FillAsync("{ \"mirostat\": 2 ");
        await Look.IsSoundAsync(visit, "a profile's form");
        await visit.Find("profile-save").ClickAsync();
        await Expect(visit.Find("models-error")).ToContainTextAsync("It is not JSON");
        await visit.Find("profile-extra").FillAsync("{ \"mirostat\": 2 }");
        await visit.Find("profile-save").ClickAsync();
        await Expect(visit.Find("profile")).ToContainTextAsync("temperature 0.3 · at most 77 tokens");
        await visit.Find("profile-remove").ClickAsync();
        await Expect(visit.Find("profile")).ToHaveCountAsync(0);
        await visit.Find("undo").ClickAsync();
        await Expect(visit.Find("profile")).ToHaveCountAsync(1);
        await Look.PictureAsync(visit, "models-page.png");

        await visit.GoAsync("/");
        await visit.SayAsync("Hello");
        await visit.LastReplyIsAsync("completed");
        System.Text.Json.JsonElement asked = model.Chats[^1].Json;
        (asked.GetProperty("temperature").GetDouble(), asked.GetProperty("max_tokens").GetInt32(), asked.GetProperty("mirostat").GetInt32()).ShouldBe((0.3, 77, 2));
    }

    [Fact]
    public async Task The_shield_switches_privacy_mode_for_every_page_and_says_what_is_passed_over()
    {
        SapphireServer server = await StartServerAsync();
        ScriptedServer model = await StartModelAsync();
        await UseAsync(server, model);
        using (HttpResponseMessage added = await server.SendAsync(HttpMethod.Put, "api/models/providers/far", new { name = "Far", url = "https://models.example/v1", model = "m", enabled = true, key = "k" }))
        {
            added.EnsureSuccessStatusCode();
        }

        Visit visit = await OpenLoggedInAsync(server, "/models");
        await Expect(visit.Find("privacy-switch")).ToHaveAttributeAsync("aria-checked", "false");
        await visit.Find("privacy-switch").ClickAsync();
        await Expect(visit.Find("privacy-switch")).ToHaveAttributeAsync("aria-checked", "true");
        await Expect(visit.Find("privacy-page-switch")).ToBeCheckedAsync();
        await visit.Page.ReloadAsync();
        await Expect(visit.Find("privacy-switch")).ToHaveAttributeAsync("aria-checked", "true");
        await Expect(visit.Page.Locator("[data-provider-id='far']").GetByTestId("provider-health")).ToContainTextAsync("Privacy mode is on: models.example is not asked.");
        await Look.IsSoundAsync(visit, "privacy mode");
        await Look.PictureAsync(visit, "models-private.png");

        // What is near answers as ever.
        await visit.GoAsync("/");
        await visit.SayAsync("Hello");
        await visit.LastReplyIsAsync("completed");
        await visit.LastReplySaysAsync("You said: Hello");
        await visit.Find("privacy-switch").ClickAsync();
        await Expect(visit.Find("privacy-switch")).ToHaveAttributeAsync("aria-checked", "false");
    }

    [Fact]
    public async Task A_private_prompt_holds_the_shield_of_its_chat_and_of_no_other()
    {
        SapphireServer server = await StartServerAsync();
        ScriptedServer model = await StartModelAsync();
        await UseAsync(server, model);
        using (HttpResponseMessage put = await server.SendAsync(HttpMethod.Put, "api/prompts/diary", new { kind = "monolith", content = "You keep a diary.", privacyRequired = true }))
        {
            put.EnsureSuccessStatusCode();
        }

        Visit visit = await OpenLoggedInAsync(server);
        await visit.SayAsync("Hello");
        await visit.LastReplyIsAsync("completed");
        ILocator shield = visit.Find("privacy-switch");
        await Expect(shield).ToHaveAttributeAsync("data-held", "false");
        await Expect(shield).ToHaveAttributeAsync("aria-checked", "false");
        await visit.Find("side-panel-toggle").ClickAsync();
        await visit.Find("chat-prompt").ClickAsync();
        await visit.Page.GetByRole(AriaRole.Option, new() { Name = "diary", Exact = true }).First.ClickAsync();
        await Expect(shield).ToHaveAttributeAsync("data-held", "true");
        await Expect(shield).ToHaveAttributeAsync("aria-checked", "true");
        await shield.ClickAsync();
        await Expect(visit.Find("toast").Filter(new() { HasText = "This chat is private." })).ToContainTextAsync("The prompt \"diary\" of this chat is private");
        await Look.IsSoundAsync(visit, "a private chat");
        await Look.PictureAsync(visit, "chat-private.png");
        await visit.Find("side-panel-close").ClickAsync();

        // It answers from near, and the switch of the others was not touched.
        await visit.SayAsync("And now?");
        await Expect(visit.Replies).ToHaveCountAsync(2);
        await visit.LastReplyIsAsync("completed");
        model.Chats[^1].Json.GetProperty("messages")[0].GetProperty("content").GetString()!.ShouldContain("You keep a diary.");
        await visit.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await visit.Page.SetViewportSizeAsync(360, 740);
        await Look.IsSoundAsync(visit, "a private chat, dark, on a phone");
        await visit.Page.SetViewportSizeAsync(1280, 800);
        await visit.GoAsync("/models");
        await Expect(visit.Find("privacy-page-switch")).Not.ToBeCheckedAsync();
        await Expect(shield).ToHaveAttributeAsync("aria-checked", "false");
    }

    [Fact]
    public async Task A_provider_that_is_left_alone_is_tried_now_at_a_press()
    {
        SapphireServer server = await StartServerAsync();
        ScriptedServer model = await StartModelAsync();
        await UseAsync(server, model);
        Visit visit = await OpenLoggedInAsync(server);
        await visit.SayAsync("Hello");
        await visit.LastReplyIsAsync("completed");
        model.Fallback = static _ => Answer.Error(503).Header("Retry-After", "60");
        for (int i = 0; i < 5; i++)
        {
            await visit.SayAsync("Write a poem about the sea");
            await Expect(visit.Replies).ToHaveCountAsync(i + 2);
            await visit.LastReplyIsAsync("failed");
        }

        await visit.GoAsync("/models");
        await Expect(visit.Find("provider-health")).ToContainTextAsync("left alone until");
        await Look.IsSoundAsync(visit, "a provider that is left alone");
        await visit.Find("provider-retry").ClickAsync();
        await Expect(visit.Find("provider-retry")).ToHaveCountAsync(0);
        await Expect(visit.Find("provider-health")).Not.ToContainTextAsync("left alone");
    }

    [Fact]
    public async Task The_proxy_is_stored_and_tested()
    {
        SapphireServer server = await StartServerAsync();
        Visit visit = await OpenLoggedInAsync(server, "/models");
        await visit.Find("socks-host").FillAsync("127.0.0.1");
        await visit.Find("socks-port").FillAsync("1");
        await visit.Find("socks-user").FillAsync("me");
        await visit.Find("socks-password").FillAsync("secret");
        await visit.Find("socks-save").ClickAsync();
        await Expect(visit.Find("socks-form")).ToContainTextAsync("User and password are stored.");
        await visit.Find("socks-test").ClickAsync();
        await Expect(visit.Find("socks-result")).ToContainTextAsync("The proxy at 127.0.0.1:1 cannot be reached");
        await visit.Page.ReloadAsync();
        await Expect(visit.Find("socks-host")).ToHaveValueAsync("127.0.0.1");
        await Expect(visit.Find("socks-password")).ToHaveValueAsync("");
    }

    [Theory]
    [InlineData(ColorScheme.Light, 1280)]
    [InlineData(ColorScheme.Dark, 1280)]
    [InlineData(ColorScheme.Light, 360)]
    [InlineData(ColorScheme.Dark, 360)]
    public async Task The_page_is_sound_in_light_and_dark_on_a_desk_and_a_phone(ColorScheme scheme, int width)
    {
        SapphireServer server = await StartServerAsync();
        ScriptedServer model = await StartModelAsync();
        await UseAsync(server, model, "A provider with a rather long name");
        using (HttpResponseMessage put = await server.SendAsync(HttpMethod.Put, "api/models/profiles", new { key = "scripted/a-model-with-a-very-long-name/that-goes-on-and-on-and-on", temperature = 0.5 }))
        {
            put.EnsureSuccessStatusCode();
        }

        Visit visit = await OpenLoggedInAsync(server, "/models", new() { ColorScheme = scheme, ViewportSize = new() { Width = width, Height = 800 } });
        await Expect(visit.Find("profile")).ToHaveCountAsync(1);
        await Look.IsSoundAsync(visit, "the Models page");
        await visit.Find("add-provider").ClickAsync();
        await visit.Find("add-profile").ClickAsync();
        await Look.IsSoundAsync(visit, "the Models page with its forms");
        await Look.PictureAsync(visit, $"models-{(scheme == ColorScheme.Dark ? "dark" : "light")}-{width}.png");
    }
}
