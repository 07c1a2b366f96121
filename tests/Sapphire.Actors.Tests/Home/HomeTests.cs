using Sapphire.Actors.Chat;
using Sapphire.Actors.Home;
using Sapphire.Actors.Ids;
using Sapphire.Actors.Schedule;
using Sapphire.Actors.Tests.Hosting;
using Sapphire.Actors.Tests.Settings;
using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Hosting;
using Sapphire.Persistence.Files;

namespace Sapphire.Actors.Tests.Home;

/// <summary>The list of chats and the home stream, over the real read model.</summary>
public sealed class HomeTests : IDisposable
{
    private readonly TempFolder _home = new();

    public void Dispose() => _home.Dispose();

    private HarnessSetup Setup => new(_home.Path) { Script = static request => request.Say("ok").Finish() };

    [Fact]
    public async Task The_list_follows_what_happens_in_chats()
    {
        await using AssistantHarness sapphire = await AssistantHarness.StartAsync(Setup);
        await using HomeReader home = new(sapphire);
        (await home.UntilAsync(_ => true)).View!.Chats.ShouldBeEmpty();
        home.View!.Model.Provider.ShouldBe("Test");
        ChatId first = await sapphire.CreateAsync();
        await home.UntilAsync(one => one.Titles.SequenceEqual(["New chat"]));
        await sapphire.SayAsync(first, "What is the time?");
        await home.UntilAsync(one => one.Titles.SequenceEqual(["What is the time?"]));
        await sapphire.SendAsync(new RenameChat(first, CommandId.New(sapphire.Time), sapphire.Time.GetUtcNow(), "Clock"));
        await sapphire.CreateAsync("Zebra");
        await home.UntilAsync(one => one.Titles.SequenceEqual(["Clock", "Zebra"]));

        await sapphire.SendAsync(new DeleteChat(first, CommandId.New(sapphire.Time), sapphire.Time.GetUtcNow()));
        await home.UntilAsync(one => one.Titles.SequenceEqual(["Zebra"]));
        await using (HomeReader late = new(sapphire))
        {
            (await late.UntilAsync(_ => true)).Titles.ShouldBe(["Zebra"]);
        }

        await sapphire.SendAsync(new RestoreChat(first, CommandId.New(sapphire.Time), sapphire.Time.GetUtcNow()));
        await home.UntilAsync(one => one.Titles.SequenceEqual(["Clock", "Zebra"]));
    }

    [Fact]
    public async Task The_list_is_the_same_after_a_restart_and_after_its_file_was_deleted()
    {
        AssistantHarness sapphire = await AssistantHarness.StartAsync(Setup);
        ChatId deleted = await sapphire.CreateAsync("Deleted");
        await sapphire.CreateAsync("Kept");
        await sapphire.SendAsync(new DeleteChat(deleted, CommandId.New(sapphire.Time), sapphire.Time.GetUtcNow()));
        sapphire = await sapphire.RestartAsync();
        (await ListAsync(sapphire)).ShouldBe(["Kept"]);
        await sapphire.StopAsync();
        Directory.Delete(HomeFolder.Resolve(_home.Path).ReadModelsFolder, recursive: true);

        sapphire = await AssistantHarness.StartAsync(Setup);
        (await ListAsync(sapphire)).ShouldBe(["Kept"]);
        await sapphire.SendAsync(new RestoreChat(deleted, CommandId.New(sapphire.Time), sapphire.Time.GetUtcNow()));
        await using (HomeReader home = new(sapphire))
        {
            await home.UntilAsync(one => one.Titles.SequenceEqual(["Deleted", "Kept"]));
        }

        await sapphire.DisposeAsync();
    }

    [Fact]
    public async Task Chats_with_open_turns_wake_at_start_but_deleted_and_idle_ones_do_not()
    {
        AssistantHarness sapphire = await AssistantHarness.StartAsync(Setup with { Script = null });
        ChatId open = await sapphire.CreateAsync("Open");
        ChatId idle = await sapphire.CreateAsync("Idle");
        await sapphire.SayAsync(open, "hello");
        await sapphire.Model.NextAsync();
        sapphire = await sapphire.RestartAsync(crash: true);
        LiveRequest request = await sapphire.Model.NextAsync();
        request.Messages[^1].Text.ShouldBe("hello");
        (await sapphire.SessionAsync(open)).ShouldNotBeNull();
        (await sapphire.SessionAsync(idle)).ShouldBeNull();
        await sapphire.DisposeAsync();
    }

    [Fact]
    public async Task Timers_notifications_and_the_model_reach_the_home()
    {
        await using AssistantHarness sapphire = await AssistantHarness.StartAsync(Setup);
        await using HomeReader home = new(sapphire);
        await home.UntilAsync(_ => true);
        TimerView timer = await sapphire.Get<ITimers>().SetAsync(TimeSpan.FromMilliseconds(200), "tea", null, null, TestContext.Current.CancellationToken);
        await home.UntilAsync(one => one.View!.Timers.Count == 1);
        await home.UntilAsync(one => one.View!.Notifications.Count == 1 && one.View.Timers.Count == 0);
        await using (HomeReader late = new(sapphire))
        {
            (await late.UntilAsync(_ => true)).View!.Notifications.ShouldHaveSingleItem().Id.ShouldBe(timer.Id);
        }

        await sapphire.Get<IRequiredActor<ScheduleActor>>().ActorRef.Ask<TimerAnswer>(new DismissNotification(timer.Id, sapphire.Time.GetUtcNow()), AssistantHarness.Deadline);
        await home.UntilAsync(one => one.View!.Notifications.Count == 0);
        ModelStatus status = new("Other", "m", BuiltIn: false, "Ready.");
        sapphire.Models.Change(status);
        await home.UntilAsync(one => one.View!.Model == status);
    }

    [Theory]
    [InlineData("/user/home/feed")]
    [InlineData("/user/chats/list")]
    [InlineData("/user/schedule/timers")]
    public async Task Readers_see_everything_again_after_a_part_was_stopped(string path)
    {
        await using AssistantHarness sapphire = await AssistantHarness.StartAsync(Setup);
        await using HomeReader home = new(sapphire);
        await home.UntilAsync(_ => true);
        ActorIdentity part = await sapphire.System.ActorSelection(path).Ask<ActorIdentity>(new Identify(0), AssistantHarness.Deadline);
        sapphire.System.Stop(part.Subject.ShouldNotBeNull());
        await sapphire.CreateAsync("After");
        await home.UntilAsync(one => one.Titles.SequenceEqual(["After"]));
        if (path.Contains("/home/", StringComparison.Ordinal))
        {
            home.Snapshots.ShouldBeGreaterThan(1);
        }

        await AssistantHarness.UntilAsync(async () => (await sapphire.System.ActorSelection(path).Ask<ActorIdentity>(new Identify(0), AssistantHarness.Deadline)).Subject is not null, "it did not start again");
        sapphire.Models.Change(new("Other", "m", BuiltIn: false, "Ready."));
        await home.UntilAsync(one => one.View!.Model.Provider == "Other");
    }

    private static async Task<IEnumerable<string>> ListAsync(AssistantHarness sapphire)
    {
        ChatList list = await sapphire.Get<IRequiredActor<ChatDirectory>>().ActorRef.Ask<ChatList>(GetChats.Instance, AssistantHarness.Deadline);
        return list.Chats.Select(chat => chat.Title);
    }
}
