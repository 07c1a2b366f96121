using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.Json;
using Sapphire.Cluster.Messaging;

namespace Sapphire.Cluster.Tests.Messaging;

public abstract partial class TransportContract
{
    [Fact]
    public async Task Subscribers_get_what_fits_their_pattern_in_order()
    {
        IClusterTransport a = await World.JoinAsync("a");
        IClusterTransport b = await World.JoinAsync("b");
        ConcurrentQueue<TopicMessage> all = new(), kitchen = new();
        ISubscription first = await b.Topics.SubscribeAsync("room.#", m => Take(all, m));
        await using ISubscription second = await a.Topics.SubscribeAsync("room.kitchen.*", m => Take(kitchen, m));

        for (int i = 0; i < 100; i++)
        {
            a.Topics.Publish("room.kitchen.audio", Text.Of(i));
            a.Topics.Publish("room.hall", Text.Of(i));
            a.Topics.Publish("chat.1", Text.Of(i));
        }

        await Wait.UntilAsync(() => all.Count == 200 && kitchen.Count == 100, "all have come");
        await Wait.AWhileAsync();
        all.Count.ShouldBe(200);
        foreach (IGrouping<string, TopicMessage> topic in all.GroupBy(m => m.Topic))
        {
            topic.Select(m => Text.Read(m.Message)).ShouldBe(Enumerable.Range(0, 100).Select(i => i.ToString()));
            topic.Select(m => m.Sequence).ShouldBe(Enumerable.Range(1, 100).Select(i => (long)i));
            topic.ShouldAllBe(m => m.Publisher == a.Self && m.Missed == 0 && m.Message.Attributes.IsEmpty);
        }

        await first.DisposeAsync();
        a.Topics.Publish("room.kitchen.audio", Text.Of("later"));
        await Wait.UntilAsync(() => kitchen.Count == 101, "the other goes on");
        all.Count.ShouldBe(200);
        Should.Throw<ArgumentException>(() => a.Topics.Publish("room.*", Text.Of("x")));
    }

    [Fact]
    public async Task A_slow_subscriber_loses_the_oldest_and_knows_how_many()
    {
        IClusterTransport a = await World.JoinAsync("a");
        IClusterTransport b = await World.JoinAsync("b");
        using SemaphoreSlim gate = new(0);
        ConcurrentQueue<TopicMessage> slow = new(), fast = new();
        await using ISubscription subscription = await b.Topics.SubscribeAsync("live", async m =>
        {
            await gate.WaitAsync(Wait.Token());
            slow.Enqueue(m);
        }, new() { Length = 50, Prefetch = 20 });
        await using ISubscription other = await b.Topics.SubscribeAsync("live", m => Take(fast, m), new() { Length = 5_000 });

        for (int i = 1; i <= 1_000; i++) a.Topics.Publish("live", Text.Of(i));
        await Wait.UntilAsync(() => fast.Count == 1_000, "the fast one got all");
        fast.Sum(m => m.Missed).ShouldBe(0);
        gate.Release(10_000);
        await Wait.UntilAsync(() => slow.LastOrDefault()?.Sequence == 1_000, "the newest has come");

        // 50 in its queue, 20 on their way, and what the broker had in hand when it looked at the length.
        slow.Count.ShouldBeInRange(50, 250);
        slow.Select(m => m.Sequence).ShouldBeInOrder(SortDirection.Ascending);
        slow.Where(m => m.Missed > 0).Sum(m => m.Missed).ShouldBe(1_000 - slow.Count);
        subscription.Missed.ShouldBe(1_000 - slow.Count);
        subscription.Received.ShouldBe(slow.Count);
        a.Topics.Dropped.ShouldBe(0);
    }

    [Fact]
    public async Task Publishing_never_waits_and_what_was_dropped_is_counted()
    {
        IClusterTransport a = await World.JoinAsync("a", s => s with { TopicBuffer = 10 });
        IClusterTransport b = await World.JoinAsync("b");
        ConcurrentQueue<TopicMessage> got = new();
        await using ISubscription subscription = await b.Topics.SubscribeAsync("news", m => Take(got, m));
        a.Topics.Publish("news", Text.Of("first"));
        await Wait.UntilAsync(() => got.Count == 1, "the first has come");

        await World.CutAsync("a");
        await Wait.UntilAsync(() => a.State.Status == TransportStatus.Away, "a is away");
        for (int i = 0; i < 100; i++) a.Topics.Publish("news", Text.Of(i));
        a.Topics.Dropped.ShouldBeGreaterThanOrEqualTo(90);
        await World.HealAsync("a");

        await Wait.UntilAsync(() => got.Any(m => m.Sequence == 101), "the newest has come");
        subscription.Missed.ShouldBe(a.Topics.Dropped, "the reader knows of each");
    }

