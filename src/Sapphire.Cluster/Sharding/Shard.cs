using System.Runtime.Serialization;
using Sapphire.Cluster.Messaging;
using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Event;

namespace Sapphire.Cluster.Sharding;

/// <summary>
/// One shard on this node, for one claim: gets in line, and while it owns the shard gives each delivery to its entity, in order, and
/// holds it until the entity has answered.
/// <code>
/// claiming ──► in line ──first delivery──► owner ──HandOff──► finishing ──all answered──► stopping entities ──► releasing ──► ends
///     │           │ └──────HandOff───────────┼──────────────────────────────────────────────────────────────────►┘
///     │           │                        │ ▲
///     │           │               WindDown ▼ │ kept back too long, WindUp
///     │           │                    winding down (entities without work are told nothing new) ──HandOff──► finishing
///     └───────────┴──── connection lost ─────┴──► ends at once, entities and all; nothing more is acknowledged or answered
/// </code>
/// The region starts the next one.
/// </summary>
#pragma warning disable CA1001 // PostStop is an actor's Dispose.
internal sealed partial class Shard : ReceiveActor, IWithTimers
#pragma warning restore CA1001
{
    private static readonly CancellationToken AtOnce = new(canceled: true);

    private readonly ShardServices _services;
    private readonly int _shard;
    private readonly TimeProvider _clock;
    private readonly ShardTerm _term = new();
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _answers = [];
    private readonly List<IDelivery> _early = [];
    private IDisposable? _watching;
    private CancellationTokenRegistration _lost;
    private bool _claimed;
    private long _silent;
    private long _rejected;

    public Shard(ShardServices services, int shard)
    {
        _services = services;
        _shard = shard;
        _clock = Context.System.TimeProvider;
        Receive<ShardDelivered>(delivered =>
        {
            if (_claimed) Deliver(delivered.Delivery);
            else _early.Add(delivered.Delivery);
        });
        Receive<DeliveryAnswered>(answered => Answered(answered.Delivery));
        Receive<ShardClaimed>(claimed => Claimed(claimed.Claim));
        Receive<ShardNotClaimed>(not => NotClaimed(not.Cause));
        Receive<Passivate>(Stop);
        Receive<Terminated>(terminated => Ended(terminated.ActorRef));
        Receive<EntityRested>(rested => Rested(rested.EntityId));
        Receive<LookForSilence>(_ => StopSilent());
        Receive<EntityWork>(work =>
        {
            if (EntityOf(Sender) is { } entity) Busy(entity, work.IsBusy);
        });
        Receive<HandOff>(Begin);
        Receive<WindDown>(_ => WindingDown());
        Receive<WindUp>(_ => WindingUp());
        Receive<HandOffExpired>(expired => Expired(expired.First));
        Receive<ShardReleased>(_ => Context.Stop(Self));
        Receive<GetShardContent>(_ => Sender.Tell(Content()));
        Receive<Status.Failure>(failure => _log.Debug("An answer to the broker did not arrive: {0}", failure.Cause.Message));
    }

    public ITimerScheduler Timers { get; set; } = null!;

    private ClusterShardingSettings Settings => _services.Settings;

    protected override void PreStart()
    {
        _ = ClaimAsync(Self, _stop.Token).PipeTo(Self, success: static claim => new ShardClaimed(claim), failure: static error => new ShardNotClaimed(error));
        Timers.StartPeriodicTimer(nameof(LookForSilence), LookForSilence.Instance, Settings.AnswerTimeout / 4);
    }

    // The entities have ended by now. Whatever is not answered goes to the next owner.
    protected override void PostStop()
    {
        _term.End();
        _stop.Cancel();
        _watching?.Dispose();
        _lost.Dispose();
        _ = _term.Claim?.ReleaseAsync(AtOnce);
        _stop.Dispose();
    }

    // An entity that fails is stopped, not restarted: what it had not answered is held here, and its next life gets it in order.
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(error =>
    {
        if (EntityOf(Sender) is { } entity)
        {
            // That it cannot be made is the fault of no message.
            if (error is not ActorInitializationException) entity.Failure = error;
            entity.IsFailing = true;
            Close(entity);
        }

        return Directive.Stop;
    });

    private async Task<IShardClaim> ClaimAsync(IActorRef self, CancellationToken cancellationToken)
    {
        IShardClaim claim = await _services.Entities.ClaimAsync(
            _services.Kind,
            _shard,
            delivery =>
            {
                self.Tell(new ShardDelivered(delivery), ActorRefs.NoSender);
                return ValueTask.CompletedTask;
            },
            cancellationToken);
        _term.Claim = claim;

        // This actor ended while the claim was made.
        if (_term.IsOver) await claim.ReleaseAsync(AtOnce);
        return claim;
    }

    private void Claimed(IShardClaim claim)
    {
        _claimed = true;
        IActorRef self = Self, region = Context.Parent;
        ActorSystem system = Context.System;

        // Ahead of everything that waits in the mailbox: the entities end at once.
        _lost = claim.Lost.Register(() =>
        {
            _term.End();
            system.Stop(self);
        });
        int shard = _shard;
        _watching = claim.Watch(status => region.Tell(new ShardStanding(shard, status), self));
        foreach (IDelivery delivery in _early) Deliver(delivery);
        _early.Clear();
    }

    private void NotClaimed(Exception cause)
    {
        _log.Debug(cause, "Shard {0} of {1} could not be claimed.", _shard, _services.Kind.Name);
        Context.Stop(Self);
    }

    private void Deliver(IDelivery delivery)
    {
        if (_handingOff && !_stoppingAll) _early.Add(delivery);

        // Left without an answer: it comes to the next owner.
        if (_handingOff || !_term.IsOwner) return;
        object read;
        IActorRef? sender = null;
        try
        {
            if (delivery.Message.SenderRef is { } text) sender = Context.System.Serialization.DeserializeActorRef(text);
            read = _services.Remoting.Format.Read(delivery.Message);
        }
        catch (Exception e) when (e is ClusterException or FormatException or SerializationException)
        {
            _services.Remoting.LogUnreadable(delivery.Message.Manifest, e.Message);
            Reject(delivery, sender, e.Message);
            return;
        }

        if (read is not ShardingEnvelope envelope || !ActorPath.IsValidPathElement(envelope.EntityId) || _services.Kind.ShardOf(envelope.EntityId) != _shard)
        {
            Reject(delivery, sender, $"It is no message for an entity of shard {_shard}.");
            return;
        }

        bool awaitsAnswer = Settings.AwaitsAnswer?.Invoke(envelope.Message) ?? sender is not null;
        ShardEntity entity = Entity(envelope.EntityId);
        entity.Pending.AddLast(new PendingDelivery(delivery, envelope.EntityId, envelope.Message, sender, awaitsAnswer, _clock.GetTimestamp()));
        Dispatch(entity);
    }

    private void Reject(IDelivery delivery, IActorRef? sender, string reason)
    {
        _rejected++;
        Track(delivery.RejectAsync(reason));
        sender?.Tell(new Status.Failure(new InvalidOperationException($"The message is in the dead letters of '{_services.Kind.Name}'. {reason}")), Self);
    }

    // A release waits until these are on their way.
    private void Track(ValueTask answer)
    {
        if (answer.IsCompletedSuccessfully) return;
        _answers.RemoveAll(static a => a.IsCompleted);
        _answers.Add(answer.AsTask().PipeTo(Self));
    }

    private ShardContent Content() => new(
        _shard,
        [.. _entities.Values.Where(e => e.Ref is not null).Select(e => e.Ref!)],
        _entities.Values.Sum(e => e.Pending.Count),
        _silent,
        _rejected);
}
