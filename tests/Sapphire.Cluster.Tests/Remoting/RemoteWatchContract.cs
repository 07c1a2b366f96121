using Sapphire.Cluster.Messaging;
using Sapphire.Cluster.Tests.Messaging;
using Sapphire.Cluster.Tests.Support;
using Sapphire.Kernel.Actor;
using Sapphire.Kernel.TestKit;

namespace Sapphire.Cluster.Tests.Remoting;

/// <summary>Death watch between nodes: whatever ends, its watcher hears of it once, and nothing is left behind.</summary>
public abstract class RemoteWatchContract : IAsyncLifetime
{
    private TestCluster _cluster = null!;
    private TestNode _a = null!;
    private TestNode _b = null!;

    public async ValueTask InitializeAsync()
    {
        _cluster = new(await CreateAsync());
        _a = await _cluster.JoinAsync("a");
        _b = await _cluster.JoinAsync("b");
        await TestCluster.SeeEachOtherAsync(_a, _b);
    }

    public async ValueTask DisposeAsync()
    {
        await _cluster.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected abstract Task<TransportWorld> CreateAsync();

    [Fact]
    public async Task The_end_of_an_actor_is_told()
    {
        IActorRef actor = _b.Kit.CreateTestProbe().Ref, seen = _b.SeenFrom(_a, actor);
        _a.Kit.Watch(seen);
        await Wait.UntilAsync(() => _b.Remoting.Watches.Count == (0, 1), "b knows of the watch");
        _b.System.Stop(actor);
        Terminated terminated = _a.Kit.ExpectTerminated(seen, Wait.Longest);
        terminated.ExistenceConfirmed.ShouldBeTrue();
        terminated.AddressTerminated.ShouldBeFalse();
        await NothingIsLeftAsync();
    }

    [Fact]
    public async Task An_actor_that_has_ended_before_is_told_too()
    {
        IActorRef actor = _b.Kit.CreateTestProbe().Ref, seen = _b.SeenFrom(_a, actor);
        _b.Kit.Watch(actor);
        _b.System.Stop(actor);
        _b.Kit.ExpectTerminated(actor);
        _a.Kit.Watch(seen);
        _a.Kit.ExpectTerminated(seen, Wait.Longest).ExistenceConfirmed.ShouldBeFalse();
        IActorRef nobody = _a.Remoting.ActorOn(_b.Id, "/user/nobody");
        _a.Kit.Watch(nobody);
        _a.Kit.ExpectTerminated(nobody, Wait.Longest);
        await NothingIsLeftAsync();
    }

    [Fact]
    public async Task Who_watches_no_more_is_not_told()
    {
        IActorRef actor = _b.Kit.CreateTestProbe().Ref, seen = _b.SeenFrom(_a, actor);
        _a.Kit.Watch(seen);
        await Wait.UntilAsync(() => _b.Remoting.Watches.Count.Here == 1, "b knows of the watch");
        _a.Kit.Unwatch(seen);
        await NothingIsLeftAsync();
        _b.Kit.Watch(actor);
        _b.System.Stop(actor);
        _b.Kit.ExpectTerminated(actor);
        _a.Kit.ExpectNoMsg(TimeSpan.FromMilliseconds(200));
    }

    [Fact]
    public async Task A_watcher_that_ends_leaves_nothing_behind()
    {
        TestProbe watcher = _a.Kit.CreateTestProbe();
        watcher.Watch(_b.SeenFrom(_a, _b.Kit.TestActor));
        await Wait.UntilAsync(() => _b.Remoting.Watches.Count.Here == 1, "b knows of the watch");
        _a.System.Stop(watcher.Ref);
        await NothingIsLeftAsync();
    }

    [Fact]
    public async Task A_node_that_leaves_takes_its_actors_with_it()
    {
        IActorRef seen = _b.SeenFrom(_a, _b.Kit.TestActor);
        _a.Kit.Watch(seen);
        _b.Kit.Watch(_a.SeenFrom(_b, _a.Kit.TestActor));
        await Wait.UntilAsync(() => _a.Remoting.Watches.Count == (1, 1), "both know");
        await _cluster.LeaveAsync(_b);
        _a.Kit.ExpectTerminated(seen, Wait.Longest);
        await Wait.UntilAsync(() => _a.Remoting.Watches.Count == (0, 0), "nothing is left");
    }

    [Fact]
    public async Task A_node_that_is_killed_takes_its_actors_with_it()
    {
        IActorRef seen = _b.SeenFrom(_a, _b.Kit.TestActor);
        _a.Kit.Watch(seen);
        _b.Kit.Watch(_a.SeenFrom(_b, _a.Kit.TestActor));
        await Wait.UntilAsync(() => _a.Remoting.Watches.Count == (1, 1), "both know");
        await _cluster.World.CutAsync("b");
        Terminated terminated = _a.Kit.ExpectTerminated(seen, Wait.Longest);
        terminated.AddressTerminated.ShouldBeTrue();
        await Wait.UntilAsync(() => _a.Remoting.Watches.Count == (0, 0), "nothing is left");
    }

    [Fact]
    public async Task The_next_life_of_a_node_is_another_one()
    {
        IActorRef seen = _b.SeenFrom(_a, _b.System.ActorOf(Props.Create(() => new Silent()), "same"));
        _a.Kit.Watch(seen);
        await Wait.UntilAsync(() => _b.Remoting.Watches.Count.Here == 1, "b knows of the watch");
        await _cluster.KillAsync(_b);
        await _cluster.World.HealAsync("b");
        TestNode again = await _cluster.JoinAsync("b");
        IActorRef next = again.System.ActorOf(Props.Create(() => new Silent()), "same");
        _a.Kit.ExpectTerminated(seen, Wait.Longest);

        // Same name, same path, same number in its system: still somebody else.
        next.Path.Uid.ShouldBe(seen.Path.Uid);
        again.SeenFrom(_a, next).ShouldNotBe(seen);
        _a.Kit.Watch(seen);
        _a.Kit.ExpectTerminated(seen, Wait.Longest);
        again.System.Serialization.DeserializeActorRef(Kernel.Serialization.Serialization.SerializedActorPath(seen)).ShouldNotBe(next);
    }

    [Fact]
    public async Task A_node_that_nobody_has_heard_of_is_gone_after_a_while()
    {
        IActorRef nobody = _a.Remoting.ActorOn(NodeId.Create("nowhere", TimeProvider.System), "/user/x");
        _a.Kit.Watch(nobody);
        _a.Kit.ExpectTerminated(nobody, Wait.Longest);
        await Wait.UntilAsync(() => _a.Remoting.Watches.Count == (0, 0), "nothing is left");
    }

    [Fact]
    public async Task A_watch_outlives_a_short_cut()
    {
        IActorRef actor = _b.Kit.CreateTestProbe().Ref, seen = _b.SeenFrom(_a, actor);
        await _cluster.World.CutAsync("a");
        await Wait.UntilAsync(() => _a.Transport.State.Status == TransportStatus.Away, "a is away");

        // It cannot be told now.
        _a.Kit.Watch(seen);
        await _cluster.World.HealAsync("a");
        await Wait.UntilAsync(() => _b.Remoting.Watches.Count.Here == 1, "b knows of the watch");
        await _cluster.World.CutAsync("a");
        await Wait.UntilAsync(() => _a.Transport.State.Status == TransportStatus.Away, "a is away");
        _b.Kit.Watch(actor);
        _b.System.Stop(actor);
        _b.Kit.ExpectTerminated(actor);
        _a.Kit.ExpectNoMsg(TimeSpan.FromMilliseconds(100));
        await _cluster.World.HealAsync("a");
        _a.Kit.ExpectTerminated(seen, Wait.Longest);
        await NothingIsLeftAsync();
    }

    private Task NothingIsLeftAsync() => Wait.UntilAsync(() => _a.Remoting.Watches.Count == (0, 0) && _b.Remoting.Watches.Count == (0, 0), "nothing is left");

    private sealed class Silent : ReceiveActor;
}
