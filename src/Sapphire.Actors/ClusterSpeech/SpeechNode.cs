using System.Collections.Immutable;
using Sapphire.Audio.Speech;
using Sapphire.Kernel;
using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Event;

namespace Sapphire.Actors.ClusterSpeech;

/// <summary>
/// Speech between nodes, <c>/user/cluster-speech</c>: its children take jobs from the queues of this node's engines, and have jobs of
/// this node done. Says with each heartbeat which engines there are; tells other nodes its voices.
/// </summary>
internal sealed class SpeechNode : ReceiveActor, IWithTimers
{
    /// <summary>Its name.</summary>
    public const string Name = "cluster-speech";

    // An engine that breaks or is installed is news within seconds.
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(2);

    private readonly ClusterSpeechPart _part;
    private readonly ImmutableArray<SpeechConsumption> _consumptions;
    private readonly ISpeechRecognizer _recognizer;
    private readonly ISpeechSynthesizer _synthesizer;
    private readonly List<IActorRef> _consumers = [];
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private ImmutableArray<(string, string, int)> _announced = [];
    private IActorRef _requests = ActorRefs.Nobody;
    private bool _draining;

    public SpeechNode(ClusterSpeechPart part, ImmutableArray<SpeechConsumption> consumptions, ISpeechRecognizer recognizer, ISpeechSynthesizer synthesizer)
    {
        _part = part;
        _consumptions = consumptions;
        _recognizer = recognizer;
        _synthesizer = synthesizer;
        Receive<StartRequest>(start => _requests.Forward(start));
        Receive<GetNodeVoices>(get => TellVoices(get.Engine));
        Receive<WarmNode>(warm => Warm(warm.Voice));
        Receive<Look>(_ => Announce());
        Receive<DrainSpeech>(Drain);
        Receive<ResumeSpeech>(_ =>
        {
            _draining = false;
            foreach (IActorRef consumer in _consumers) consumer.Tell(ResumeSpeech.Instance);
            Announce();
        });
    }

    /// <inheritdoc />
    public ITimerScheduler Timers { get; set; } = null!;

    // A consumer that fails gives its jobs back and begins anew.
    /// <inheritdoc />
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(static _ => Directive.Restart);

    /// <inheritdoc />
    protected override void PreStart()
    {
        _requests = Context.ActorOf(Props.Create(static () => new SpeechRequests()), "requests");
        foreach (SpeechConsumption consumption in _consumptions)
        {
            _consumers.Add(Context.ActorOf(Props.Create(() => new SpeechJobConsumer(consumption)), $"{consumption.Queue.Role}-{consumption.Engine}"));
        }

        Timers.StartPeriodicTimer(nameof(Look), Look.Instance, LookInterval);
        Announce();
    }

    private void Announce()
    {
        ImmutableArray<(string, string, int)> engines = _draining ? [] :
            [.. _consumptions.Where(static c => c.WhyMissing() is null).Select(static c => (c.Queue.Role, c.Engine, c.Slots.Total))];
        if (engines.SequenceEqual(_announced)) return;

        // The consumers look at the same.
        foreach (IActorRef consumer in _consumers) consumer.Tell(LookAtEngine.Instance);
        _announced = engines;
        _part.Transport.Presence.Announce(info => SpeechFigures.With(info, engines));
    }

    private void Drain(DrainSpeech drain)
    {
        _draining = true;
        Announce();
        IActorRef asker = Sender;
        _ = Task.WhenAll(_consumers.Select(c => c.Ask<Done>(drain, Timeout.InfiniteTimeSpan)))
            .PipeTo(asker, success: static _ => Done.Instance, failure: static e => new Status.Failure(e));
    }

    private void TellVoices(string engine)
    {
        IActorRef asker = Sender;
        if (!_consumptions.Any(c => c.Queue.Role == SpeechQueue.SynthesisRole && c.Engine == engine))
        {
            asker.Tell(new NodeVoices([]));
            return;
        }

        ILoggingAdapter log = _log;
        _ = _synthesizer.GetVoicesAsync(engine, CancellationToken.None).PipeTo(asker, success: static voices => new NodeVoices([.. voices]), failure: e =>
        {
            log.Warning(e, "The voices of {0} are not known.", engine);
            return new NodeVoices([]);
        });
    }

    private void Warm(string? voice)
    {
        ILoggingAdapter log = _log;
        _ = Task.Run(() => voice is null ? _recognizer.WarmAsync(CancellationToken.None) : _synthesizer.WarmAsync(voice, CancellationToken.None)).ContinueWith(
            failed => log.Debug("An engine was not warmed: {0}", failed.Exception?.InnerException?.Message),
            CancellationToken.None,
            TaskContinuationOptions.OnlyOnFaulted,
            TaskScheduler.Default);
    }

    private sealed record Look : INoSerializationVerificationNeeded
    {
        public static Look Instance { get; } = new();
    }
}
