using System.Collections.Concurrent;
using Sapphire.Cluster.Messaging;
using Sapphire.Cluster.Remoting;
using Sapphire.Kernel;
using Sapphire.Kernel.Actor;

namespace Sapphire.Cluster.Sharding;

/// <summary>
/// Entities that are spread over the nodes of a cluster: each is on one node at a time, and reached by a <see cref="ShardingEnvelope"/>
/// to the region of any node. At least once: an entity that a takeover meets in the middle of a message gets it again, so it knows
/// messages by their ids. Thread-safe.
/// </summary>
public sealed class ClusterSharding
{
    /// <summary>Why a node hands everything over: an operator said so.</summary>
    public const string Operator = "operator";

    private const string Stop = "stop";
    private readonly ClusterRemoting _remoting;
    private readonly Lock _lock = new();
    private readonly HashSet<string> _reasons = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Lazy<(ShardServices Services, IActorRef Region)>> _regions = new(StringComparer.Ordinal);

    private ClusterSharding(ClusterRemoting remoting)
    {
        _remoting = remoting;
        CoordinatedShutdown.Get(remoting.System).AddTask(CoordinatedShutdown.PhaseClusterShardingShutdownRegion, "hand-over-shards", async () =>
        {
            await DrainAsync(TimeSpan.Zero, Stop);
            return Done.Instance;
        });
    }

    /// <summary>The sharding of a system that is part of a cluster.</summary>
    /// <exception cref="InvalidOperationException">It is no part of one.</exception>
    public static ClusterSharding Get(ActorSystem system)
    {
        ArgumentNullException.ThrowIfNull(system);
        return system.WithExtension(static s => new ClusterSharding(ClusterRemoting.Get(s)));
    }

    /// <summary>Starts the region of a kind of entity; on a node without the role a region that only sends.</summary>
    /// <param name="typeName">The kind: lower-case letters, digits and dashes.</param>
    /// <param name="entityPropsFactory">The props of the entity of an id.</param>
    /// <param name="settings">The settings; the number of shards and the delivery limit are the same on every node.</param>
    /// <returns>The region: takes <see cref="ShardingEnvelope"/>s, and answers <see cref="GetEntities"/>, <see cref="GetShardRegionState"/> and <see cref="GetClusterShardingStats"/>.</returns>
    public IActorRef Start(string typeName, Func<string, Props> entityPropsFactory, ClusterShardingSettings settings)
    {
        ArgumentNullException.ThrowIfNull(entityPropsFactory);
        ArgumentNullException.ThrowIfNull(settings);
        return Region(typeName, entityPropsFactory, settings);
    }

    /// <summary>Starts a region that only sends.</summary>
    public IActorRef StartProxy(string typeName, ClusterShardingSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return Region(typeName, null, settings);
    }

    /// <summary>The region of a kind that was started.</summary>
    /// <exception cref="ArgumentException">It was not.</exception>
    public IActorRef ShardRegion(string typeName) => Of(typeName).Region;

    /// <summary>The kind, as the transport knows it.</summary>
    /// <exception cref="ArgumentException">It was not started.</exception>
    public EntityKind Kind(string typeName) => Of(typeName).Services.Kind;

    /// <summary>
    /// Hands over all that this node has, and takes nothing more until <see cref="Resume"/>: before it stops, or for an operator. Entities
    /// answer what they were told; nobody sees an error. A shard with a busy entity (<see cref="EntityWork"/>) goes on as before until
    /// that is done, or the grace is over.
    /// </summary>
    /// <param name="grace">How long busy entities are waited for; zero for not at all.</param>
    /// <param name="reason">Whose wish it is: the node takes shards again when nobody wishes so any more.</param>
    /// <returns>Complete when all is handed over.</returns>
    /// <exception cref="InvalidOperationException">The node was told to take shards again meanwhile.</exception>
    public async Task<DrainReport> DrainAsync(TimeSpan grace = default, string reason = Operator)
    {
        lock (_lock) _reasons.Add(reason);
        if (_remoting.Transport.State.Status != TransportStatus.Closed) _remoting.Transport.Presence.Announce(static info => info with { Draining = true });
        DrainReport[] reports = await Task.WhenAll(_regions.Values.Select(r => r.Value.Region.Ask<DrainReport>(new DrainRegion(grace), Timeout.InfiniteTimeSpan)));
        return reports.Aggregate(DrainReport.None, static (sum, one) => sum.With(one));
    }

