using Sapphire.Actors.Chat;
using Sapphire.Actors.Configuration;
using Sapphire.Actors.Hosting;
using Sapphire.Actors.Ids;
using Sapphire.Actors.Nodes;
using Sapphire.Cluster.Messaging;
using Sapphire.Cluster.Remoting;
using Sapphire.Cluster.Sharding;
using Sapphire.Kernel.Actor;
using Sapphire.Web.TestKit;

namespace Sapphire.Faults.Tests.Cluster;

/// <summary>The test itself as a node without roles: sees who is there and which node has which chat.</summary>
internal sealed class ClusterObserver : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private readonly ActorSystem _system;
    private readonly IClusterTransport _transport;
    private readonly ClusterSharding _sharding;

    private ClusterObserver(ActorSystem system, IClusterTransport transport)
    {
        _system = system;
        _transport = transport;
        ClusterRemoting.Start(system, transport);
        _sharding = ClusterSharding.Get(system);
        _sharding.StartProxy(ClusterKinds.Chats, ClusterKinds.ChatSettings(new()));
    }

    /// <summary>How it reaches the nodes.</summary>
    public IClusterTransport Transport => _transport;

    /// <summary>Sends a command to a chat as bytes, changed before they leave.</summary>
    public Task SendAsync(ChatCommand command, Func<WireMessage, WireMessage> change)
    {
        WireMessage message = ClusterRemoting.Get(_system).Format.Write(new ShardingEnvelope(command.ChatId.ToString(), command));
        EntityKind kind = _sharding.Kind(ClusterKinds.Chats);
        return _transport.Entities.SendAsync(kind, kind.ShardOf(command.ChatId.ToString()), change(message));
    }

    /// <summary>Joins a cluster.</summary>
    /// <param name="broker">The broker.</param>
    /// <param name="prefix">The prefix of the cluster's queues.</param>
    public static async Task<ClusterObserver> JoinAsync(string broker, string prefix)
    {
        ClusterOptions options = new() { Broker = new(broker), Node = "observer", Prefix = prefix, Role = NodeRole.None };
        IClusterTransport transport = ClusterTransports.Create(options, "test", TimeProvider.System);
        ActorSystem system = ActorSystem.Create("sapphire", new ActorSystemSetup { Serialization = AssistantProtocols.Setup });
        ClusterObserver observer = new(system, transport);
        transport.Start();
        using CancellationTokenSource deadline = new(Polling.Patience);
        await transport.ConnectedAsync(deadline.Token);
        return observer;
    }

    /// <summary>The name of the node that has a chat; null while nobody has its shard.</summary>
    public async Task<string?> WhereAsync(ChatId chat) => (await _sharding.WhereIsAsync(ClusterKinds.Chats, chat.ToString(), Patience)).Node;

    /// <summary>Whether a node is there.</summary>
    public bool Sees(string node) => _transport.Presence.Members.Any(m => m.Info.Id.Name == node && m.Status == MemberStatus.Up);

    /// <summary>Waits until every shard has an owner among the nodes, as many each as their number allows.</summary>
    public Task BalancedAsync(params string[] nodes) => Polling.UntilAsync(() => IsBalancedAsync(nodes), $"the shards are spread over {string.Join(", ", nodes)}");

    /// <summary>Whether every shard has an owner among the nodes, as many each as their number allows.</summary>
    public async Task<bool> IsBalancedAsync(params IReadOnlyCollection<string> nodes)
    {
        ClusterShardingStats stats = await _sharding.GetStatsAsync(ClusterKinds.Chats, Patience);
        int[] shares = [.. nodes.Select(node => stats.Regions.FirstOrDefault(r => r.Node == node)?.Shards.Length ?? 0)];
        return shares.Sum() == 16 && shares.Max() - shares.Min() <= 1;
    }

    /// <summary>The nodes and their shards, to look at after a failure.</summary>
    public async Task<string> DescribeAsync()
    {
        ClusterShardingStats stats = await _sharding.GetStatsAsync(ClusterKinds.Chats, Patience);
        return string.Join("; ", stats.Regions.Select(r => $"{r.Node} has {string.Join(' ', r.Shards.Select(s => s.ShardId))}"));
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _system.Terminate();
        await _transport.DisposeAsync();
    }
}
