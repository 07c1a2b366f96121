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
        await using Person person = await Person.AtAsync(web);
        ChatId chat = await person.CreateAsync();
        world.Provider.Enqueue(Answer.Text("All is well."));
        (await person.AskAsync(chat, "How are you?")).Text().ShouldBe("All is well.");
        await using ChatCopy copy = ChatCopy.Of(person.Client, chat);
        world.Provider.Enqueue(Answer.Text(Long).Every(TimeSpan.FromMilliseconds(10)), Answer.Text("Here again."), Answer.Text("And again."));
        await person.SayAsync(chat, "Tell me a lot.");
        await copy.UntilAsync(static c => c.Messages[^1] is { Role: MessageRole.Assistant } reply && reply.Text().Length > 1500, "two seconds of text");
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
}
