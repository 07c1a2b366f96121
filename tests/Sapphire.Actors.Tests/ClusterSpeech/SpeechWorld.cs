using System.Diagnostics;
using Sapphire.Actors.ClusterSpeech;
using Sapphire.Actors.Hosting;
using Sapphire.Actors.Speech;
using Sapphire.Cluster.InProcess;
using Sapphire.Cluster.Messaging;
using Sapphire.Cluster.RabbitMq;
using Sapphire.Cluster.Remoting;
using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Configuration;
using Sapphire.Kernel.TestKit;
using Sapphire.RabbitMq.TestKit;
using Sapphire.SpeechWorker;

namespace Sapphire.Actors.Tests.ClusterSpeech;

/// <summary>Nodes that do speech for each other, each with its system, at a broker whose faults can be brought about.</summary>
public sealed class SpeechWorld(SpeechHost engines, SpeechWorkerSettings workers, BrokerServer? server = null) : IAsyncDisposable
{
    private readonly InProcessBroker _broker = new();
    private readonly Dictionary<string, BrokerProxy> _ways = [];
    private readonly List<SpeechTestNode> _nodes = [];
    private readonly string _prefix = $"t{Guid.NewGuid():N}"[..12];

    /// <summary>What nodes are unless a test wants it otherwise.</summary>
    public ClusterSpeechSettings Settings { get; set; } = new()
    {
        KeepAlive = TimeSpan.FromMilliseconds(300),
        AbsenceTimeout = TimeSpan.FromSeconds(3),
        QueueTimeout = TimeSpan.FromSeconds(30),
        SilenceTimeout = TimeSpan.FromSeconds(6),
    };

    /// <summary>A node that is connected; its engines are real, in their processes.</summary>
    public async Task<SpeechTestNode> JoinAsync(string name, params string[] roles)
    {
        ClusterSettings settings = new() { NodeName = name, Roles = [.. roles], Prefix = _prefix, PresenceInterval = TimeSpan.FromMilliseconds(300), Version = "1.2.3" };
        IClusterTransport transport = server is null
            ? InProcessTransport.Create(_broker, settings)
            : RabbitMqTransport.Create(settings, new RabbitMqSettings { Heartbeat = TimeSpan.FromSeconds(2) }.WithUri(BrokerServer.UriAt(Way(name).Port)));
        await transport.ConnectedAsync(TestContext.Current.CancellationToken);
        ActorSystem system = ActorSystem.Create("sapphire", TestSystem.Prepare(
            new() { Serialization = AssistantProtocols.Setup }, ConfigurationFactory.ParseString("akka { log-dead-letters = 0, coordinated-shutdown.run-by-actor-system-terminate = off }")));
        ClusterRemoting.Start(system, transport, new() { RefreshInterval = TimeSpan.FromMilliseconds(500), UnseenPatience = TimeSpan.FromSeconds(2) });
        SpeechCluster speech = new(engines.Recognizer, engines.Synthesizer, workers, engines.Available, Settings);
        speech.Start(system);
        SpeechTestNode node = new(name, transport, system, speech);
        _nodes.Add(node);
        return node;
    }

    /// <summary>A room without engines, and a node with a role and its name.</summary>
    public async Task<(SpeechTestNode Room, SpeechTestNode Worker)> WithWorkerAsync(string role) => (await JoinAsync("room", "room"), await JoinAsync(role, role));

    /// <summary>A room without engines, and two nodes with a role; they see each other.</summary>
    public async Task<(SpeechTestNode Room, SpeechTestNode One, SpeechTestNode Two)> WithWorkersAsync(string role)
    {
        (SpeechTestNode, SpeechTestNode, SpeechTestNode) all = (await JoinAsync("room", "room"), await JoinAsync("one", role), await JoinAsync("two", role));
        await SeeEachOtherAsync();
        return all;
    }

    /// <summary>How many utterances wait for a node, as one node sees it.</summary>
    public async Task<long> WaitingAsync(SpeechTestNode by) => (await RecognitionAsync(by)).Waiting;

    /// <summary>How many nodes take utterances, as one node sees it.</summary>
    public async Task<int> ConsumersAsync(SpeechTestNode by) => (await RecognitionAsync(by)).Consumers;

    /// <summary>Each of the nodes knows the engines of all others.</summary>
    public Task SeeEachOtherAsync() => UntilAsync(
        () => _nodes.TrueForAll(n => _nodes.TrueForAll(o => n.Transport.Presence.Members.Any(m => m.Info.Id == o.Transport.Self && m.Status == MemberStatus.Up && m.Info.Figures is not null == o.Transport.Presence.Self.Figures is not null))),
        "the nodes see each other");

    /// <summary>Ends the connections of a node; it gets no new ones until healed.</summary>
    public void Cut(SpeechTestNode node)
    {
        if (server is null) _broker.Cut(node.Name);
        else Way(node.Name).Cut();
    }

    public void Heal(SpeechTestNode node)
    {
        if (server is null) _broker.Heal(node.Name);
        else Way(node.Name).Heal();
    }

    public void LoseBroker() => _broker.Lose();

    public void ReturnBroker() => _broker.Return();

    /// <summary>A node is gone without a word.</summary>
    public async Task KillAsync(SpeechTestNode node)
    {
        Cut(node);
        _nodes.Remove(node);
        await node.System.Terminate();
        await node.Transport.DisposeAsync();
    }

    /// <summary>A node leaves in good order.</summary>
    public async Task LeaveAsync(SpeechTestNode node)
    {
        _nodes.Remove(node);
        await CoordinatedShutdown.Get(node.System).Run(CoordinatedShutdown.ClrExitReason.Instance);
        await node.Transport.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (SpeechTestNode node in _nodes.ToArray())
        {
            await node.System.Terminate();
            await node.Transport.DisposeAsync();
        }

        foreach (BrokerProxy way in _ways.Values) await way.DisposeAsync();
    }

    /// <summary>Polls until it holds.</summary>
    public static async Task UntilAsync(Func<bool> holds, string what) => await UntilAsync(() => Task.FromResult(holds()), what);

    /// <summary>Polls until it holds.</summary>
    public static async Task UntilAsync(Func<Task<bool>> holds, string what)
    {
        long begun = Stopwatch.GetTimestamp();
        using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(10));
        while (!await holds())
        {
            Stopwatch.GetElapsedTime(begun).ShouldBeLessThan(TimeSpan.FromSeconds(30), what);
            await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }
    }

    private async Task<QueueState> RecognitionAsync(SpeechTestNode by) =>
        (await by.Transport.Queues.InspectAsync([], [SpeechQueue.Recognition.ToWorkQueue(Settings)], TestContext.Current.CancellationToken))[0];

    private BrokerProxy Way(string node)
    {
        if (!_ways.TryGetValue(node, out BrokerProxy? way)) _ways.Add(node, way = new(server!.Port));
        return way;
    }
}

#pragma warning disable MA0048 // A node of it.

/// <summary>A node of a <see cref="SpeechWorld"/>.</summary>
public sealed record SpeechTestNode(string Name, IClusterTransport Transport, ActorSystem System, SpeechCluster Speech)
{
    public SpeechCounters Counters => Speech.Counters;
}
