using System.Diagnostics;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Ids;
using Sapphire.Faults.Tests.Support;
using Sapphire.ScriptedProvider;
using Sapphire.Web.TestKit;
using Sapphire.Web.TestKit.Network;

namespace Sapphire.Faults.Tests.Cluster;

/// <summary>Nodes on machines of their own whose cables are pulled in the middle of a conversation.</summary>
public sealed class HostFaultTests
{
    private static readonly string Long = string.Join(' ', Enumerable.Range(1, 3000).Select(n => $"word{n}"));

    [Fact]
    public async Task The_host_of_a_chat_is_cut_off_and_joined_again_and_the_chat_goes_on_at_another_meanwhile()
    {
        await using ClusterWorld world = await ClusterWorld.StartAsync();
        (SapphireServer web, Dictionary<string, (Host Host, ChildProcess Node)> sessions, ClusterObserver observer) = await StartAsync(world);
        await using Person person = await Person.AtAsync(web);
        ChatId chat = await person.CreateAsync();
        world.Provider.Enqueue(Answer.Text("All is well."));
        (await person.AskAsync(chat, "How are you?")).Text().ShouldBe("All is well.");
        await using ChatCopy copy = ChatCopy.Of(person.Client, chat);
        world.Provider.Enqueue(Answer.Text(Long).Every(TimeSpan.FromMilliseconds(10)), Answer.Text("Here again."), Answer.Text("And again."));
        await person.SayAsync(chat, "Tell me a lot.");
        await copy.UntilAsync(static c => c.Messages is [.., { Role: MessageRole.Assistant } reply] && reply.Text().Length > 1500, "two seconds of text");
        (Host cut, ChildProcess owner) = sessions[(await observer.WhereAsync(chat)).ShouldNotBeNull()];
        long begun = Stopwatch.GetTimestamp();
        await cut.CutAsync();

        // The next question is answered by the other node.
        CommandReply said = await person.UntilAcceptedAsync(chat, "Are you there?");
        ChatView after = await copy.UntilAsync(c => c.Replies().Any(r => r.TurnId == said.TurnId && r.HasEnded()), "the reply after the cut");
        TestContext.Current.TestOutputHelper?.WriteLine($"answered {Stopwatch.GetElapsedTime(begun).TotalSeconds:0.0} s after the cut");
        after.Users().Select(Views.Text).ShouldBe(["How are you?", "Tell me a lot.", "Are you there?"]);
        after.Replies().Select(r => r.Status).ShouldBe([MessageStatus.Completed, MessageStatus.Interrupted, MessageStatus.Completed]);
        Long.ShouldStartWith(after.Replies()[1].Text());

        // The one that was cut off comes back, says what happened, and takes its half again.
        await cut.JoinAsync();
        await observer.BalancedAsync([.. sessions.Keys]);
        owner.HasExited.ShouldBeFalse();
        (await person.AskAsync(chat, "And now?")).Text().ShouldBe("And again.");
        (await person.ReadAsync(chat)).Messages.Select(m => m.Id).ShouldBe([.. after.Messages.Select(m => m.Id), .. (await person.ReadAsync(chat)).Messages.TakeLast(2).Select(m => m.Id)]);
        world.Provider.Chats.Count.ShouldBe(4, "no reply was made twice");
    }

    [Fact]
    public async Task A_session_node_that_was_frozen_past_the_takeover_writes_nothing_more_when_it_wakes_and_steps_down()
    {
        await using ClusterWorld world = await ClusterWorld.StartAsync();
        (SapphireServer web, Dictionary<string, (Host Host, ChildProcess Node)> sessions, ClusterObserver observer) = await StartAsync(world);
        await using Person person = await Person.AtAsync(web);
        ChatId chat = await person.CreateAsync();
        await using ChatCopy copy = ChatCopy.Of(person.Client, chat);

        // The model goes on all the time: when it wakes, the old owner has more of the reply to store at once.
        world.Provider.Enqueue(Answer.Text(Long).Every(TimeSpan.FromMilliseconds(10)), Answer.Text("Here again."), Answer.Text("And again."));
        await person.SayAsync(chat, "Tell me a lot.");
        await copy.UntilAsync(static c => c.Messages is [.., { Role: MessageRole.Assistant } reply] && reply.Text().Length > 1500, "two seconds of text");
        (_, ChildProcess owner) = sessions[(await observer.WhereAsync(chat)).ShouldNotBeNull()];
        long begun = Stopwatch.GetTimestamp();
        owner.Freeze();
        CommandReply said = await person.UntilAcceptedAsync(chat, "Are you there?");
        ChatView after = await copy.UntilAsync(c => c.Replies().Any(r => r.TurnId == said.TurnId && r.HasEnded()), "the reply after the freeze");
        TestContext.Current.TestOutputHelper?.WriteLine($"answered {Stopwatch.GetElapsedTime(begun).TotalSeconds:0.0} s after the freeze");
        after.Replies().Select(r => r.Status).ShouldBe([MessageStatus.Interrupted, MessageStatus.Completed]);
        Long.ShouldStartWith(after.Replies()[0].Text());
        long events = await world.EventsAsync(chat);
        owner.Thaw();

        // By its own clock, or since the broker has closed its connection meanwhile: whichever it reads first.
        string[] reasons = ["one of the two machines stood still", "The connection to the broker at "];
        await Polling.UntilAsync(() => reasons.Any(r => LogOf(world, sessions, owner).Contains(r, StringComparison.Ordinal)), "it notices, and steps down");
        await observer.BalancedAsync([.. sessions.Keys]);
        owner.HasExited.ShouldBeFalse();
        (await world.EventsAsync(chat)).ShouldBe(events, "it has written more");
        (await person.AskAsync(chat, "And now?")).Text().ShouldBe("And again.");
        ChatView end = await person.ReadAsync(chat);
        end.Messages.SkipLast(2).Select(m => (m.Id, m.Status, m.Text())).ShouldBe(after.Messages.Select(m => (m.Id, m.Status, m.Text())));
        world.Provider.Chats.Count.ShouldBe(3, "no reply was made twice");
    }

    // Two session nodes on hosts of their own, with half of the chats each, and a web node on a third.
    private static async Task<(SapphireServer Web, Dictionary<string, (Host Host, ChildProcess Node)> Sessions, ClusterObserver Observer)> StartAsync(ClusterWorld world)
    {
        Dictionary<string, (Host Host, ChildProcess Node)> sessions = new(StringComparer.Ordinal);
        foreach (string node in (string[])["session-1", "session-2"])
        {
            Host host = await world.AddHostAsync();
            sessions[node] = (host, await world.StartNodeAsync(node, host: host));
        }

        SapphireServer web = await world.StartWebAsync(host: await world.AddHostAsync());
        await world.UseProviderAsync(web);
        ClusterObserver observer = await world.ObserveAsync();
        await observer.BalancedAsync([.. sessions.Keys]);
        return (web, sessions, observer);
    }

    private static string LogOf(ClusterWorld world, Dictionary<string, (Host Host, ChildProcess Node)> sessions, ChildProcess node) =>
        File.ReadAllText(Path.Combine(world.HomeOf(sessions.Single(s => s.Value.Node == node).Key), "logs", "sapphire.log"));
}
