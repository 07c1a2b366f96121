using Microsoft.Playwright;
using Sapphire.EndToEnd.Tests.Support;
using Sapphire.Web.TestKit;

namespace Sapphire.EndToEnd.Tests.Voice;

/// <summary>What is in the way of the microphone is told, with a way out.</summary>
public sealed class MicrophoneTests(Chromium chromium) : EndToEndTest(chromium)
{
    [Fact]
    public async Task Without_a_microphone_the_page_says_so_and_typing_goes_on()
    {
        SapphireServer server = await StartServerAsync();
        Visit visit = await OpenLoggedInAsync(server);

        await visit.Find("mic").ClickAsync();

        await Assertions.Expect(visit.Find("voice-notice")).ToHaveAttributeAsync("data-kind", "no-microphone");
        await visit.SayAsync("What is 2 plus 3?");
        await visit.LastReplySaysAsync("5");
    }

    [Fact]
    public async Task A_refused_microphone_says_how_to_allow_it()
    {
        SapphireServer server = await StartServerAsync();
        await using IBrowser browser = await VoiceBrowser.LaunchAsync(null);
        Visit visit = await OpenLoggedInAsync(server, browser: browser);

        await visit.Find("mic").ClickAsync();

        ILocator notice = visit.Find("voice-notice");
        await Assertions.Expect(notice).ToHaveAttributeAsync("data-kind", "denied");
        await Assertions.Expect(notice).ToContainTextAsync("left of the address");
        await Assertions.Expect(visit.Find("mic")).ToHaveAttributeAsync("data-talk", "off");

        // Allowed meanwhile, it works without a reload.
        await visit.Context.GrantPermissionsAsync(["microphone"]);
        await visit.Find("voice-notice-action").ClickAsync();
        await Assertions.Expect(visit.Find("mic")).ToHaveAttributeAsync("data-talk", "once open");
        await Assertions.Expect(visit.Find("voice-state")).ToBeVisibleAsync();
        await visit.Page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(visit.Find("mic")).ToHaveAttributeAsync("data-talk", "off");
    }
}
