using System.Text.RegularExpressions;
using Sapphire.EndToEnd.Tests.Support;
using Sapphire.Faults.Tests.Cluster;
using Sapphire.Faults.Tests.Rooms;
using Sapphire.Web.TestKit;
using static Microsoft.Playwright.Assertions;

namespace Sapphire.EndToEnd.Tests;

/// <summary>A room that is on another machine than the page: nodes by role in processes of their own, on hosts of their own where there are some.</summary>
[Collection(Hosts.Name)]
public sealed class ClusterRoomTests(Chromium chromium) : EndToEndTest(chromium)
{
    private const string Question = "what is twelve times nine";
    private const string Sum = "#JSGF V1.0; grammar sum; public <answer> = (twelve times nine | four times nine | twelve times five) (equals | is) (one hundred eight | ninety | eighteen | one hundred nine | forty five);";
    private const float Patience = 60_000;

    [Fact]
    public async Task The_kitchen_of_another_machine_is_seen_and_talked_to_from_the_page()
    {
        ClusterWorld world = Own(await ClusterWorld.StartAsync());
        Task[] nodes =
        [
            world.StartNodeAsync("session-1", host: await world.AddHostAsync()),
            world.StartNodeAsync("stt-1", "stt", host: await world.AddHostAsync()),
            world.StartNodeAsync("tts-1", "tts", host: await world.AddHostAsync()),
        ];
        SapphireServer web = await world.StartWebAsync(host: await world.AddHostAsync());
        await Task.WhenAll(nodes);
        RoomNode kitchen = await RoomNode.StartAsync(world, "pi", "kitchen", await world.AddHostAsync());
        Visit visit = await OpenLoggedInAsync(web, "/", new() { IgnoreHTTPSErrors = true, ViewportSize = new() { Width = 1280, Height = 900 } });
        await OpenRoomsAsync(visit);
        await Expect(visit.Find("room")).ToHaveAttributeAsync("data-room", "kitchen", new() { Timeout = Patience });
        await Expect(visit.Find("room")).ToHaveAttributeAsync("data-node", "pi");
        await Expect(visit.Find("room-state")).ToHaveTextAsync("Quiet", new() { Timeout = Patience });

        await visit.Find("room-talk").FocusAsync();
        await visit.Page.Keyboard.DownAsync(" ");
        await Expect(visit.Find("room-state")).ToHaveTextAsync(new Regex("Listening|Hears somebody", RegexOptions.None, TimeSpan.FromSeconds(1)), new() { Timeout = Patience });
        await RoomNode.PassAsync(await kitchen.SayAsync(Question));
        await visit.Page.Keyboard.UpAsync(" ");
        await Expect(visit.Find("room-heard")).ToHaveTextAsync(Question, new() { Timeout = Patience });
        await kitchen.SpeaksAsync(Sum, heard => heard.Contains("twelve times nine", StringComparison.Ordinal) || heard.Contains("one hundred eight", StringComparison.Ordinal));
        await Expect(visit.Find("room-state")).ToHaveTextAsync("Quiet", new() { Timeout = Patience });
        await Look.IsSoundAsync(visit, "a room of another machine");
        await Look.PictureAsync(visit, "rooms-cluster.png");

        // Both sides are in its chat.
        await visit.Page.Keyboard.PressAsync("Escape");
        await Expect(visit.Chats.First).ToContainTextAsync("kitchen");
        await visit.Chats.First.ClickAsync();
        await Expect(visit.Said.Last).ToContainTextAsync(Question);
        await visit.LastReplySaysAsync("108", Patience);
        await Look.PictureAsync(visit, "rooms-cluster-chat.png");
        await visit.GoAsync("/cluster");
        await Expect(visit.Find("cluster-totals")).ToContainTextAsync(new Regex(@"1\s*room|room\s*1", RegexOptions.None, TimeSpan.FromSeconds(1)));
        await Expect(visit.Find("cluster-node")).ToHaveCountAsync(5, new() { Timeout = Patience });
        await Look.PictureAsync(visit, "cluster-with-room.png");

        // Its machine dies.
        await kitchen.Process.KillAsync();
        await visit.GoAsync("/");
        await OpenRoomsAsync(visit);
        await Expect(visit.Find("room-state")).ToHaveTextAsync("Away", new() { Timeout = Patience });
        await Expect(visit.Find("room-warning")).ToContainTextAsync("Look whether pi runs and is connected.");
        await Expect(visit.Find("room-talk")).ToBeDisabledAsync();
        await Look.IsSoundAsync(visit, "a room whose machine is gone");
        await Look.PictureAsync(visit, "rooms-silent.png");
    }

    private static async Task OpenRoomsAsync(Visit visit)
    {
        await visit.Find("header-menu").ClickAsync();
        await visit.Find("rooms").ClickAsync();
        await Expect(visit.Find("rooms-close")).ToBeVisibleAsync();
    }
}
