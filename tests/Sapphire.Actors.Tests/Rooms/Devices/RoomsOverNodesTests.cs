using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Home;
using Sapphire.Actors.Hosting;
using Sapphire.Actors.Ids;
using Sapphire.Actors.Rooms;
using Sapphire.Actors.Rooms.Devices;
using Sapphire.Actors.Tests.Hosting;
using Sapphire.Kernel.Actor;
using Sapphire.Kernel.TestKit;

namespace Sapphire.Actors.Tests.Rooms.Devices;

/// <summary>Rooms of one node, seen, told and rung from the others.</summary>
public sealed class RoomsOverNodesTests
{
    [Fact]
    public async Task A_room_is_known_and_told_on_all_nodes_also_on_one_that_comes_later()
    {
        await using RoomWorld world = new();
        RoomNode web = await world.JoinAsync("web");
        RoomNode pi = await world.JoinAsync("pi");
        (_, TestDevices devices) = pi.BeRoom("kitchen");
        await SeesAsync(web, rooms => rooms is [{ Name: "kitchen", Node: "pi", SilentSince: null }]);
        RoomNode late = await world.JoinAsync("late");
        await SeesAsync(late, rooms => rooms is [{ Name: "kitchen", Node: "pi" }]);
        await UntilAsync(async () => !devices.Speakers.IsEmpty && await late.SendAsync(new SayInRoom("Kitchen", "Dinner is ready.")) is null, "it is told from the other node");
        short[] sound = Sound("Dinner is ready.");
        await UntilAsync(() => Task.FromResult(devices.Speaker.Sound.Length >= sound.Length), "it is said there");
        (await web.SendAsync(new TalkInRoom("kitchen", Down: true))).ShouldBeNull();
        await SeesAsync(web, rooms => rooms is [{ State: RoomState.Listening or RoomState.Hearing }]);
        (await web.SendAsync(new StopInRoom("kitchen"))).ShouldBeNull();
        await SeesAsync(web, rooms => rooms is [{ State: RoomState.Idle }]);
        (await web.SendAsync(new SayInRoom("cellar", "Hello."))).ShouldNotBeNull().Detail.ShouldBe("There is: kitchen.");
    }

    [Fact]
    public async Task A_room_whose_node_ends_leaves_the_list_and_one_that_dies_stays_in_it_as_silent()
    {
        await using RoomWorld world = new();
        RoomNode web = await world.JoinAsync("web");
        RoomNode pi = await world.JoinAsync("pi");
        RoomNode two = await world.JoinAsync("pi-two");
        (IActorRef kitchen, _) = pi.BeRoom("kitchen");
        two.BeRoom("bath");
        await SeesAsync(web, rooms => rooms.Count == 2);
        kitchen.Tell(PoisonPill.Instance);
        await SeesAsync(web, rooms => rooms is [{ Name: "bath" }]);
        await world.KillAsync(two);
        await SeesAsync(web, rooms => rooms is [{ Name: "bath", SilentSince: not null, Away: true }]);
        CommandError error = (await web.SendAsync(new SayInRoom("bath", "Hello."))).ShouldNotBeNull();
        (error.Code, error.Title).ShouldBe(("unavailable", "bath does not answer."));
        error.Detail.ShouldContain("look whether pi-two runs");

        // The same machine again, in another life.
        world.Broker.Heal("pi-two");
        RoomNode again = await world.JoinAsync("pi-two");
        again.BeRoom("bath");
        await SeesAsync(web, rooms => rooms is [{ Name: "bath", SilentSince: null, TakenBy: null }]);
    }

    [Fact]
    public async Task A_silent_room_is_forgotten_after_five_minutes()
    {
        ManualTimeProvider time = new();
        await using ActorSystem system = ActorSystem.Create("registry", TestSystem.Prepare(new() { TimeProvider = time, Serialization = AssistantProtocols.Setup }));
        TestProbe device = new TestKit(system).CreateTestProbe();
        IActorRef registry = system.ActorOf(RoomRegistry.Props(time));
        registry.Tell(new RoomAnnounced(View("kitchen", "pi"), time.GetUtcNow()), device.Ref);
        (await Rooms()).ShouldHaveSingleItem().SilentSince.ShouldBeNull();
        DateTimeOffset last = time.GetUtcNow();
        await AdvanceUntilAsync(rooms => rooms is [{ SilentSince: not null }]);
        (time.GetUtcNow() - last).ShouldBeInRange(RoomRegistry.Silence, RoomRegistry.Silence + TimeSpan.FromSeconds(10));
        await AdvanceUntilAsync(rooms => rooms.Count == 0);
        (time.GetUtcNow() - last).ShouldBeInRange(RoomRegistry.Forgotten, RoomRegistry.Forgotten + TimeSpan.FromSeconds(10));

        async Task<IReadOnlyList<RoomView>> Rooms() => (await registry.Ask<RoomList>(GetRooms.Instance, AssistantHarness.Deadline)).Rooms;

        Task AdvanceUntilAsync(Func<IReadOnlyList<RoomView>, bool> holds) => UntilAsync(
            async () =>
            {
                time.Advance(TimeSpan.FromSeconds(1));
                return holds(await Rooms());
            },
            "time has passed");
    }

