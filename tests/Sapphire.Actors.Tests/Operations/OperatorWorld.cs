using System.Collections.Concurrent;
using Sapphire.Actors.Hosting;
using Sapphire.Actors.Nodes;
using Sapphire.Actors.Operations;
using Sapphire.Cluster.InProcess;
using Sapphire.Cluster.Messaging;
using Sapphire.Cluster.Remoting;
using Sapphire.Cluster.Sharding;
using Sapphire.Kernel.Actor;
using Sapphire.Kernel.TestKit;

namespace Sapphire.Actors.Tests.Operations;

/// <summary>Nodes in this process, joined by a broker in it, each with its operator; chats are actors that say back what they are told.</summary>
internal sealed class OperatorWorld : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    private readonly List<Node> _nodes = [];

    public InProcessBroker Broker { get; } = new();

    public async Task<Node> JoinAsync(string name, string roles = "session", string version = "1.0.0")
    {
        IClusterTransport transport = InProcessTransport.Create(Broker, new()
        {
            NodeName = name,
            Roles = [.. roles.Split(',')],
            Version = version,
            PresenceInterval = TimeSpan.FromMilliseconds(50),
            SuspectAfter = 4,
            GoneAfter = 20,
        });
        ActorSystem system = ActorSystem.Create("sapphire", TestSystem.Prepare(new() { Serialization = AssistantProtocols.Setup }));
        ClusterRemoting remoting = ClusterRemoting.Start(system, transport);
        OperatorSettings settings = new(name, version) { FiguresInterval = TimeSpan.FromMilliseconds(100), Patience = TimeSpan.FromSeconds(2), RestartPatience = TimeSpan.FromMilliseconds(300), DrainGrace = TimeSpan.FromSeconds(3) };
        Node node = new(name, system, transport, new(system, settings, transport, chats: null));
        system.ActorOf(NodeOperator.Props(settings, remoting, node.Left.SetResult), "operator");
        transport.Start();
        await transport.ConnectedAsync(new CancellationTokenSource(Deadline).Token);
        ClusterSharding sharding = ClusterSharding.Get(system);
        ClusterShardingSettings chats = Quick(8);
        sharding.Start(ClusterKinds.Chats, _ => Props.Create(() => new Parrot()), chats);
        sharding.Start(ClusterKinds.Schedule, _ => Props.Create(() => new Parrot()), Quick(1));
        _nodes.Add(node);
        return node;
    }

    /// <summary>The nodes see each other, and all shards have owners.</summary>
    public static Task SettleAsync(params Node[] nodes) => UntilAsync(
        async () =>
        {
            foreach (Node node in nodes)
            {
                ClusterView view = await node.Operations.GetAsync(default);
                if (view.Nodes.Count != nodes.Length || view.Nodes.Sum(n => n.Shards) != 9 || view.Nodes.Any(n => n.Figures is null)) return false;
            }

            return (await nodes[0].Operations.ShardsAsync(default)).Kinds is [{ } chats, { } schedule] && chats.Shards.Concat(schedule.Shards).All(s => s.Node is not null);
        },
        "the cluster has settled");

    public static async Task UntilAsync(Func<Task<bool>> holds, string what)
    {
        using CancellationTokenSource limit = new(Deadline);
        using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(20));
        while (!await holds())
        {
            if (limit.IsCancellationRequested) throw new TimeoutException($"Not in time: {what}");
            await timer.WaitForNextTickAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (Node node in _nodes) await EndAsync(node);
    }

    /// <summary>A node ends in good order.</summary>
    public static async Task EndAsync(Node node)
    {
        await node.System.Terminate();
        await node.Transport.DisposeAsync();
    }

    private static ClusterShardingSettings Quick(int shards) => new()
    {
        Role = ClusterKinds.Role,
        NumberOfShards = shards,
        ClaimDelay = TimeSpan.FromMilliseconds(200),
        RebalanceInterval = TimeSpan.FromMilliseconds(50),
        StableAfter = TimeSpan.FromMilliseconds(150),
        MinBackoff = TimeSpan.FromMilliseconds(10),
        MaxAttempts = 2,
        AwaitsAnswer = static _ => true,
        MessageId = static message => (message as OperatorAnswer)?.Problem,
    };

    /// <summary>A node.</summary>
    internal sealed record Node(string Name, ActorSystem System, IClusterTransport Transport, ClusterOperations Operations)
    {
        /// <summary>Completes when the node was told to end.</summary>
        public TaskCompletionSource Left { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Says something to a chat.</summary>
        public Task<OperatorAnswer> SayAsync(string chat, string text = "hello") =>
            ClusterSharding.Get(System).ShardRegion(ClusterKinds.Chats).Ask<OperatorAnswer>(new ShardingEnvelope(chat, new OperatorAnswer(text, Guid.NewGuid().ToString("N"))), Deadline);
    }

    /// <summary>Says back what it is told; cannot bear poison; has something to do for ever when told that it is busy.</summary>
    internal sealed class Parrot : ReceiveActor
    {
        public Parrot() => Receive<OperatorAnswer>(said =>
        {
            if (said.Done == "busy") Context.Parent.Tell(EntityWork.Begun, Self);
            Sender.Tell(said.Done == "poison" ? throw new InvalidOperationException("It cannot be swallowed.") : said);
        });
    }

    /// <summary>The steps of a work.</summary>
    internal sealed class Steps<T> : IProgress<T>
    {
        public ConcurrentQueue<T> All { get; } = [];

        public void Report(T value) => All.Enqueue(value);
    }
}
