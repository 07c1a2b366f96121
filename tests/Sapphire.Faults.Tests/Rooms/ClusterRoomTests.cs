using System.Net;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Ids;
using Sapphire.Actors.Rooms.Devices;
using Sapphire.Faults.Tests.Cluster;
using Sapphire.Faults.Tests.Support;
using Sapphire.Web.TestKit;

namespace Sapphire.Faults.Tests.Rooms;

/// <summary>Rooms on machines of their own: real processes by role, a real broker and database, real engines.</summary>
public sealed class ClusterRoomTests
{
    private const string Question = "what is twelve times nine";
    private const string Sum = "#JSGF V1.0; grammar sum; public <answer> = [<away>] (twelve times nine | four times nine | twelve times five) (equals | is) <number> [dinner is ready]; <away> = i cannot reach home just now i have kept what you said; <number> = one hundred eight | ninety | eighteen | one hundred nine | forty five;";
    private const string Away = "#JSGF V1.0; grammar away; public <answer> = i cannot reach (home | phone) just now i have (kept | left) what you said | dinner is ready now;";
    private const string Ring = "#JSGF V1.0; grammar ring; public <answer> = <set> | <ring> | <set> <ring>; <set> = (timer | time) (set | sat) for <n> (seconds | minutes); <ring> = your <n> (second | minute | hour) timer is (done | set); <n> = five | nine | ten | twenty;";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly ChatId Chat = new RoomPlace("kitchen").CreateChat(0, DateTimeOffset.UnixEpoch).ChatId;

    [Fact]
    public async Task A_conversation_by_voice_goes_from_a_room_through_nodes_for_recognition_chats_and_voice_and_back()
    {
        await using ClusterWorld world = await ClusterWorld.StartAsync();
        SapphireServer web = await StartAsync(world);
        RoomNode kitchen = await RoomNode.StartAsync(world, "pi", "kitchen", await world.AddHostAsync());
        kitchen.Process.Output.ShouldContain("Room:   kitchen");
        await RoomNode.SeenAsync(web, room => RoomNode.Text(room, "node") == "pi" && RoomNode.Text(room, "state") == "Idle" && RoomNode.Text(room, "microphoneProblem").Length == 0, "the web node sees the kitchen");

        // Its button is held from the web node.
        await HoldAsync(web, down: true);
        await RoomNode.SeenAsync(web, room => RoomNode.Text(room, "state") is "Listening" or "Hearing", "the kitchen listens");
        await RoomNode.PassAsync(await kitchen.SayAsync(Question), () => HoldAsync(web, down: true));
        await HoldAsync(web, down: false);
        (await RoomNode.SeenAsync(web, room => RoomNode.Text(room, "heard").Length > 0, "it was understood")).GetProperty("heard").GetString().ShouldBe(Question);
        await kitchen.SpeaksAsync(Sum, IsAnswer);
        await HasHistoryAsync(web, Question);

        // Any node lists it, speaks there, and counts it; there is one kitchen.
        string session = world.HomeOf("session-1");
        (await RunAsync("rooms", "list", "--home", session)).ShouldContain("kitchen  pi");
        (await RunAsync("cluster", "status", "--home", session)).ShouldContain("1: kitchen");
        await RunAsync("rooms", "say", "kitchen", "dinner is ready", "--home", session);
        await kitchen.SpeaksAsync(Sum, heard => IsAnswer(heard) && heard.EndsWith("dinner is ready", StringComparison.Ordinal));
        RoomNode second = await RoomNode.StartAsync(world, "pi-two", "kitchen");
        await second.Process.WaitForOutputAsync(text => text.Contains("The machine \"pi\" is the room \"kitchen\" already", StringComparison.Ordinal), Patience);
        (await RunAsync("rooms", "list", "--home", world.HomeOf("pi-two"))).ShouldContain("stands by: pi has this name");
        (await RunAsync("cluster", "status", "--home", session)).ShouldContain("pi-two is a room kitchen too");

        // A machine that dies is seen as silent, and the other one takes its place.
        await kitchen.Process.KillAsync();
        await RoomNode.SeenAsync(web, room => RoomNode.Text(room, "node") == "pi" && RoomNode.Text(room, "silentSince").Length > 0, "the first kitchen is silent");
        await second.Process.WaitForOutputAsync(text => text.Contains("this machine takes part", StringComparison.Ordinal), Patience);
        await RoomNode.SeenAsync(web, room => RoomNode.Text(room, "node") == "pi-two" && RoomNode.Text(room, "takenBy").Length == 0 && RoomNode.Text(room, "state") == "Idle", "the second kitchen takes part");
        await second.TalkAsync(Question);
        await second.SpeaksAsync(Sum, IsAnswer);
        await HasHistoryAsync(web, Question, Question);
    }

