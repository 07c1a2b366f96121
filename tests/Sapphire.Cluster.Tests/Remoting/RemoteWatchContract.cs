using Sapphire.Cluster.Messaging;
using Sapphire.Cluster.Tests.Messaging;
using Sapphire.Cluster.Tests.Support;
using Sapphire.Kernel.Actor;
using Sapphire.Kernel.TestKit;

namespace Sapphire.Cluster.Tests.Remoting;

/// <summary>Death watch between nodes: whatever ends, its watcher hears of it once, and nothing is left behind.</summary>
public abstract class RemoteWatchContract : TwoNodes
{
    [Fact]
    public async Task The_end_of_an_actor_is_told()
    {
        IActorRef actor = B.Kit.CreateTestProbe().Ref, seen = B.SeenFrom(A, actor);
        A.Kit.Watch(seen);
        await Wait.UntilAsync(() => B.Remoting.Watches.Count == (0, 1), "b knows of the watch");
        B.System.Stop(actor);
        Terminated terminated = A.Kit.ExpectTerminated(seen, Wait.Longest);
        terminated.ExistenceConfirmed.ShouldBeTrue();
        terminated.AddressTerminated.ShouldBeFalse();
        await NothingIsLeftAsync();
    }

    [Fact]
    public async Task An_actor_that_has_ended_before_is_told_too()
    {
        IActorRef actor = B.Kit.CreateTestProbe().Ref, seen = B.SeenFrom(A, actor);
        B.Kit.Watch(actor);
        B.System.Stop(actor);
        B.Kit.ExpectTerminated(actor);
        A.Kit.Watch(seen);
        A.Kit.ExpectTerminated(seen, Wait.Longest).ExistenceConfirmed.ShouldBeFalse();
        IActorRef nobody = A.Remoting.ActorOn(B.Id, "/user/nobody");
        A.Kit.Watch(nobody);
        A.Kit.ExpectTerminated(nobody, Wait.Longest);
        await NothingIsLeftAsync();
    }

    [Fact]
    public async Task Who_watches_no_more_is_not_told()
    {
        IActorRef actor = B.Kit.CreateTestProbe().Ref, seen = B.SeenFrom(A, actor);
        A.Kit.Watch(seen);
        await Wait.UntilAsync(() => B.Remoting.Watches.Count.Here == 1, "b knows of the watch");
        A.Kit.Unwatch(seen);
        await NothingIsLeftAsync();
        B.Kit.Watch(actor);
        B.System.Stop(actor);
        B.Kit.ExpectTerminated(actor);
        A.Kit.ExpectNoMsg(TimeSpan.FromMilliseconds(200));
    }

    [Fact]
    public async Task A_watcher_that_ends_leaves_nothing_behind()
    {
        TestProbe watcher = A.Kit.CreateTestProbe();
        watcher.Watch(B.SeenFrom(A, B.Kit.TestActor));
        await Wait.UntilAsync(() => B.Remoting.Watches.Count.Here == 1, "b knows of the watch");
        A.System.Stop(watcher.Ref);
        await NothingIsLeftAsync();
    }

    [Fact]
    public async Task A_node_that_leaves_takes_its_actors_with_it()
    {
        IActorRef seen = B.SeenFrom(A, B.Kit.TestActor);
        A.Kit.Watch(seen);
        B.Kit.Watch(A.SeenFrom(B, A.Kit.TestActor));
        await Wait.UntilAsync(() => A.Remoting.Watches.Count == (1, 1), "both know");
        await Cluster.LeaveAsync(B);
        A.Kit.ExpectTerminated(seen, Wait.Longest);
        await Wait.UntilAsync(() => A.Remoting.Watches.Count == (0, 0), "nothing is left");
    }

    [Fact]
    public async Task A_node_that_is_killed_takes_its_actors_with_it()
    {
        IActorRef seen = B.SeenFrom(A, B.Kit.TestActor);
        A.Kit.Watch(seen);
        B.Kit.Watch(A.SeenFrom(B, A.Kit.TestActor));
        await Wait.UntilAsync(() => A.Remoting.Watches.Count == (1, 1), "both know");
        await Cluster.World.CutAsync("b");
        Terminated terminated = A.Kit.ExpectTerminated(seen, Wait.Longest);
        terminated.AddressTerminated.ShouldBeTrue();
        await Wait.UntilAsync(() => A.Remoting.Watches.Count == (0, 0), "nothing is left");
    }

    [Fact]
    public async Task The_next_life_of_a_node_is_another_one()
    {
        IActorRef seen = B.SeenFrom(A, B.System.ActorOf(Props.Create(() => new Silent()), "same"));
        A.Kit.Watch(seen);
        await Wait.UntilAsync(() => B.Remoting.Watches.Count.Here == 1, "b knows of the watch");
        await Cluster.KillAsync(B);
        await Cluster.World.HealAsync("b");
        TestNode again = await Cluster.JoinAsync("b");
        IActorRef next = again.System.ActorOf(Props.Create(() => new Silent()), "same");
        A.Kit.ExpectTerminated(seen, Wait.Longest);

        // Same name, same path, same number in its system: still somebody else.
        next.Path.Uid.ShouldBe(seen.Path.Uid);
        again.SeenFrom(A, next).ShouldNotBe(seen);
        A.Kit.Watch(seen);
        A.Kit.ExpectTerminated(seen, Wait.Longest);
        again.System.Serialization.DeserializeActorRef(Kernel.Serialization.Serialization.SerializedActorPath(seen)).ShouldNotBe(next);
    }

    [Fact]
    public async Task A_node_that_nobody_has_heard_of_is_gone_after_a_while()
    {
        IActorRef nobody = A.Remoting.ActorOn(NodeId.Create("nowhere", TimeProvider.System), "/user/x");
        A.Kit.Watch(nobody);
        A.Kit.ExpectTerminated(nobody, Wait.Longest);
        await Wait.UntilAsync(() => A.Remoting.Watches.Count == (0, 0), "nothing is left");
    }

    [Fact]
    public async Task A_watch_outlives_a_short_cut()
    {
        IActorRef actor = B.Kit.CreateTestProbe().Ref, seen = B.SeenFrom(A, actor);
        await Cluster.World.CutAsync("a");
        await Wait.UntilAsync(() => A.Transport.State.Status == TransportStatus.Away, "a is away");

        // It cannot be told now.
        A.Kit.Watch(seen);
        await Cluster.World.HealAsync("a");
        await Wait.UntilAsync(() => B.Remoting.Watches.Count.Here == 1, "b knows of the watch");
        await Cluster.World.CutAsync("a");
        await Wait.UntilAsync(() => A.Transport.State.Status == TransportStatus.Away, "a is away");
        B.Kit.Watch(actor);
        B.System.Stop(actor);
        B.Kit.ExpectTerminated(actor);
        A.Kit.ExpectNoMsg(TimeSpan.FromMilliseconds(100));
        await Cluster.World.HealAsync("a");
        A.Kit.ExpectTerminated(seen, Wait.Longest);
        await NothingIsLeftAsync();
    }

    private Task NothingIsLeftAsync() => Wait.UntilAsync(() => A.Remoting.Watches.Count == (0, 0) && B.Remoting.Watches.Count == (0, 0), "nothing is left");

    private sealed class Silent : ReceiveActor;
}
