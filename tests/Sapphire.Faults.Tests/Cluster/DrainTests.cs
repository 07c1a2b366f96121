using System.Text.Json;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Ids;
using Sapphire.Faults.Tests.Support;
using Sapphire.RabbitMq.TestKit;
using Sapphire.ScriptedProvider;
using Sapphire.Web.TestKit;

namespace Sapphire.Faults.Tests.Cluster;

/// <summary>A session node of real processes is drained while replies are being written, or cannot reach the store while others can.</summary>
public sealed class DrainTests
{
    private static readonly string Long = string.Join(' ', Enumerable.Range(1, 200).Select(n => $"word{n}"));

    [Fact]
    public async Task A_reply_in_progress_ends_before_its_chat_goes_and_the_page_sees_all_of_it_without_an_error()
    {
        await using ClusterWorld world = await ClusterWorld.StartAsync();
        (SapphireServer web, ClusterObserver observer) = await StartAsync(world, "5m");
        await using Person person = await Person.AtAsync(web);
        ChatId chat = await person.CreateAsync("Written");
        string owner = (await observer.WhereAsync(chat)).ShouldNotBeNull();
        string other = owner == "session-1" ? "session-2" : "session-1";
        Gate gate = new();
        world.Provider.Enqueue(Answer.Text(Long).PauseAfter(100, gate));
        await using ChatCopy copy = ChatCopy.Of(person.Client, chat);
        await person.SayAsync(chat, "Tell me a lot.");
        await gate.Reached;
        await using ChildProcess drain = Verb.Begin(web.Home, "cluster", "drain", owner, "--json");
        await Polling.UntilAsync(async () => Shards(await Verb.RunAsync(web.Home, "cluster", "nodes", "--json"), owner) == 1, "all but the shard of the reply are handed over");

        // What is on its way there is served meanwhile: a second question waits for its turn.
        world.Provider.Enqueue(Answer.Text("Here as well."));
        await person.SayAsync(chat, "And then?");
        await drain.WaitForOutputAsync(static text => text.Contains("; waiting for the end of a reply or speech job, at most ", StringComparison.Ordinal), Polling.Patience);
        gate.Open();
        (await drain.WaitForExitAsync(Polling.Patience)).ShouldBe(0, drain.Output);
        using JsonDocument drained = JsonDocument.Parse(drain.Output[drain.Output.IndexOf('{', StringComparison.Ordinal)..]);
        (int Left, int Interrupted, bool Done) end = (Number("left"), Number("interrupted"), drained.RootElement.GetProperty("done").GetBoolean());
        end.ShouldBe((0, 0, true));
        Number("total").ShouldBeInRange(8, 9);
        TestContext.Current.TestOutputHelper?.WriteLine($"the slowest of the shards took {drained.RootElement.GetProperty("slowest").GetDouble()} s");
        ChatView after = await copy.UntilAsync(static c => c.Replies().Count == 2 && c.Replies().All(Views.HasEnded), "both replies");
        after.Replies().Select(r => (r.Status, r.Text())).ShouldBe([(MessageStatus.Completed, Long), (MessageStatus.Completed, "Here as well.")]);
        world.Provider.Chats.Count.ShouldBe(2, "no reply was made twice");
        (await observer.WhereAsync(chat)).ShouldBe(other);

        int Number(string name) => drained.RootElement.GetProperty(name).GetInt32();
    }