    [Fact]
    public async Task A_timer_that_was_set_by_voice_in_a_room_rings_there_and_not_on_the_page()
    {
        await using ClusterWorld world = await ClusterWorld.StartAsync();
        SapphireServer web = await StartAsync(world);
        RoomNode kitchen = await RoomNode.StartAsync(world, "pi", "kitchen", await world.AddHostAsync());
        await using HubClient page = await web.ConnectAsync();
        await using RoomOnHub tab = await RoomOnHub.OpenAsync(page);
        await RoomNode.SeenAsync(web, room => RoomNode.Text(room, "state") == "Idle" && RoomNode.Text(room, "microphoneProblem").Length == 0, "the kitchen is there");
        await kitchen.TalkAsync("set a timer for five seconds");
        await kitchen.SpeaksAsync(Ring, heard => heard.EndsWith("timer is done", StringComparison.Ordinal));
        tab.Updates.ShouldNotContain(one => one.Update.GetProperty("type").GetString() == "ring");
    }

    [Fact]
    public async Task While_the_broker_is_gone_it_says_so_and_what_was_said_is_answered_although_the_room_was_killed_too()
    {
        await using ClusterWorld world = await ClusterWorld.StartAsync(ownServers: true);
        SapphireServer web = await StartAsync(world);
        RoomNode kitchen = await RoomNode.StartAsync(world, "pi", "kitchen", await world.AddHostAsync());
        await RoomNode.SeenAsync(web, room => RoomNode.Text(room, "state") == "Idle" && RoomNode.Text(room, "microphoneProblem").Length == 0, "the kitchen is there");

        // It has a voice, and has learnt what to say without.
        await Polling.UntilAsync(() => kitchen.Log.Contains("has learnt to say that it is away", StringComparison.Ordinal), "it has learnt to say so");
        await RunAsync("rooms", "say", "kitchen", "dinner is ready now", "--home", world.HomeOf("pi"));
        await kitchen.SpeaksAsync(Away, heard => heard.Length > 0);
        await world.Broker.KillAsync();
        await kitchen.Process.WaitForOutputAsync(text => text.Contains("The other nodes cannot be reached.", StringComparison.Ordinal), Patience);
        await kitchen.TalkAsync(Question);
        await Polling.UntilAsync(() => Directory.Exists(kitchen.Kept) && Directory.GetFiles(kitchen.Kept, "*.json").Length == 1, "what was said is on disk");
        await kitchen.SpeaksAsync("#JSGF V1.0; grammar away; public <answer> = dinner is ready now i cannot reach (home | phone) just now i have (kept | left) what you said;", heard => heard.Contains("cannot reach", StringComparison.Ordinal));

        // Its power fails too; then the broker is back.
        await kitchen.KillAndRestartAsync();
        await world.Broker.StartAgainAsync();
        await kitchen.SpeaksAsync(Sum, IsAnswer);
        await HasHistoryAsync(web, Question);
        await Polling.UntilAsync(() => Directory.GetFiles(kitchen.Kept).Length == 0, "it is not kept any more");
        await kitchen.TalkAsync(Question);
        await HasHistoryAsync(web, Question, Question);
    }

