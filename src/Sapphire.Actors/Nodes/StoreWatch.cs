using Sapphire.Cluster.Messaging;
using Sapphire.Cluster.Sharding;
using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Event;
using Sapphire.Persistence.Health;

namespace Sapphire.Actors.Nodes;

/// <summary>
/// Sees to it that a session node which cannot reach the store, while another one can, does not keep its chats from people.
/// <code>
/// keeps chats ──the store fails for a while, and another node is well──► stands aside (all is handed over, nothing taken)
///     ▲                                                                          │
///     └──────────────────────────────the store works again──────────────────────┘
/// </code>
/// Where the store fails for all, each keeps what it has.
/// </summary>
internal sealed class StoreWatch : ReceiveActor, IWithTimers
{
    private const string Reason = "store";
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    // A failover or a restart of the store is shorter, or concerns all.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly StorageHealth _storage;
    private readonly IPresence _presence;
    private readonly ClusterSharding _sharding;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly TimeProvider _time = Context.System.TimeProvider;
    private long? _since;
    private bool _aside;

    public StoreWatch(StorageHealth storage, IPresence presence, ClusterSharding sharding)
    {
        _storage = storage;
        _presence = presence;
        _sharding = sharding;
        Receive<Look>(_ => LookAtStore());
        Receive<DrainReport>(report => _log.Info("{0} shards were handed over, since the store cannot be used from here.", report.Shards));
        Receive<Status.Failure>(failure => _log.Debug("Handing over ended early: {0}", failure.Cause.Message));
    }

    /// <inheritdoc />
    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(StorageHealth storage, IPresence presence, ClusterSharding sharding) => Kernel.Actor.Props.Create(() => new StoreWatch(storage, presence, sharding));

    /// <inheritdoc />
    protected override void PreStart()
    {
        // A former life may have left it so.
        _sharding.Resume(Reason);
        Timers.StartPeriodicTimer(Look.Instance, Look.Instance, Interval);
    }

    private void LookAtStore()
    {
        if (_storage.Problem is null)
        {
            _since = null;
            if (_aside)
            {
                _aside = false;
                _log.Info("The store can be used from here again; this node takes chats.");
                _sharding.Resume(Reason);
            }

            return;
        }

        _since ??= _time.GetTimestamp();
        if (_aside || _time.GetElapsedTime(_since.Value) < Patience || !_presence.Members.Any(IsWell))
        {
            return;
        }

        _aside = true;
        _log.Warning("The store cannot be used from this node, and can from others: the chats of this node are handed over to them until it can.");
        _ = _sharding.DrainAsync(TimeSpan.Zero, Reason).PipeTo(Self);
    }

    private bool IsWell(Member member) =>
        member.Info.Id != _presence.Self.Id && member is { Status: MemberStatus.Up, Info.Draining: false } && member.Info.Roles.Contains(ClusterKinds.Role) && NodeFigures.StorageOf(member.Info) is null;

    private sealed record Look : INoSerializationVerificationNeeded
    {
        public static Look Instance { get; } = new();
    }
}
