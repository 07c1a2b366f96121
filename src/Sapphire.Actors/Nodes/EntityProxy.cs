using Sapphire.Cluster.Sharding;
using Sapphire.Kernel.Actor;

namespace Sapphire.Actors.Nodes;

/// <summary>Stands on every node for the one entity of a kind. Where it must be awake although nobody asks it for anything, it is told so now and then: its node may have died.</summary>
internal sealed class EntityProxy : ReceiveActor, IWithTimers
{
    private readonly IActorRef _region;
    private readonly string _entityId;
    private readonly object? _keepAwake;
    private readonly TimeSpan _interval;

    public EntityProxy(IActorRef region, string entityId, object? keepAwake, TimeSpan interval)
    {
        _region = region;
        _entityId = entityId;
        _keepAwake = keepAwake;
        _interval = interval;
        Receive<KeepAwake>(_ => _region.Tell(new ShardingEnvelope(_entityId, _keepAwake!), ActorRefs.NoSender));
        ReceiveAny(message => _region.Forward(new ShardingEnvelope(_entityId, message)));
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(IActorRef region, string entityId, object? keepAwake, TimeSpan interval) =>
        Kernel.Actor.Props.Create(() => new EntityProxy(region, entityId, keepAwake, interval));

    protected override void PreStart()
    {
        if (_keepAwake is not null)
        {
            Timers.StartPeriodicTimer(KeepAwake.Instance, KeepAwake.Instance, TimeSpan.Zero, _interval);
        }
    }

    private sealed record KeepAwake : INoSerializationVerificationNeeded
    {
        public static KeepAwake Instance { get; } = new();
    }
}