    [Fact]
    public async Task A_node_for_recognition_that_is_killed_in_mid_utterance_costs_no_word()
    {
        await using ClusterWorld world = await ClusterWorld.StartAsync();
        SapphireServer web = await StartAsync(world, recognizes: false);
        ChildProcess first = await world.StartNodeAsync("stt-1", "stt", host: await world.AddHostAsync());
        RoomNode kitchen = await RoomNode.StartAsync(world, "pi", "kitchen", await world.AddHostAsync(), "sapphire.cluster.speech.absence-timeout = 60s");
        await RoomNode.SeenAsync(web, room => RoomNode.Text(room, "state") == "Idle" && RoomNode.Text(room, "microphoneProblem").Length == 0, "the kitchen is there");
        await kitchen.Process.WriteLineAsync("down");
        await RoomNode.PassAsync(await kitchen.SayAsync("what is twelve"));
        await first.KillAsync();
        Task<ChildProcess> next = world.StartNodeAsync("stt-2", "stt", host: await world.AddHostAsync());
        await RoomNode.PassAsync(await kitchen.SayAsync("times nine"));
        await next;
        await kitchen.Process.WriteLineAsync("up");
        (await RoomNode.SeenAsync(web, room => RoomNode.Text(room, "heard").Length > 0, "it was understood")).GetProperty("heard").GetString().ShouldBe(Question);
        await kitchen.SpeaksAsync(Sum, IsAnswer);
    }

    [Fact]
    public async Task A_room_without_a_name_and_a_name_without_the_role_are_refused_with_what_to_give()
    {
        await using ClusterWorld world = await ClusterWorld.StartAsync();
        await using (ChildProcess nameless = world.Begin(world.Launch("a", "room")))
        {
            (await nameless.WaitForExitAsync(Patience)).ShouldNotBe(0);
            nameless.Output.ShouldContain("needs the name of its room: give --room kitchen");
        }

        SapphireServer.Launch stt = world.Launch("b", "stt");
        await using ChildProcess roleless = world.Begin(stt with { Arguments = [.. stt.Arguments, "--room", "kitchen"] });
        (await roleless.WaitForExitAsync(Patience)).ShouldNotBe(0);
        roleless.Output.ShouldContain("give --roles stt,room");
    }

    // Recognition, chats, voice and pages, each on a machine of its own.
    private static async Task<SapphireServer> StartAsync(ClusterWorld world, bool recognizes = true)
    {
        List<Task> nodes = [world.StartNodeAsync("session-1", host: await world.AddHostAsync()), world.StartNodeAsync("tts-1", "tts", host: await world.AddHostAsync())];
        if (recognizes)
        {
            nodes.Add(world.StartNodeAsync("stt-1", "stt", host: await world.AddHostAsync()));
        }

        Task<SapphireServer> web = world.StartWebAsync(host: await world.AddHostAsync());
        await Task.WhenAll(nodes);
        await (await web).LoginAsync();
        return await web;
    }

    private static async Task HoldAsync(SapphireServer web, bool down)
    {
        using HttpResponseMessage answer = await web.SendAsync(HttpMethod.Post, "api/rooms/kitchen/talk", new { down });
        answer.StatusCode.ShouldBe(HttpStatusCode.NoContent, await answer.Content.ReadAsStringAsync());
    }

    // The ear may take one number for another that sounds like it.
    private static bool IsAnswer(string heard) => heard.Contains("twelve times nine", StringComparison.Ordinal) || heard.Contains("one hundred eight", StringComparison.Ordinal);

    // Both sides, once each, as a page of the web node shows them.
    private static async Task HasHistoryAsync(SapphireServer web, params string[] questions)
    {
        await using Person person = await Person.AtAsync(web);
        ChatView? chat = null;
        await Polling.UntilAsync(async () => (chat = await person.ReadAsync(Chat)).Replies().Count(reply => reply.Status == MessageStatus.Completed) == questions.Length, "the answers are in the chat");
        chat!.Title.ShouldBe("kitchen");
        chat.Users().Select(Views.Text).ShouldBe(questions);
        chat.Replies().ShouldAllBe(reply => reply.Text().Contains("108", StringComparison.Ordinal));
    }

    private static async Task<string> RunAsync(params string[] arguments)
    {
        await using ChildProcess process = ChildProcess.StartDotnet(Repository.Program, arguments);
        (await process.WaitForExitAsync(Patience)).ShouldBe(0, process.Output);
        return process.Output;
    }
}