    [Fact]
    public async Task A_failing_subscriber_goes_on()
    {
        IClusterTransport a = await World.JoinAsync("a");
        int got = 0;
        await using ISubscription subscription = await a.Topics.SubscribeAsync("x", _ => Interlocked.Increment(ref got) == 1 ? throw new InvalidOperationException() : ValueTask.CompletedTask);
        a.Topics.Publish("x", Text.Of(1));
        a.Topics.Publish("x", Text.Of(2));
        await Wait.UntilAsync(() => got == 2, "both came");
        await Wait.UntilAsync(() => subscription.Failed == 1, "one failed");
    }

    [Fact]
    public async Task Nodes_see_each_other_come_say_what_they_do_and_leave()
    {
        IClusterTransport a = await World.JoinAsync("a");
        ConcurrentQueue<(string Name, MemberStatus Status, MemberStatus? Before)> seen = new();
        using IDisposable watch = a.Presence.Watch(c => seen.Enqueue((c.Member.Info.Id.Name, c.Member.Status, c.Before)));
        IClusterTransport b = await World.JoinAsync("b", s => s with { Roles = ["stt", "tts"] });

        await Wait.UntilAsync(() => a.Presence.Members.Length == 2 && b.Presence.Members.Length == 2, "they see each other");
        Member seenB = a.Presence.Members[1];
        seenB.Info.Id.ShouldBe(b.Self);
        seenB.Info.Roles.ShouldBe(["stt", "tts"]);
        seenB.Info.Version.ShouldBe("1.2.3");
        seenB.Info.Started.ShouldBeInRange(DateTimeOffset.UtcNow.AddMinutes(-2), DateTimeOffset.UtcNow);
        seenB.IsNewer.ShouldBeFalse();
        b.Presence.Announce(i => i with { Draining = true, Shards = i.Shards.SetItem("chat", 7), Figures = JsonElement.Parse("""{"cpu": 0.5}""") });
        await Wait.UntilAsync(() => a.Presence.Members[1].Info is { Draining: true } info && info.Shards["chat"] == 7 && info.Figures?.GetProperty("cpu").GetDouble() == 0.5, "the news has come");

        await b.DisposeAsync();
        await Wait.UntilAsync(() => a.Presence.Members.Length == 1, "b has left");
        b.State.Status.ShouldBe(TransportStatus.Closed);
        seen.ShouldBe([("a", MemberStatus.Up, null), ("b", MemberStatus.Up, null), ("b", MemberStatus.Left, MemberStatus.Up)]);
    }

    [Fact]
    public async Task A_silent_node_is_suspect_then_gone_and_a_new_life_of_it_is_another()
    {
        IClusterTransport a = await World.JoinAsync("a");
        IClusterTransport b = await World.JoinAsync("b");
        await Wait.UntilAsync(() => a.Presence.Members.Length == 2 && b.Presence.Members.Length == 2, "they see each other");
        ConcurrentQueue<(NodeId Id, MemberStatus Status)> seen = new();
        using IDisposable watch = a.Presence.Watch(c => seen.Enqueue((c.Member.Info.Id, c.Member.Status)));

        await World.CutAsync("b");
        await Wait.UntilAsync(() => a.Presence.Members.Length == 1, "b is gone");
        seen.Skip(2).ShouldBe([(b.Self, MemberStatus.Suspect), (b.Self, MemberStatus.Gone)]);
        b.Presence.Members.Length.ShouldBe(2, "b itself knows only that it is deaf");
        await World.HealAsync("b");
        await Wait.UntilAsync(() => a.Presence.Members.Length == 2, "b is back");
        a.Presence.Members[1].Info.Id.ShouldBe(b.Self);

        await World.CutAsync("b");
        await b.DisposeAsync();
        await World.HealAsync("b");
        IClusterTransport anew = await World.JoinAsync("b");
        await Wait.UntilAsync(() => a.Presence.Members.Length == 2 && a.Presence.Members[1].Info.Id == anew.Self, "the new life");
        anew.Self.Incarnation.ShouldBeGreaterThan(b.Self.Incarnation);
        await Wait.UntilAsync(() => seen.Contains((b.Self, MemberStatus.Gone)) && seen.Contains((anew.Self, MemberStatus.Up)), "both are told");
    }

