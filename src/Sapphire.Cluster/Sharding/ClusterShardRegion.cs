using Sapphire.Cluster.Messaging;
using Sapphire.Kernel.Actor;

namespace Sapphire.Cluster.Sharding;

/// <summary>
/// The entities of one kind on one node of many: sends envelopes to the queues of their shards, and has a <see cref="Shard"/> in line
/// for each of them. (How many it owns the transport says in presence.) Every node is in line for every shard, so that the next owner is
/// ready when one dies; first of all it claims those that it should own, and the others get in line again behind it. A node that owns a
/// shard that another should own hands it over, one at a time, and gets in line again at the end; never one with a busy entity, which is
/// first asked to become quiet. A node that drains hands over the quiet ones at once, and waits for the others:
/// <code>
/// balanced ──DrainRegion──► draining: quiet shards go ──none is left──► drained
///    ▲                          │ └─── a busy one becomes quiet: it goes; the grace is over: all go
///    └────────ResumeRegion──────┴───────────────────────────────────────────┘
///
/// a busy shard that is to go:  serving ──WindDown──► winding down ──quiet──► goes
///                                 ▲                       │
///                                 └──kept back too long───┘ (WoundUp; again after as long)
/// </code>
/// </summary>
internal sealed partial class ClusterShardRegion : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly ShardServices _services;
    private readonly Slot[] _slots;
    private readonly List<IActorRef> _drainers = [];
    private DrainReport _drained = DrainReport.None;
    private bool _draining;
    private bool _patient;
    private long _graceEnds;

    public ClusterShardRegion(ShardServices services)
    {
        _services = services;
        _slots = [.. Enumerable.Range(0, services.Kind.Shards).Select(n => new Slot(n))];
        ShardSender sender = new(services, Self);
        RegionQueries queries = new(services, Self);
        Receive<ShardingEnvelope>(envelope => sender.Send(envelope, Sender.Equals(Context.System.DeadLetters) ? null : Sender));
        Receive<SendEnded>(sender.Ended);
        Receive<ShardStanding>(Stands);
        Receive<Terminated>(terminated => Ended(terminated.ActorRef));
        Receive<Rebalance>(_ =>
        {
            Balance();
            if (_draining) Drain();
        });
        Receive<ClaimShard>(claim => Claim(_slots[claim.Shard]));
        Receive<ShardWork>(Works);
        Receive<HandOffRefused>(Refused);
        Receive<WoundUp>(WoundUp);
        Receive<DrainRegion>(BeginDrain);
        Receive<GraceOver>(_ =>
        {
            _patient = false;
            if (_draining) Drain();
        });
        Receive<ResumeRegion>(_ => Resume());
        Receive<GetDrainStanding>(_ => Sender.Tell(Standing()));
        Receive<GetShardRegionState>(get => _ = StateAsync(Owned()).PipeTo(Sender, Self));
        Receive<GetEntities>(get => _ = EntitiesAsync(Owned()).PipeTo(Sender, Self));
        Receive<GetClusterShardingStats>(get => _ = queries.AllAsync(get.Timeout).PipeTo(Sender, Self));
    }

    public ITimerScheduler Timers { get; set; } = null!;

    private ClusterShardingSettings Settings => _services.Settings;

    protected override void PreStart()
    {
        Timers.StartPeriodicTimer(nameof(Rebalance), Rebalance.Instance, Settings.RebalanceInterval);
        Balance();
    }

    // A shard that fails is stopped: it leaves the line with what it has, and gets in line again.
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    private void Claim(Slot slot)
    {
        if (slot.Shard is not null || _draining) return;
        Timers.Cancel(slot.Timer);
        ShardServices services = _services;
        int number = slot.Number;
        slot.Shard = Context.Watch(Context.ActorOf(Props.Create(() => new Shard(services, number)), slot.Name));
    }

    private void Stands(ShardStanding standing)
    {
        Slot slot = _slots[standing.Shard];
        if (!Sender.Equals(slot.Shard)) return;
        slot.Status = standing.Status;
        if (standing.Status == ClaimStatus.Active) Owns(slot);
    }

    private void Ended(IActorRef shard)
    {
        if (Array.Find(_slots, s => shard.Equals(s.Shard)) is not { } slot) return;
        bool handedOff = slot.IsLeaving;
        if (_draining && slot is { IsLeaving: true, WasOwned: true }) _drained = _drained.With(new(1, Clock.GetElapsedTime(slot.LeftAt), slot.Interrupted));
        slot.Shard = null;
        slot.Status = null;
        slot.IsLeaving = false;
        slot.IsWinding = false;
        slot.Busy = 0;
        slot.Interrupted = 0;
        if (_draining) Drain();
        else Timers.StartSingleTimer(slot.Timer, new ClaimShard(slot.Number), !handedOff && ShouldOwn(slot) ? Again : Settings.ClaimDelay);
    }

    private IActorRef[] Owned() => [.. _slots.Where(s => s.IsOwned).Select(s => s.Shard!)];

    private async Task<CurrentShardRegionState> StateAsync(IActorRef[] shards)
    {
        ShardContent?[] contents = await ContentsAsync(shards);
        return new(
            _services.Remoting.Self.Name,
            _services.Presence.Self.Draining,
            [.. contents.OfType<ShardContent>().Select(c => new ShardState(c.Shard, [.. c.Entities.Select(e => e.Path.Name)], c.Unanswered, c.Silent, c.Rejected))],
            [.. shards.Where((_, i) => contents[i] is null).Select(s => int.Parse(s.Path.Name))]);
    }

    private static async Task<Entities> EntitiesAsync(IActorRef[] shards)
    {
        ShardContent?[] contents = await ContentsAsync(shards);
        return new([.. contents.OfType<ShardContent>().SelectMany(c => c.Entities)]);
    }

    private static Task<ShardContent?[]> ContentsAsync(IActorRef[] shards) => Task.WhenAll(shards.Select(async shard =>
    {
        try
        {
            return (ShardContent?)await shard.Ask<ShardContent>(GetShardContent.Instance, Patience);
        }
        catch (AskTimeoutException)
        {
            return null;
        }
    }));

    /// <summary>A shard, as this node stands to it.</summary>
    private sealed class Slot(int number)
    {
        public int Number => number;

        public string Name { get; } = number.ToString();

        public string Timer { get; } = $"claim-{number}";

        public IActorRef? Shard { get; set; }

        public ClaimStatus? Status { get; set; }

        /// <summary>It was asked to hand over.</summary>
        public bool IsLeaving { get; set; }

        /// <summary>It was asked to become quiet.</summary>
        public bool IsWinding { get; set; }

        /// <summary>When it may be asked again, in ticks of the clock.</summary>
        public long WindAfter { get; set; }

        /// <summary>How often it was handed over and came back.</summary>
        public int Returns { get; set; }

        public bool WasHandedOver { get; set; }

        /// <summary>It was this node's when it was asked to hand over.</summary>
        public bool WasOwned { get; set; }

        /// <summary>When it was asked to hand over, in ticks of the clock.</summary>
        public long LeftAt { get; set; }

        /// <summary>How many of its entities are busy.</summary>
        public int Busy { get; set; }

        /// <summary>How many were when they were stopped.</summary>
        public int Interrupted { get; set; }

        /// <summary>When it may be handed over again, in ticks of the clock.</summary>
        public long NotBefore { get; set; }

        public bool IsOwned => Shard is not null && Status is ClaimStatus.Active or ClaimStatus.Releasing;
    }
}
