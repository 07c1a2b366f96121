using System.Collections.Immutable;
using System.Diagnostics;
using Sapphire.Actors.Home;
using Sapphire.Actors.Ids;
using Sapphire.Actors.Nodes;
using Sapphire.Actors.Rooms.Devices;
using Sapphire.Cluster.Messaging;
using Sapphire.Cluster.Sharding;
using Sapphire.Kernel.Actor;

namespace Sapphire.Actors.Operations;

/// <summary>
/// What operators ask and tell the cluster, from any of its nodes; a node without a broker is a cluster of one. What nodes say of
/// themselves comes with their heartbeats, so most of it asks nobody. Thread-safe.
/// </summary>
public sealed partial class ClusterOperations
{
    /// <summary>Where the chats of a node without a broker are.</summary>
    internal const string Sessions = "/user/sessions";

    /// <summary>The most chats in one answer.</summary>
    public const int MostSessions = 1_000;

    private static readonly TimeSpan ShardPatience = TimeSpan.FromSeconds(2);
    private readonly ActorSystem _system;
    private readonly OperatorSettings _settings;
    private readonly IClusterTransport? _transport;
    private readonly ChatListView? _chats;
    private readonly DeviceRooms? _rooms;
    private readonly TimeProvider _time;
    private readonly DateTimeOffset _started;
    private readonly Recent<ShardsView> _recentShards;
    private readonly Recent<QueuesView> _recentQueues;

    /// <summary>Creates it.</summary>
    /// <param name="system">The actors of this node.</param>
    /// <param name="settings">Of this node.</param>
    /// <param name="transport">How the others are reached; null where there are none.</param>
    /// <param name="chats">The titles of chats; null where this node cannot read them.</param>
    /// <param name="rooms">The rooms with microphones and speakers; null where this node does not know them.</param>
    public ClusterOperations(ActorSystem system, OperatorSettings settings, IClusterTransport? transport, ChatListView? chats, DeviceRooms? rooms = null)
    {
        ArgumentNullException.ThrowIfNull(system);
        ArgumentNullException.ThrowIfNull(settings);
        _system = system;
        _settings = settings;
        _transport = transport;
        _chats = chats;
        _rooms = rooms;
        _time = system.TimeProvider;
        using Process process = Process.GetCurrentProcess();
        _started = new DateTimeOffset(process.StartTime).ToUniversalTime();
        _recentShards = new(AskShardsAsync, _time);
        _recentQueues = new(AskQueuesAsync, _time);
    }

    /// <summary>The name of this node.</summary>
    public string Self => _transport?.Self.Name ?? _settings.NodeName;

    /// <summary>The nodes and how this one stands to the broker. Asks no other node.</summary>
    public async Task<ClusterView> GetAsync(CancellationToken cancellationToken)
    {
        NodeUsage? own = await OwnUsageAsync(cancellationToken);
        RoomPresence[] rooms = await RoomsAsync(cancellationToken);
        if (_transport is null)
        {
            return new(Self, Alone: true, "alone", _started, null, [new(Self, IsSelf: true, ["web", "session", "stt", "tts"], _settings.Version, "same", "up", _started, _time.GetUtcNow(), 0, ImmutableDictionary<string, int>.Empty, own, null)], rooms);
        }

        TransportState state = _transport.State;
        string link = state.Status switch
        {
            TransportStatus.Connected => "connected",
            TransportStatus.Connecting => "connecting",
            _ => "away",
        };
        return new(Self, Alone: false, link, state.Since, link == "away" ? state.Error?.Message ?? "The connection to the broker was lost. It is tried again by itself." : null, [.. _transport.Presence.Members.Select(member => Node(member, own))], rooms);
    }

    /// <summary>Which node has which shards; not older than a second.</summary>
    public Task<ShardsView> ShardsAsync(CancellationToken cancellationToken) => _recentShards.GetAsync(cancellationToken);

    /// <summary>How everything stands.</summary>
    public async Task<ClusterUpdate> UpdateAsync(CancellationToken cancellationToken)
    {
        Task<ShardsView> shards = ShardsAsync(cancellationToken);
        Task<QueuesView> queues = QueuesAsync(cancellationToken);
        ClusterView cluster = await GetAsync(cancellationToken);
        return new(cluster, await shards, await queues);
    }

    /// <summary>The chats that are in memory, with their titles where this node can read them.</summary>
    /// <exception cref="OperatorException">The chats could not be asked for.</exception>
    public async Task<SessionsView> SessionsAsync(CancellationToken cancellationToken)
    {
        (string Id, int? Shard, string Node)[] all;
        IReadOnlyList<string> silent = [];
        if (_transport is null)
        {
            all = [.. ActorInspector.ChildNames(_system, Sessions).Select(id => (id, (int?)null, Self))];
        }
        else
        {
            ClusterShardingStats stats = await StatsAsync(ClusterKinds.Chats, cancellationToken);
            all = [.. stats.Regions.SelectMany(region => region.Shards.SelectMany(shard => shard.EntityIds.Select(id => (id, (int?)shard.ShardId, region.Node)))).OrderBy(s => s.Node, StringComparer.Ordinal).ThenBy(s => s.id, StringComparer.Ordinal)];
            silent = stats.Failed;
        }

        IReadOnlyDictionary<string, string> titles = await TitlesAsync(cancellationToken);
        return new(all.Length, [.. all.Take(MostSessions).Select(one => new SessionPlace(one.Id, titles.GetValueOrDefault(one.Id), one.Shard, one.Node, Active: true))], silent);
    }