    /// <summary>How far a drain is.</summary>
    public async Task<DrainStanding> DrainStandingAsync(TimeSpan timeout)
    {
        DrainStanding[] all = await Task.WhenAll(_regions.Values.Select(r => r.Value.Region.Ask<DrainStanding>(GetDrainStanding.Instance, timeout)));
        return new(all.Sum(static s => s.Left), all.Sum(static s => s.Busy), all.Length == 0 ? TimeSpan.Zero : all.Max(static s => s.GraceLeft));
    }

    /// <summary>Takes shards again, where nobody else wishes it to be drained.</summary>
    /// <param name="reason">Whose wish is over.</param>
    public void Resume(string reason = Operator)
    {
        lock (_lock)
        {
            if (!_reasons.Remove(reason) || _reasons.Count > 0) return;
        }

        _remoting.Transport.Presence.Announce(static info => info with { Draining = false });
        foreach (Lazy<(ShardServices Services, IActorRef Region)> region in _regions.Values) region.Value.Region.Tell(ResumeRegion.Instance, ActorRefs.NoSender);
    }

    /// <summary>The shards of all nodes.</summary>
    /// <param name="typeName">The kind.</param>
    /// <param name="timeout">How long to wait for the other nodes.</param>
    public Task<ClusterShardingStats> GetStatsAsync(string typeName, TimeSpan timeout) =>
        ShardRegion(typeName).Ask<ClusterShardingStats>(new GetClusterShardingStats(timeout), timeout + timeout);

    /// <summary>Where an entity is, or would be.</summary>
    /// <param name="typeName">The kind.</param>
    /// <param name="entityId">The entity.</param>
    /// <param name="timeout">How long to wait for the other nodes.</param>
    public async Task<EntityLocation> WhereIsAsync(string typeName, string entityId, TimeSpan timeout)
    {
        int shard = Kind(typeName).ShardOf(entityId);
        ClusterShardingStats stats = await GetStatsAsync(typeName, timeout);
        foreach (CurrentShardRegionState region in stats.Regions)
        {
            if (region.Shards.FirstOrDefault(s => s.ShardId == shard) is { } found) return new(entityId, shard, region.Node, found.EntityIds.Contains(entityId));
            if (region.Failed.Contains(shard)) return new(entityId, shard, region.Node, IsActive: false);
        }

        return new(entityId, shard, null, IsActive: false);
    }

    private (ShardServices Services, IActorRef Region) Of(string typeName) => _regions.TryGetValue(typeName, out Lazy<(ShardServices, IActorRef)>? region)
        ? region.Value
        : throw new ArgumentException($"The entities '{typeName}' were not started on this node. Call {nameof(Start)} or {nameof(StartProxy)} first.", nameof(typeName));

    private IActorRef Region(string typeName, Func<string, Props>? entityProps, ClusterShardingSettings settings)
    {
        EntityKind kind = new(NodeId.Valid(typeName), settings.Checked().NumberOfShards) { DeliveryLimit = settings.DeliveryLimit };
        return _regions.GetOrAdd(typeName, _ => new(() =>
        {
            ShardServices services = new(_remoting, kind, settings, entityProps);
            bool owns = entityProps is not null && _remoting.Transport.Presence.Self.Roles.Contains(settings.Role);
            Props props = owns ? Props.Create(() => new ClusterShardRegion(services)) : Props.Create(() => new ShardRegionProxy(services));
            return (services, _remoting.System.SystemActorOf(props, $"sharding-{typeName}"));
        })).Value.Region;
    }
}
