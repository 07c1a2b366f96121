using System.Collections.Concurrent;
using Sapphire.Cluster.Messaging;
using Sapphire.Cluster.Remoting;
using Sapphire.Cluster.Sharding;
using Sapphire.Cluster.Tests.Messaging;
using Sapphire.Cluster.Tests.Support;
using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Serialization;
using Sapphire.Kernel.TestKit;

namespace Sapphire.Cluster.Tests.Sharding;

/// <summary>A node that stood still while another took over: it finds out by its own clock, before anything that lies in its buffers takes effect.</summary>
public sealed class StoodStillTests : IAsyncLifetime
{
    private readonly StoppedEntities _entities = new();
    private readonly Ledger _ledger = new();
    private readonly ProcessWorld _world = new();
    private ActorSystem _system = null!;
    private ClusterRemoting _remoting = null!;
    private IActorRef _shard = null!;
    private TestKitBase _region = null!;

    public async ValueTask InitializeAsync()
    {
        IClusterTransport transport = await _world.JoinAsync("a");
        _system = ActorSystem.Create("sapphire", TestSystem.Prepare(new() { Serialization = ShardingMessageSerializer.Setup.And(SerializationSetup.Create(TestProtocol.Protocol)) }));
        _remoting = ClusterRemoting.Start(_system, new OtherEntities(transport, _entities));
        _region = new TestKit(_system);
        Ledger ledger = _ledger;
        ShardServices services = new(
            _remoting,
            new EntityKind("worker", 1),
            new ClusterShardingSettings { Role = "session" },
            id => Props.Create(() => new Worker(id, "a", ledger)));
        _shard = _system.ActorOf(Props.Create(() => new Shard(services, 0)), "0");
        await Wait.UntilAsync(() => _entities.Handler is not null, "the shard stands in line");
        _entities.Status = ClaimStatus.Active;
    }

    public async ValueTask DisposeAsync()
    {
        await _system.FinalTerminate();
        await _world.DisposeAsync();
    }

    [Fact]
    public async Task What_lies_in_its_buffers_is_not_told_and_not_acknowledged()
    {
        await SendAsync("c1");
        _region.ExpectMsg<Worked>(Wait.Longest).Id.ShouldBe("c1");
        await Wait.UntilAsync(() => _entities.Answers.Count == 1, "it is acknowledged");

        // It stands still here; nobody has told it anything yet when it goes on.
        _entities.Status = ClaimStatus.Lost;
        await SendAsync("c2");
        await SendAsync("c3");
        _region.ExpectNoMsg(TimeSpan.FromMilliseconds(200));
        _ledger.Effects("one").ShouldBe(["c1"]);
        _entities.Answers.ShouldBe(["ack c1"]);

        // Then it is told, and ends with its entities.
        _region.Watch(_shard);
        _entities.Lose();
        _region.ExpectTerminated(_shard, Wait.Longest);
        _entities.Answers.ShouldBe(["ack c1"]);
    }

    [Fact]
    public async Task What_an_entity_answers_after_the_loss_is_not_passed_on()
    {
        await SendAsync("c1", "silent");
        await Wait.UntilAsync(() => _ledger.Begun == 1, "the entity is there");
        IActorRef entity = (await _shard.Ask<ShardContent>(GetShardContent.Instance, Wait.Longest)).Entities.Single();
        AnsweredActorRef late = new(_region.TestActor, _shard, new PendingDelivery(new Delivery("c9", null!, _entities), "one", "x", null, true, 0), new ShardTerm());
        ShardTerm over = new();
        over.End();
        AnsweredActorRef dead = new(_region.TestActor, _shard, new PendingDelivery(new Delivery("c9", null!, _entities), "one", "x", null, true, 0), over);
        dead.Tell("too late", entity);
        late.TryClose().ShouldBeTrue();
        late.Tell("closed", entity);
        _region.ExpectNoMsg(TimeSpan.FromMilliseconds(100));
        AnsweredActorRef good = new(_region.TestActor, _shard, new PendingDelivery(new Delivery("c9", null!, _entities), "one", "x", null, true, 0), new ShardTerm());
        good.Tell("answer", entity);
        _region.ExpectMsg("answer");
        good.TryClose().ShouldBeFalse();
        good.Tell("more", entity);
        _region.ExpectMsg("more");
        good.Equals(_region.TestActor).ShouldBeTrue();
        Serialization.SerializedActorPath(good).ShouldBe(Serialization.SerializedActorPath(_region.TestActor));
    }

    private async Task SendAsync(string id, string kind = "") =>
        await _entities.Handler!(new Delivery(id, _remoting.Format.Write(new ShardingEnvelope("one", new Work(id, kind)), _region.TestActor), _entities));

    private sealed class Delivery(string id, WireMessage message, StoppedEntities entities) : IDelivery
    {
        public WireMessage Message => message;

        public int Attempt => 1;

        public ValueTask AcknowledgeAsync() => Answer("ack");

        public ValueTask RejectAsync(string reason) => Answer("reject");

        private ValueTask Answer(string how)
        {
            entities.Answers.Enqueue($"{how} {id}");
            return ValueTask.CompletedTask;
        }
    }

    /// <summary>A broker whose word about the owner is put into its mouth.</summary>
#pragma warning disable CA1001 // Nothing waits for its token with a handle.
    private sealed class StoppedEntities : IEntities, IShardClaim
#pragma warning restore CA1001
    {
        private readonly CancellationTokenSource _lost = new();
        private readonly TaskCompletionSource<ClaimStatus> _ended = new();
        private volatile int _status;

        public ConcurrentQueue<string> Answers { get; } = [];

        public Func<IDelivery, ValueTask>? Handler { get; private set; }

        public EntityKind Kind { get; } = new("worker", 1);

        public int Shard => 0;

        public ClaimStatus Status
        {
            get => (ClaimStatus)_status;
            set => _status = (int)value;
        }

        public CancellationToken Lost => _lost.Token;

        public Task<ClaimStatus> Ended => _ended.Task;

        public void Lose() => _lost.Cancel();

        public Task SendAsync(EntityKind kind, int shard, WireMessage message, CancellationToken cancellationToken = default) => Task.CompletedTask;

        public Task<IShardClaim> ClaimAsync(EntityKind kind, int shard, Func<IDelivery, ValueTask> handler, CancellationToken cancellationToken = default)
        {
            Handler = handler;
            return Task.FromResult<IShardClaim>(this);
        }

        public Task ReleaseAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

        public IDisposable Watch(Action<ClaimStatus> observer) => CancellationToken.None.Register(static () => { });
    }

    private sealed class OtherEntities(IClusterTransport inner, IEntities entities) : IClusterTransport
    {
        public NodeId Self => inner.Self;

        public TransportState State => inner.State;

        public IEntities Entities => entities;

        public IWorkQueues WorkQueues => inner.WorkQueues;

        public ITopics Topics => inner.Topics;

        public IPresence Presence => inner.Presence;

        public IInbox Inbox => inner.Inbox;

        public IDeadLetters DeadLetters => inner.DeadLetters;

        public IQueues Queues => inner.Queues;

        public void Start() => inner.Start();

        public Task ConnectedAsync(CancellationToken cancellationToken = default) => inner.ConnectedAsync(cancellationToken);

        public IDisposable Watch(Action<TransportState> observer) => inner.Watch(observer);

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