    [Fact]
    public async Task Of_two_rooms_of_one_name_the_first_has_it_and_the_second_takes_over_when_it_is_gone()
    {
        await using RoomWorld world = new();
        RoomNode web = await world.JoinAsync("web");
        RoomNode pi = await world.JoinAsync("pi");
        RoomNode two = await world.JoinAsync("pi-two");
        DateTimeOffset now = DateTimeOffset.UtcNow;
        (_, TestDevices first) = pi.BeRoom("kitchen", now);
        (_, TestDevices second) = two.BeRoom("Kitchen", now + TimeSpan.FromMilliseconds(1));
        foreach (RoomNode node in (RoomNode[])[web, pi, two])
        {
            await SeesAsync(node, rooms => rooms is [{ Node: "pi", TakenBy: null }, { Node: "pi-two", TakenBy: "pi" }]);
        }

        await UntilAsync(() => Task.FromResult(!first.Speakers.IsEmpty && !second.Speakers.IsEmpty), "their speakers are open");
        (await web.SendAsync(new SayInRoom("kitchen", "Dinner is ready."))).ShouldBeNull();
        Raise(Timer(new RoomPlace("kitchen").Id), two, pi);
        await UntilAsync(() => Task.FromResult(first.Speaker.Sound.Length > Sound("Dinner is ready.").Length), "the first one speaks and rings");
        second.Speaker.Sound.ShouldBeEmpty("it takes no part");

        await world.KillAsync(pi);
        foreach (RoomNode node in (RoomNode[])[web, two])
        {
            await SeesAsync(node, rooms => rooms.Any(room => room is { Node: "pi-two", TakenBy: null }));
        }

        await UntilAsync(async () => await web.SendAsync(new SayInRoom("kitchen", "Dinner is ready.")) is null && second.Speaker.Sound.Length > 0, "the second one speaks");
    }

    [Fact]
    public async Task A_timer_rings_in_its_room_on_another_node_and_nowhere_else()
    {
        await using RoomWorld world = new();
        RoomNode web = await world.JoinAsync("web");
        RoomNode pi = await world.JoinAsync("pi");
        RoomId kitchen = RoomId.New(TimeProvider.System);
        RoomEars there = pi.Open(kitchen);
        RoomEars tab = web.Open(RoomId.New(TimeProvider.System));

        // What rooms say comes through: they have subscribed.
        pi.BeRoom("hall");
        await SeesAsync(web, rooms => rooms is [{ Name: "hall" }]);
        NotificationView first = Timer(kitchen);
        Raise(first, web, pi);
        await UntilAsync(() => Task.FromResult(there.Rang.Count == 1), "it rings in its room");

        // One whose room is gone rings everywhere, after a moment in which that room might have said that it did.
        NotificationView lost = Timer(RoomId.New(TimeProvider.System));
        Raise(lost, web, pi);
        await UntilAsync(() => Task.FromResult(there.Rang.Contains(lost.Id) && tab.Rang.Contains(lost.Id)), "it rings everywhere");
        tab.Rang.ShouldBe([lost.Id], "the first one rang in its own room only");
        there.Rang.ShouldBe([first.Id, lost.Id]);
    }

    [Fact]
    public async Task A_timer_that_a_node_was_not_told_of_rings_once_all_the_same()
    {
        await using RoomWorld world = new();
        RoomNode pi = await world.JoinAsync("pi");
        RoomId kitchen = RoomId.New(TimeProvider.System);
        RoomEars there = pi.Open(kitchen);
        NotificationView missed = Timer(kitchen);
        NotificationView old = Timer(kitchen) with { At = DateTimeOffset.UtcNow - TimeSpan.FromMinutes(3) };
        NotificationView next = Timer(kitchen);
        world.Notifications = [old, missed];
        await UntilAsync(() => Task.FromResult(there.Rang.Count > 0), "it is found in the schedule");
        Raise(missed, pi);
        world.Notifications = [old, missed, next];
        await UntilAsync(() => Task.FromResult(there.Rang.Contains(next.Id)), "the next one is found too");
        there.Rang.ShouldBe([missed.Id, next.Id]);
    }

    private static void Raise(NotificationView timer, params RoomNode[] nodes)
    {
        foreach (RoomNode node in nodes)
        {
            node.Directory.Tell(new NotificationRaised(timer));
        }
    }

    private static NotificationView Timer(RoomId room) => new(TimerId.New(TimeProvider.System), "Timer done", "", DateTimeOffset.UtcNow, null, room);

    private static RoomView View(string name, string node) => new(new RoomPlace(name).Id, name, node, RoomState.Idle, null, null, 0, false, false, null, null, false, true, 0);

    private static short[] Sound(string text) => [.. Enumerable.Repeat((short)1, TestSynthesizer.LengthOf(text))];

    private static Task SeesAsync(RoomNode node, Func<IReadOnlyList<RoomView>, bool> which) => UntilAsync(async () => which(await node.ListAsync()), $"{node.Name} sees the rooms so");

    private static Task UntilAsync(Func<Task<bool>> holds, string what) => AssistantHarness.UntilAsync(holds, what);
}