    /// <summary>Where a chat is.</summary>
    /// <param name="chat">Its id or, where this node can read titles, its title.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="OperatorException">There is no such chat.</exception>
    public async Task<SessionPlace> WhereAsync(string chat, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(chat);
        IReadOnlyDictionary<string, string> titles = await TitlesAsync(cancellationToken);
        string id = IdOf(chat, titles);
        string? title = titles.GetValueOrDefault(id);
        if (_transport is null) return new(id, title, null, Self, ActorInspector.Find(_system, $"{Sessions}/{id}") is not null);
        EntityLocation location = await ExplainAsync(() => ClusterSharding.Get(_system).WhereIsAsync(ClusterKinds.Chats, id, ShardPatience).WaitAsync(cancellationToken));
        return new(id, title, location.ShardId, location.Node, location.IsActive);
    }

    private static string IdOf(string chat, IReadOnlyDictionary<string, string> titles)
    {
        if (ChatId.TryParse(chat, null, out ChatId id)) return id.ToString();
        string[] named = [.. titles.Where(title => title.Value.Equals(chat, StringComparison.OrdinalIgnoreCase)).Select(title => title.Key)];
        return named.Length switch
        {
            1 => named[0],
            0 => throw new OperatorException($"There is no chat '{chat}'. Give its id or its title; 'sapphire sessions list' names those that are in memory."),
            _ => throw new OperatorException($"{named.Length} chats have the title '{chat}'. Give the id: {string.Join(", ", named.Take(5))}."),
        };
    }

    private async Task<IReadOnlyDictionary<string, string>> TitlesAsync(CancellationToken cancellationToken)
    {
        if (_chats is null) return ImmutableDictionary<string, string>.Empty;
        try
        {
            return (await _chats.ReadAsync(0, cancellationToken)).Lines.Where(line => !line.Deleted && line.Title is not null).ToDictionary(line => line.Id.ToString(), line => line.Title!, StringComparer.Ordinal);
        }
        catch (Exception e) when (e is System.Data.Common.DbException or TimeoutException or Persistence.Sqlite.StorageException)
        {
            // Where a chat is can be said although the store is away.
            return ImmutableDictionary<string, string>.Empty;
        }
    }

    private NodeView Node(Member member, NodeUsage? own)
    {
        bool self = member.Info.Id == _transport!.Self;
        int shards = member.Info.Shards.Values.Sum();
        string standing = member switch
        {
            { Status: MemberStatus.Suspect } => "silent",
            { Info.Draining: true } => shards > 0 ? "draining" : "drained",
            _ => "up",
        };
        return new(
            member.Info.Id.Name,
            self,
            [.. member.Info.Roles],
            member.Info.Version,
            member.IsNewer ? "incompatible" : PeerVersion.Compare(member.Info.Version, _transport.Presence.Self.Version),
            standing,
            member.Info.Started,
            member.LastHeard,
            shards,
            member.Info.Shards,
            (self ? own : null) ?? NodeFigures.UsageOf(member.Info),
            NodeFigures.StorageOf(member.Info)?.Title);
    }

    private async Task<NodeUsage?> OwnUsageAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _system.ActorSelection(NodeOperator.Path).Ask<NodeUsage>(GetUsage.Instance, _settings.Patience, cancellationToken);
        }
        catch (AskTimeoutException)
        {
            // Everything else can be told without it.
            return null;
        }
    }

    private async Task<RoomPresence[]> RoomsAsync(CancellationToken cancellationToken)
    {
        try
        {
            return _rooms is null ? [] : [.. (await _rooms.ListAsync(cancellationToken)).Select(static room => new RoomPresence(room.Name, room.Node, Standing(room)))];
        }
        catch (AskTimeoutException)
        {
            // Everything else can be told without them.
            return [];
        }

        static string Standing(RoomView room) => room switch
        {
            { SilentSince: not null } => "silent",
            { TakenBy: not null } => "stands by",
            { Away: true } => "away",
            _ => "up",
        };
    }

    private async Task<ShardsView> AskShardsAsync(CancellationToken cancellationToken)
    {
        if (_transport is null || _transport.State.Status != TransportStatus.Connected) return new([], []);
        string[] kinds = [ClusterKinds.Chats, ClusterKinds.Schedule];
        ClusterShardingStats[] stats = await Task.WhenAll(kinds.Select(kind => StatsAsync(kind, cancellationToken)));
        return new(
            [.. kinds.Select((kind, i) => new ShardKindView(kind, ShardsOf(ClusterSharding.Get(_system).Kind(kind).Shards, stats[i])))],
            [.. stats.SelectMany(one => one.Failed).Distinct(StringComparer.Ordinal)]);
    }

    private static ShardView[] ShardsOf(int count, ClusterShardingStats stats)
    {
        ShardView[] shards = [.. Enumerable.Range(0, count).Select(n => new ShardView(n, null, 0, 0, 0, 0))];
        foreach (CurrentShardRegionState region in stats.Regions)
        {
            foreach (ShardState shard in region.Shards.Where(s => s.ShardId < count)) shards[shard.ShardId] = new(shard.ShardId, region.Node, shard.EntityIds.Length, shard.Unanswered, shard.Silent, shard.Rejected);
            foreach (int failed in region.Failed.Where(n => n < count)) shards[failed] = shards[failed] with { Node = region.Node };
        }

        return shards;
    }

    private Task<ClusterShardingStats> StatsAsync(string kind, CancellationToken cancellationToken) =>
        ExplainAsync(() => ClusterSharding.Get(_system).GetStatsAsync(kind, ShardPatience).WaitAsync(cancellationToken));

    private static async Task<T> ExplainAsync<T>(Func<Task<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (AskTimeoutException e)
        {
            throw new OperatorException("The shards of this node did not answer in time. 'sapphire cluster status' says how it stands; try again.", e);
        }
        catch (ClusterException e)
        {
            throw new OperatorException(e.Message, e);
        }
    }
}
