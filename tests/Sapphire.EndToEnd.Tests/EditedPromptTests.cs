using System.Text.Json;
using Microsoft.Playwright;
using Sapphire.EndToEnd.Tests.Support;
using Sapphire.ScriptedProvider;
using Sapphire.Web.TestKit;
using static Microsoft.Playwright.Assertions;

namespace Sapphire.EndToEnd.Tests;

/// <summary>What the assistant changes in its prompt, seen and taken back beside the chat; and the picture of a chat. With SAPPHIRE_EVIDENCE=1 their pictures are written anew.</summary>
public sealed class EditedPromptTests(Chromium chromium) : EndToEndTest(chromium)
{
    private static readonly byte[] Dot = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==");

    [Theory]
    [InlineData(ColorScheme.Light, 1280, 900, "light")]
    [InlineData(ColorScheme.Dark, 1280, 900, "dark")]
    [InlineData(ColorScheme.Light, 360, 740, "phone")]
    [InlineData(ColorScheme.Dark, 360, 740, "phone-dark")]
    public async Task What_the_assistant_changed_is_seen_undone_done_again_and_taken_back(ColorScheme scheme, int width, int height, string name)
    {
        Visit visit = await OpenEditedAsync(new() { ColorScheme = scheme, ViewportSize = new() { Width = width, Height = height } });
        ILocator edited = visit.Find("edited-prompt");
        await Expect(visit.Find("edited-step")).ToHaveTextAsync(["Write goals \"soup\""]);
        await visit.Find("edited-difference-toggle").ClickAsync();
        await Expect(visit.Find("edited-difference").Locator("[data-kind=added]")).ToContainTextAsync("Make soup out of everything.");
        await Look.IsSoundAsync(visit, $"an edited prompt, {name}");
        await edited.ScrollIntoViewIfNeededAsync();
        await Look.PictureAsync(visit, $"edited-prompt-{name}.png");

        await visit.Find("edited-undo").ClickAsync();
        await Expect(edited).ToHaveAttributeAsync("data-applied", "0");
        await visit.Find("edited-redo").ClickAsync();
        await Expect(edited).ToHaveAttributeAsync("data-applied", "1");
        await visit.Find("edited-reset").ClickAsync();
        await Expect(edited).ToHaveAttributeAsync("data-applied", "0");
        await Look.IsSoundAsync(visit, $"a prompt that was taken back, {name}");
        await visit.Find("undo-edited-reset").ClickAsync();
        await Expect(edited).ToHaveAttributeAsync("data-applied", "1");
    }

    [Fact]
    public async Task It_is_kept_as_a_new_prompt_which_another_chat_has_and_the_old_one_stays_as_it_is()
    {
        Visit visit = await OpenEditedAsync(null);
        await visit.Find("edited-keep").ClickAsync();
        await visit.Find("edited-name").FillAsync("soup cook");
        await visit.Page.Keyboard.PressAsync("Enter");
        await Expect(visit.Find("toast").Last).ToContainTextAsync("Kept as the prompt soup cook");
        await visit.Find("nav-prompts").ClickAsync();
        await visit.Page.Locator("[data-testid=prompt-item][data-prompt='soup cook']").ClickAsync();
        await Expect(visit.Find("prompt-preview")).ToContainTextAsync("Make soup out of everything.");
        await visit.Page.Locator("[data-testid=prompt-item][data-prompt='cook']").ClickAsync();
        await Expect(visit.Find("prompt-preview")).ToContainTextAsync("a cook");
        await Expect(visit.Find("prompt-preview")).Not.ToContainTextAsync("Make soup");
    }

    [Fact]
    public async Task A_chat_has_a_picture_of_its_own_that_stands_beside_its_replies_and_no_others()
    {
        SapphireServer server = await StartServerAsync();
        Visit visit = await OpenLoggedInAsync(server);
        await visit.SayAsync("What is 3 times 3?");
        await visit.LastReplyIsAsync("completed");
        await visit.Find("side-panel-toggle").ClickAsync();
        await visit.Find("field-avatar").Locator("input[type=file]").SetInputFilesAsync(new FilePayload { Name = "dot.png", MimeType = "image/png", Buffer = Dot });
        await Expect(visit.Find("field-avatar")).ToHaveAttributeAsync("data-own", "true");
        await Expect(visit.Find("reply-avatar").Locator("img")).ToHaveJSPropertyAsync("naturalWidth", 1);
        await Expect(visit.Find("chat-settings")).ToHaveAttributeAsync("data-saved", "true");
        await visit.Page.ReloadAsync();
        await visit.ConnectedAsync();
        await Expect(visit.Find("reply-avatar").Locator("img")).ToHaveJSPropertyAsync("naturalWidth", 1);
        await Look.IsSoundAsync(visit, "the picture of a chat");
        await visit.Find("reset-avatar").ClickAsync();
        await Expect(visit.Find("reply-avatar").Locator("img")).ToHaveCountAsync(0);

        visit.Allow("status of 415");
        await visit.Find("field-avatar").Locator("input[type=file]").SetInputFilesAsync(new FilePayload { Name = "dot.png", MimeType = "image/png", Buffer = "no picture"u8.ToArray() });
        await Expect(visit.Find("toast").Last).ToBeVisibleAsync();
        await Expect(visit.Find("field-avatar")).ToHaveAttributeAsync("data-own", "false");
    }

    // A chat whose assistant has written a piece of its prompt, with its settings open.
    private async Task<Visit> OpenEditedAsync(BrowserNewContextOptions? options)
    {
        SapphireServer server = await StartServerAsync();
        ScriptedServer model = await StartModelAsync();
        model.Fallback = static request => request.Json.TryGetProperty("messages", out JsonElement messages) && messages.EnumerateArray().Last().GetProperty("role").GetString() == "user"
            ? Answer.ToolCall("create_piece", """{"component":"goals","key":"soup","value":"Make soup out of everything."}""")
            : Answer.Text("From now on it is soup.");
        await UseAsync(server, model);
        Visit visit = await OpenLoggedInAsync(server, "/", options);
        await visit.Find("side-panel-toggle").ClickAsync();
        await visit.Find("make-chat").ClickAsync();
        await ChooseAsync(visit, "prompt", "cook");
        await ChooseAsync(visit, "toolset", "all");
        await Expect(visit.Find("chat-settings")).ToHaveAttributeAsync("data-saved", "true");
        await visit.Find("side-panel-close").ClickAsync();
        await visit.SayAsync("Write yourself a goal: soup.");
        await visit.LastReplyIsAsync("completed");
        await visit.Find("side-panel-toggle").ClickAsync();
        await Expect(visit.Find("edited-prompt")).ToHaveAttributeAsync("data-applied", "1");
        return visit;
    }

    private static async Task ChooseAsync(Visit visit, string field, string option)
    {
        await visit.Find($"chat-{field}").ClickAsync();
        await visit.Page.GetByRole(AriaRole.Option, new() { Name = option, Exact = true }).First.ClickAsync();
    }
}