    [Fact]
    public async Task Of_two_nodes_of_one_name_the_later_is_refused_until_the_other_leaves()
    {
        IClusterTransport first = await World.JoinAsync("twin");
        IClusterTransport second = World.Start("twin");

        await Wait.UntilAsync(() => second.State.Status == TransportStatus.Away, "the second is refused");
        second.State.Error!.Reason.ShouldBe(ClusterError.NameTaken);
        second.State.Error.Message.ShouldContain("'twin'");
        first.State.Status.ShouldBe(TransportStatus.Connected);
        await first.DisposeAsync();
        await second.ConnectedAsync(Wait.Token());
    }

    [Fact]
    public async Task An_inbox_keeps_the_order_and_waits_for_its_receiver()
    {
        IClusterTransport a = await World.JoinAsync("a");
        IClusterTransport b = await World.JoinAsync("b");
        for (int i = 0; i < 50; i++) await a.Inbox.TellAsync(b.Self, Text.Of(i));
        ConcurrentQueue<string> got = new();
        using IDisposable receiver = b.Inbox.Receive(m =>
        {
            got.Enqueue(Text.Read(m));
            return got.Count == 10 ? throw new InvalidOperationException() : ValueTask.CompletedTask;
        });
        await Task.WhenAll(Enumerable.Range(50, 1_950).Select(i => i % 2 == 0 ? a.Inbox.TellAsync(b.Self, Text.Of(i)).AsTask() : a.Inbox.TellAsync("b", Text.Of(i)).AsTask()));

        await Wait.UntilAsync(() => got.Count == 2_000, "all have come");
        got.ShouldBe(Enumerable.Range(0, 2_000).Select(i => i.ToString()));
        b.Inbox.Failed.ShouldBe(1);
        Should.Throw<InvalidOperationException>(() => b.Inbox.Receive(_ => ValueTask.CompletedTask));
        receiver.Dispose();
        await Wait.AWhileAsync();
        await a.Inbox.TellAsync(b.Self, Text.Of("later"));
        TaskCompletionSource<string> later = new();
        using IDisposable another = b.Inbox.Receive(m =>
        {
            later.TrySetResult(Text.Read(m));
            return ValueTask.CompletedTask;
        });
        (await later.Task.WaitAsync(Wait.Token())).ShouldBe("later");
    }

    [Fact]
    public async Task What_cannot_be_delivered_is_told()
    {
        IClusterTransport a = await World.JoinAsync("a");
        IClusterTransport b = await World.JoinAsync("b");
        ConcurrentQueue<Undeliverable> back = new();
        ConcurrentQueue<string> got = new();
        using IDisposable receiver = a.Inbox.Receive(_ => ValueTask.CompletedTask, back.Enqueue);
        using IDisposable other = b.Inbox.Receive(m =>
        {
            got.Enqueue(Text.Read(m));
            return ValueTask.CompletedTask;
        });
        NodeId earlier = b.Self with { Incarnation = b.Self.Incarnation - 1 };
        WireMessage toNobody = Text.Of("1") with { CorrelationId = "c1" }, toEarlier = Text.Of("2");

        await a.Inbox.TellAsync("nobody", toNobody);
        await a.Inbox.TellAsync(earlier, toEarlier);
        await a.Inbox.TellAsync(b.Self, Text.Of("3"));

        await Wait.UntilAsync(() => back.Count == 2 && got.Count == 1, "both came back");
        back.ShouldBe([new("nobody", toNobody.MessageId, "c1"), new(earlier.ToString(), toEarlier.MessageId, null)]);
        got.ShouldBe(["3"]);
        await World.CutAsync("a");
        await Wait.UntilAsync(() => a.State.Status == TransportStatus.Away, "a is away");
        await FailsAsync(a.Inbox.TellAsync("b", Text.Of("4")).AsTask(), ClusterError.Unreachable);
    }

    private static ValueTask Take<T>(ConcurrentQueue<T> into, T message)
    {
        into.Enqueue(message);
        return ValueTask.CompletedTask;
    }
}
