using System.Collections.Immutable;
using Sapphire.Actors.Speech;
using Sapphire.Audio.Speech;
using Sapphire.Cluster.Messaging;
using Sapphire.Cluster.Remoting;
using Sapphire.Kernel;
using Sapphire.Kernel.Actor;

namespace Sapphire.Actors.ClusterSpeech;

/// <summary>
/// Recognition and synthesis over the nodes of a cluster: a node with the role <c>stt</c> or <c>tts</c> works for all. Made cold;
/// <see cref="Start(ActorSystem)"/> joins. Thread-safe.
/// </summary>
public sealed class SpeechCluster
{
    private readonly ISpeechRecognizer _recognizer;
    private readonly ISpeechSynthesizer _synthesizer;
    private readonly SpeechWorkerSettings _workers;
    private readonly SpeechEngines _engines;
    private readonly ClusterSpeechSettings _settings;
    private Running? _running;

    /// <summary>Creates it.</summary>
    /// <param name="recognizer">The recogniser of this node; used with the role <c>stt</c> only.</param>
    /// <param name="synthesizer">The synthesizer of this node; used with the role <c>tts</c> only.</param>
    /// <param name="workers">How many engines they have.</param>
    /// <param name="engines">Which of them are there.</param>
    /// <param name="settings">How patient it is.</param>
    /// <exception cref="ArgumentException">A setting is wrong; the message names it.</exception>
    public SpeechCluster(ISpeechRecognizer recognizer, ISpeechSynthesizer synthesizer, SpeechWorkerSettings workers, SpeechEngines engines, ClusterSpeechSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        _recognizer = recognizer;
        _synthesizer = synthesizer;
        _workers = workers;
        _engines = engines;
        _settings = settings.Checked();
        Recognizer = new(this);
        Synthesizer = new(this);
        Engines = new(this);
    }

    /// <summary>Recognises, here or elsewhere.</summary>
    public ClusterRecognizer Recognizer { get; }

    /// <summary>Speaks, here or elsewhere.</summary>
    public ClusterSynthesizer Synthesizer { get; }

    /// <summary>What can be used, here or elsewhere.</summary>
    public ClusterEngines Engines { get; }

    /// <summary>What this node has had to do with jobs.</summary>
    public SpeechCounters Counters { get; } = new();

    internal ClusterSpeechPart Part => Now.Part;

    internal LocalSpeech Local => Now.Local;

    private Running Now => Volatile.Read(ref _running) ?? throw new SpeechException("unavailable", "Speech in the cluster has not been started.", "Try again in a moment.");

    /// <summary>
    /// Starts <c>/user/cluster-speech</c> on a system that is part of a cluster (<see cref="ClusterRemoting.Start"/>). What this node does
    /// for others are the roles that it announces. When the system shuts down, it finishes or gives back what it does.
    /// </summary>
    /// <exception cref="InvalidOperationException">The system is no part of a cluster, or this was started before.</exception>
    public void Start(ActorSystem system)
    {
        ArgumentNullException.ThrowIfNull(system);
        ClusterRemoting remoting = ClusterRemoting.Get(system);
        IClusterTransport transport = remoting.Transport;
        ClusterSpeechPart part = new(remoting, new SpeechDirectory(transport), _settings, Counters);
        LocalSpeech local = new(_recognizer, _synthesizer, _workers, _engines, transport.Presence.Self.Roles);
        ImmutableArray<SpeechConsumption> consumptions = Consumptions(part, local);
        IActorRef node = system.ActorOf(Props.CreateBy(() => new SpeechNode(part, consumptions, _recognizer, _synthesizer)), SpeechNode.Name);
        if (Interlocked.CompareExchange(ref _running, new(part, local, node), null) is not null) throw new InvalidOperationException("Speech in the cluster has been started before.");
        CoordinatedShutdown.Get(system).AddTask(CoordinatedShutdown.PhaseBeforeClusterShutdown, "drain-speech", async () =>
        {
            await DrainAsync(_settings.DrainTimeout);
            return Done.Instance;
        });
    }

    /// <summary>Takes no further jobs of other nodes, and finishes those that it has.</summary>
    /// <param name="patience">What is not done by then goes to other nodes.</param>
    public Task DrainAsync(TimeSpan patience) => Now.Node.Ask<Done>(new DrainSpeech(patience), patience + _settings.DrainTimeout);

    /// <summary>Takes jobs of other nodes again.</summary>
    public void Resume() => Now.Node.Tell(ResumeSpeech.Instance, ActorRefs.NoSender);

    internal void Start(Props request) => Now.Node.Tell(new StartRequest(request), ActorRefs.NoSender);

    internal IActorRef On(NodeId node) => Part.Remoting.ActorOn(node, "/user/" + SpeechNode.Name);

    internal void Warm(SpeechQueue queue, string? voice)
    {
        // Nobody knows who will take the first job.
        foreach (NodeId node in Part.Directory.Nodes(queue).Where(node => node != Part.Transport.Self)) On(node).Tell(new WarmNode(voice), ActorRefs.NoSender);
    }

    private static ImmutableArray<SpeechConsumption> Consumptions(ClusterSpeechPart part, LocalSpeech local)
    {
        List<SpeechConsumption> all = [];
        if (local is { RecognitionEngine: { } recognizer, Recognizers: { } recognizers })
        {
            all.Add(new(part, SpeechQueue.Recognition, recognizer, recognizers, job => Props.CreateBy(() => new RecognitionRun(job, recognizers, local.Recognizer)), () => local.WhyMissing(recognizer)));
        }

        foreach ((string engine, EngineSlots slots) in local.Synthesizers.OrderBy(static s => s.Key, StringComparer.Ordinal))
        {
            all.Add(new(part, SpeechQueue.Synthesis(engine), engine, slots, job => Props.CreateBy(() => new SynthesisRun(job, slots, local.Synthesizer)), () => local.WhyMissing(engine)));
        }

        return [.. all];
    }

    private sealed record Running(ClusterSpeechPart Part, LocalSpeech Local, IActorRef Node);
}
