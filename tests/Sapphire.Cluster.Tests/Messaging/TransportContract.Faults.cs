using System.Collections.Concurrent;
using Sapphire.Cluster.Messaging;

namespace Sapphire.Cluster.Tests.Messaging;

public abstract partial class TransportContract
{
    [Fact]
    public async Task Sending_waits_while_the_broker_is_away_and_gives_up_with_a_clear_error()
    {
        IClusterTransport patient = await World.JoinAsync("patient", s => s with { SendTimeout = Wait.Longest });
        IClusterTransport hasty = await World.JoinAsync("hasty", s => s with { SendTimeout = TimeSpan.FromMilliseconds(300) });
        Recorder got = new();
        await World.CutAsync("patient");
        await World.CutAsync("hasty");
        await Wait.UntilAsync(() => hasty.State.Status == TransportStatus.Away && patient.State.Status == TransportStatus.Away, "both are away");

        Task[] sent = [.. Enumerable.Range(0, 20).Select(i => patient.Entities.SendAsync(Chats, 0, Text.Of(i)))];
        ClusterException error = await FailsAsync(hasty.Entities.SendAsync(Chats, 0, Text.Of("never")), ClusterError.Unreachable);
        error.Message.ShouldContain("away since");
        await FailsAsync(hasty.Entities.ClaimAsync(Chats, 0, got.Handle), ClusterError.Unreachable);
        await FailsAsync(hasty.DeadLetters.CountAsync("chat"), ClusterError.Unreachable);
        using CancellationTokenSource changed = new();
        Task cancelled = hasty.Entities.SendAsync(Chats, 0, Text.Of("cancelled"), changed.Token);
        await changed.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(cancelled);
        sent.ShouldAllBe(t => !t.IsCompleted);

        await World.HealAsync("patient");
        await World.HealAsync("hasty");
        await Task.WhenAll(sent).WaitAsync(Wait.Token());
        await patient.ConnectedAsync(Wait.Token());
        await patient.Entities.ClaimAsync(Chats, 0, got.Handle);
        await got.ReachesAsync(20);
        got.Texts.ShouldBe(Enumerable.Range(0, 20).Select(i => i.ToString()));
    }

    [Fact]
    public async Task After_the_broker_died_and_came_back_everything_goes_on_and_nothing_confirmed_is_lost()
    {
        IClusterTransport web = await World.JoinAsync("web", s => s with { SendTimeout = TimeSpan.FromSeconds(60) });
        IClusterTransport node = await World.JoinAsync("node");
        ConcurrentQueue<TransportState> states = new();
        using IDisposable watch = node.Watch(states.Enqueue);
        IShardClaim claim = await node.Entities.ClaimAsync(Chats, 0, _ => ValueTask.CompletedTask);
        Recorder jobs = new();
        await node.WorkQueues.ConsumeAsync(Speech, 1, jobs.Handle);
        ConcurrentQueue<string> heard = new(), told = new();
        await using ISubscription subscription = await node.Topics.SubscribeAsync("t", m => Take(heard, Text.Read(m.Message)));
        using IDisposable inbox = node.Inbox.Receive(m => Take(told, Text.Read(m)));
        await Task.WhenAll(Enumerable.Range(0, 200).Select(i => web.Entities.SendAsync(Chats, 0, Text.Of(i))));
        await World.SettleAsync();
        Task[] inFlight = [.. Enumerable.Range(200, 200).Select(i => web.Entities.SendAsync(Chats, 0, Text.Of(i)))];

        await World.LoseBrokerAsync();
        await Wait.UntilAsync(() => node.State.Status == TransportStatus.Away, "the node is away");
        node.State.Error.ShouldNotBeNull().Reason.ShouldBe(ClusterError.Unreachable);
        (await claim.Ended.WaitAsync(Wait.Token())).ShouldBe(ClaimStatus.Lost);
        Task meanwhile = web.WorkQueues.EnqueueAsync(Speech, Text.Of("job"));
        await World.ReturnBrokerAsync();

        await node.ConnectedAsync(Wait.Token());
        await Task.WhenAll(inFlight).WaitAsync(Wait.Token());
        Recorder got = new();
        await node.Entities.ClaimAsync(Chats, 0, got.Handle);
        await Wait.UntilAsync(() => got.Texts.Distinct().Count() == 400, "all that was confirmed is there");
        got.Texts.Distinct().ShouldBe(Enumerable.Range(0, 400).Select(i => i.ToString()));
        await meanwhile.WaitAsync(Wait.Token());
        await jobs.ReachesAsync(1);
        await Wait.UntilAsync(() =>
        {
            web.Topics.Publish("t", Text.Of("news"));
            return !heard.IsEmpty;
        }, "topics work again");
        await Wait.UntilAsync(async () =>
        {
            await web.Inbox.TellAsync("node", Text.Of("letter"));
            return !told.IsEmpty;
        }, "inboxes work again");
        await Wait.UntilAsync(() => web.Presence.Members.Length == 2, "they see each other");
        states.Select(s => s.Status).ShouldContain(TransportStatus.Away);
        states.Last().Status.ShouldBe(TransportStatus.Connected);
    }

    [Fact]
    public async Task A_closed_transport_says_so()
    {
        IClusterTransport node = await World.JoinAsync("node");
        IShardClaim claim = await node.Entities.ClaimAsync(Chats, 0, new Recorder(hold: true).Handle);
        await node.DisposeAsync();

        node.State.Status.ShouldBe(TransportStatus.Closed);
        (await claim.Ended.WaitAsync(Wait.Token())).ShouldBe(ClaimStatus.Lost);
        await FailsAsync(node.Entities.SendAsync(Chats, 0, Text.Of("x")), ClusterError.Closed);
        await FailsAsync(node.Inbox.TellAsync("node", Text.Of("x")).AsTask(), ClusterError.Closed);
        await FailsAsync(node.Entities.ClaimAsync(Chats, 0, new Recorder().Handle), ClusterError.Closed);
        await node.DisposeAsync();
    }
}
