using Microsoft.Playwright;
using Sapphire.EndToEnd.Tests.Support;
using Sapphire.EndToEnd.Tests.Voice;
using Sapphire.Web.TestKit;
using static Microsoft.Playwright.Assertions;

namespace Sapphire.EndToEnd.Tests;

/// <summary>The rooms with microphones and speakers, in the page of a person who is elsewhere.</summary>
public sealed class RoomsTests(Chromium chromium) : EndToEndTest(chromium)
{
    [Fact]
    public async Task Without_a_room_the_page_says_how_to_get_one()
    {
        SapphireServer server = await StartServerAsync();
        Visit visit = await OpenLoggedInAsync(server);
        await OpenRoomsAsync(visit);
        await Expect(visit.Find("rooms-empty")).ToContainTextAsync("sapphire run --room kitchen");
        await Look.IsSoundAsync(visit, "no rooms");
        await Look.PictureAsync(visit, "rooms-empty.png");
        await visit.Page.Keyboard.PressAsync("Escape");
        await Expect(visit.Find("rooms-close")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_question_is_asked_in_the_kitchen_from_the_page_with_the_keyboard()
    {
        Directory.CreateDirectory(Home);
        string question = Path.Combine(Home, "question.wav");
        SpokenFile.Write(question, 0.3, (0.3, "what is twelve times nine"));
        SapphireServer server = await StartKitchenAsync($"cue:{question}", $"wav:{Path.Combine(Home, "answer.wav")}");
        Visit visit = await OpenLoggedInAsync(server);
        await OpenRoomsAsync(visit);
        ILocator room = visit.Find("room");
        await Expect(room).ToHaveAttributeAsync("data-room", "kitchen");
        await Expect(visit.Find("room-state")).ToHaveTextAsync("Quiet");

        await visit.Find("room-talk").FocusAsync();
        await visit.Page.Keyboard.DownAsync(" ");
        await Expect(visit.Find("room-talk")).ToHaveAttributeAsync("aria-pressed", "true");
        await Expect(visit.Find("room-state")).ToHaveTextAsync(new System.Text.RegularExpressions.Regex("Listening|Hears somebody", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)));
        await server.Process.WriteLineAsync("play");
        await LevelAsync(visit, level => level > 0.5);
        await LevelAsync(visit, level => level < 0.3);
        await visit.Page.Keyboard.UpAsync(" ");
        await Expect(visit.Find("room-heard")).ToHaveTextAsync("what is twelve times nine", new() { Timeout = 30_000 });
        await Expect(visit.Find("room-talk")).ToHaveAttributeAsync("aria-pressed", "false");

        // Its chat is one of the list, and its answer is there.
        await Expect(visit.Chats).ToHaveCountAsync(1);
        await Expect(visit.Chats.First).ToContainTextAsync("kitchen");
        await Expect(visit.Find("room-state")).ToHaveTextAsync("Quiet", new() { Timeout = 30_000 });
        await visit.Find("room-text").FillAsync("Dinner is ready. Come down, everybody, before it is cold again.");
        await Look.IsSoundAsync(visit, "a room");
        await Look.PictureAsync(visit, "rooms.png");
        await visit.Page.Keyboard.PressAsync("Enter");
        await Expect(visit.Find("room-state")).ToHaveTextAsync("Speaking");
        await visit.Find("room-stop").ClickAsync();
        await Expect(visit.Find("room-state")).ToHaveTextAsync("Quiet");
    }

    [Fact]
    public async Task On_a_phone_in_the_dark_a_room_without_its_microphone_says_so()
    {
        SapphireServer server = await StartKitchenAsync("wav:/no/such/place/with/a/rather/long/path/microphone.wav", "none");
        Visit visit = await OpenLoggedInAsync(server, "/", new() { ViewportSize = new() { Width = 360, Height = 740 }, IsMobile = true, HasTouch = true, ColorScheme = ColorScheme.Dark });
        await OpenRoomsAsync(visit);
        await Expect(visit.Find("room-warning")).ToContainTextAsync("microphone.wav");
        await Expect(visit.Find("room-state")).ToHaveTextAsync("Does not hear");
        await Expect(visit.Find("room-talk")).ToBeDisabledAsync();
        await Look.IsSoundAsync(visit, "a room on a phone");
        await Look.PictureAsync(visit, "rooms-dark-360.png");
    }

    private static async Task OpenRoomsAsync(Visit visit)
    {
        await visit.Find("header-menu").ClickAsync();
        await visit.Find("rooms").ClickAsync();
        await Expect(visit.Find("rooms-close")).ToBeVisibleAsync();
    }

    private static Task LevelAsync(Visit visit, Func<double, bool> which) => Eventually.TrueAsync(
        async () => which(double.Parse((await visit.Find("room-level").GetAttributeAsync("data-level"))!, System.Globalization.CultureInfo.InvariantCulture)),
        "the level of the microphone");

    private async Task<SapphireServer> StartKitchenAsync(string microphone, string speaker)
    {
        Directory.CreateDirectory(Home);
        return Own(await SapphireServer.StartAsync(new(
            Home,
            [],
            new Dictionary<string, string?> { ["SAPPHIRE_MICROPHONE"] = microphone, ["SAPPHIRE_SPEAKER"] = speaker },
            ["--room", "kitchen"],
            KeepsInput: true)));
    }
}
