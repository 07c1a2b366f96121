using System.Text.Json;
using Microsoft.Playwright;
using Sapphire.EndToEnd.Tests.Support;
using Sapphire.Web.TestKit;
using static Microsoft.Playwright.Assertions;

namespace Sapphire.EndToEnd.Tests.Voice;

/// <summary>Choosing how Sapphire speaks and listens.</summary>
public sealed class SpeechDialogTests(Chromium chromium) : EndToEndTest(chromium)
{
    [Fact]
    public async Task A_voice_is_tried_chosen_and_used()
    {
        SapphireServer server = await StartServerAsync();
        Visit visit = await OpenLoggedInAsync(server);
        await OpenDialogAsync(visit);
        ILocator voice = visit.Find("speech-voice");
        await Expect(visit.Find("synthesizer").Filter(new() { HasText = "flite" })).ToHaveAttributeAsync("data-available", "true");
        await Expect(visit.Find("recognizer").Filter(new() { HasText = "pocketsphinx" })).ToHaveAttributeAsync("data-available", "true");
        await Look.IsSoundAsync(visit, "the Speech dialog");
        await Look.PictureAsync(visit, "speech-dialog.png");

        await voice.ClickAsync();
        await voice.FillAsync("German");
        await Expect(visit.Page.GetByRole(AriaRole.Option).First).ToBeVisibleAsync();
        await visit.Page.Keyboard.PressAsync("ArrowDown");
        await visit.Page.Keyboard.PressAsync("Enter");
        await visit.Find("speech-test").ClickAsync();
        await Expect(visit.Find("speech-test")).ToHaveAttributeAsync("data-state", "playing");
        await visit.Find("speech-save").ClickAsync();
        await Expect(visit.Find("speech-saved")).ToBeVisibleAsync();

        using HttpResponseMessage response = await server.SendAsync(HttpMethod.Get, "api/speech");
        JsonElement stored = JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement;
        stored.GetProperty("speak").GetProperty("voice").GetString().ShouldBe("espeak-ng/de");
    }

    [Fact]
    public async Task Small_and_dark_the_dialog_is_whole()
    {
        SapphireServer server = await StartServerAsync();
        Visit visit = await OpenLoggedInAsync(server, options: new() { ViewportSize = new() { Width = 360, Height = 740 }, ColorScheme = ColorScheme.Dark });
        await OpenDialogAsync(visit);
        await Look.IsSoundAsync(visit, "the Speech dialog at 360 px");
        await Look.PictureAsync(visit, "speech-dialog-360.png");
        await visit.Page.Keyboard.PressAsync("Escape");
        await Expect(visit.Find("speech-dialog")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task The_page_says_what_the_basic_voice_understands()
    {
        SapphireServer server = await StartServerAsync();
        Visit visit = await OpenLoggedInAsync(server);
        await Expect(visit.Find("voice-hint")).ToBeVisibleAsync();
        await visit.Find("voice-hint").GetByRole(AriaRole.Button).ClickAsync();
        ILocator dialog = visit.Find("basic-voice-dialog");
        await Expect(dialog).ToContainTextAsync("Set a timer for ten minutes");
        (await dialog.GetByTestId("example-group").CountAsync()).ShouldBeGreaterThan(4);
        await Look.IsSoundAsync(visit, "what the basic voice understands");
        await Look.PictureAsync(visit, "basic-voice.png");
    }

    private static async Task OpenDialogAsync(Visit visit)
    {
        await visit.Find("header-menu").ClickAsync();
        await visit.Find("speech-settings").ClickAsync();
        await Expect(visit.Find("speech-voice")).ToBeVisibleAsync();
    }
}