    [Fact]
    public async Task A_reply_that_outlasts_the_grace_is_stored_as_far_as_it_goes_and_can_be_continued()
    {
        await using ClusterWorld world = await ClusterWorld.StartAsync();
        (SapphireServer web, ClusterObserver observer) = await StartAsync(world, "1s");
        await using Person person = await Person.AtAsync(web);
        ChatId chat = await person.CreateAsync("Written");
        string owner = (await observer.WhereAsync(chat)).ShouldNotBeNull();
        world.Provider.Enqueue(Answer.Text(Long).Stall(100));
        await using ChatCopy copy = ChatCopy.Of(person.Client, chat);
        await person.SayAsync(chat, "Tell me a lot.");
        await copy.UntilAsync(static c => c.Replies().Count == 1 && c.Replies()[0].Text().Length > 500, "some of the reply");
        (await Verb.RunAsync(web.Home, "cluster", "drain", owner)).ShouldContain("1 reply took longer than sapphire.cluster.drain-grace and was interrupted");
        MessageView reply = (await copy.UntilAsync(static c => c.Replies().Count == 1 && c.Replies()[0].HasEnded(), "it is marked")).Replies()[0];
        reply.Status.ShouldBe(MessageStatus.Interrupted);
        reply.Error.ShouldNotBeNull().CanContinue.ShouldBeTrue();
        Long.ShouldStartWith(reply.Text());
        reply.Text().Length.ShouldBeGreaterThan(500);
    }

    [Fact]
    public async Task A_session_node_that_alone_cannot_reach_the_store_hands_its_chats_over_and_takes_some_again_when_it_can()
    {
        await using ClusterWorld world = await ClusterWorld.StartAsync();
        Uri store = new(world.Store);
        await using BrokerProxy way = new(store.Port);
        SapphireServer web = await world.StartWebAsync();
        await world.StartNodeAsync("session-1", change: l => l with { Arguments = [.. l.Arguments.Select(a => a == world.Store ? world.Store.Replace($":{store.Port}/", $":{way.Port}/", StringComparison.Ordinal) : a)] });
        await world.StartNodeAsync("session-2");
        ClusterObserver observer = await world.ObserveAsync();
        await observer.BalancedAsync("session-1", "session-2");
        await world.UseProviderAsync(web);
        world.Provider.Fallback = static request => WordsModel.Reply(request, TimeSpan.Zero);
        await using Person person = await Person.AtAsync(web);
        ChatId chat;
        do
        {
            chat = await person.CreateAsync();
        }
        while (await observer.WhereAsync(chat) != "session-1");

        await person.AskAsync(chat, "First.");
        way.Cut();
        CommandId id = Person.NewCommand();
        await Polling.UntilAsync(async () => (await person.TrySayAsync(chat, "Second.", id)).Accepted, "the other node answers for it");
        (await observer.WhereAsync(chat)).ShouldBe("session-2");
        await Polling.UntilAsync(async () => Shards(await Verb.RunAsync(web.Home, "cluster", "nodes", "--json"), "session-1") == 0, "it has nothing left");
        (await Verb.RunAsync(web.Home, "cluster", "status")).ShouldContain("session-1:");
        await using ChatCopy copy = ChatCopy.Of(person.Client, chat);
        ChatView after = await copy.UntilAsync(static c => c.Replies().Count == 2 && c.Replies().All(Views.HasEnded), "the second reply");
        after.Users().Select(Views.Text).ShouldBe(["First.", "Second."]);
        way.Heal();
        await observer.BalancedAsync("session-1", "session-2");
    }

    private static async Task<(SapphireServer Web, ClusterObserver Observer)> StartAsync(ClusterWorld world, string grace)
    {
        foreach (string node in (string[])["session-1", "session-2"])
        {
            await world.StartNodeAsync(node, change: launch =>
            {
                File.AppendAllText(Path.Combine(launch.Home, "sapphire.conf"), $"sapphire.cluster.drain-grace = {grace}\n");
                return launch;
            });
        }

        SapphireServer web = await world.StartWebAsync();
        await world.UseProviderAsync(web);
        ClusterObserver observer = await world.ObserveAsync();
        await observer.BalancedAsync("session-1", "session-2");
        return (web, observer);
    }

    private static int Shards(string nodes, string node)
    {
        using JsonDocument document = JsonDocument.Parse(nodes);
        return document.RootElement.GetProperty("nodes").EnumerateArray().Single(n => n.GetProperty("name").GetString() == node).GetProperty("shards").GetInt32();
    }
}
