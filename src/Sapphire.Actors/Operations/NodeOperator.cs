using System.Text.Json;
using Sapphire.Actors.ClusterSpeech;
using Sapphire.Actors.Nodes;
using Sapphire.Cluster.Messaging;
using Sapphire.Cluster.Remoting;
using Sapphire.Cluster.Sharding;
using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Event;

namespace Sapphire.Actors.Operations;

/// <summary>
/// Stands on every node, at <see cref="Path"/>, for its operators: says what the node uses, shows its actors and restarts them, and has
/// it hand over what it has, or leave. Figures go with the heartbeat, when they have changed; so nobody need ask each node for them.
/// </summary>
internal sealed class NodeOperator : ReceiveActor, IWithTimers
{
    /// <summary>Where it is.</summary>
    public const string Path = "/user/operator";

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);
    private readonly OperatorSettings _settings;
    private readonly ClusterRemoting? _remoting;
    private readonly Action _leave;
    private readonly SpeechCluster? _speech;
    private readonly ActorSystem _system = Context.System;
    private readonly UsageMeter _meter;
    private NodeUsage? _usage;
    private NodeUsage? _said;
    private long _measured;
    private long _dropped;

    public NodeOperator(OperatorSettings settings, ClusterRemoting? remoting, Action leave, SpeechCluster? speech)
    {
        _settings = settings;
        _remoting = remoting;
        _leave = leave;
        _speech = speech;
        _meter = new(_system.TimeProvider);
        Receive<GetActors>(Show);
        Receive<RestartActor>(Restart);
        Receive<Restarting>(LookAfter);
        Receive<DrainNode>(Drain);
        Receive<GetDrainProgress>(_ => TellProgress());
        Receive<LeaveNode>(_ => Leave());
        Receive<GetUsage>(_ => Sender.Tell(Usage()));
        Receive<Announce>(_ => SayFigures());
        Receive<Dropped>(_ => _dropped++);
        Receive<RemoteMessagesLost>(lost => _dropped += lost.Count ?? 1);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(OperatorSettings settings, ClusterRemoting? remoting, Action leave, SpeechCluster? speech = null) =>
        Kernel.Actor.Props.Create(() => new NodeOperator(settings, remoting, leave, speech));

    protected override void PreStart()
    {
        _system.EventStream.Subscribe<Dropped>(Self);
        _system.EventStream.Subscribe<RemoteMessagesLost>(Self);
        if (_remoting is not null) Timers.StartPeriodicTimer(nameof(Announce), Announce.Instance, TimeSpan.FromMilliseconds(500), _settings.FiguresInterval);
    }

    protected override void PostStop() => _system.EventStream.Unsubscribe(Self);

    private void Show(GetActors request)
    {
        ActorsAnswer answer = new ActorTreeReader(_system).Read(request);
        Sender.Tell(answer);
    }

    private void Restart(RestartActor request)
    {
        string path = request.Path.Length > 1 ? request.Path.TrimEnd('/') : request.Path;
        string? problem = ActorTreeReader.ProblemOf(path);
        ActorSnapshot? actor = problem is null ? ActorInspector.Find(_system, path) : null;
        if (problem is null && actor is null) problem = new ActorTreeReader(_system).Missing(path);
        if (problem is null && path is "/" or "/user" or "/system") problem = $"{path} is a guardian: nothing supervises it, and all actors are below it. Restart the node instead.";
        if (problem is null && path == Path) problem = $"{path} is what answers you. Restart the node instead.";
        if (problem is not null)
        {
            Sender.Tell(new OperatorAnswer(null, problem));
            return;
        }

        Context.GetLogger().Info("{0} is restarted for an operator.", path);
        ActorInspector.Restart(_system, path, new OperatorException("An operator asked for it."));
        LookAfter(new Restarting(path, actor!.Restarts, Sender, _system.TimeProvider.GetTimestamp()));
    }

    private void LookAfter(Restarting restarting)
    {
        ActorSnapshot? now = ActorInspector.Find(_system, restarting.Path);
        if (now is null or { State: ActorState.Stopped }) restarting.For.Tell(new OperatorAnswer(null, $"{restarting.Path} has ended instead: it could not be started again, or was about to end. Its supervisor may make another one."));
        else if (now.Restarts > restarting.Before) restarting.For.Tell(new OperatorAnswer($"{restarting.Path} was restarted; restarts so far: {now.Restarts}.", null));
        else if (_system.TimeProvider.GetElapsedTime(restarting.Since) < _settings.RestartPatience) Timers.StartSingleTimer(restarting, restarting, Look);
        else restarting.For.Tell(new OperatorAnswer($"{restarting.Path} is still at work on a message. It is restarted as soon as that has ended.", null));
    }

    private void Drain(DrainNode request)
    {
        if (_remoting is null)
        {
            Sender.Tell(new OperatorAnswer(null, "This node is all there is: nobody is there to hand over to. Add another node first."));
            return;
        }

        ClusterSharding sharding = ClusterSharding.Get(_system);
        if (!request.Draining)
        {
            sharding.Resume();
            _speech?.Resume();
            Sender.Tell(new OperatorAnswer("It takes shards again.", null));
            return;
        }

        _ = DrainAsync(sharding).PipeTo(
            Sender,
            Self,
            success: static report => new OperatorAnswer("All is handed over.", null, new(report.Shards, Math.Round(report.Slowest.TotalSeconds, 3), report.Interrupted)),
            failure: static e => new OperatorAnswer(null, $"Handing over failed: {e.Message}"));
    }

    private async Task<DrainReport> DrainAsync(ClusterSharding sharding)
    {
        Task speech = _speech?.DrainAsync(_settings.DrainGrace) ?? Task.CompletedTask;
        DrainReport report = await sharding.DrainAsync(_settings.DrainGrace);
        await speech;
        return report;
    }

    private void TellProgress()
    {
        if (_remoting is null)
        {
            Sender.Tell(new DrainProgress(0, 0, 0));
            return;
        }

        long speech = _speech?.Counters.Running ?? 0;
        _ = ClusterSharding.Get(_system).DrainStandingAsync(_settings.Patience).PipeTo(
            Sender,
            Self,
            success: standing => new DrainProgress(standing.Left, standing.Busy + (int)speech, Math.Round(standing.GraceLeft.TotalSeconds)));
    }

    private void Leave()
    {
        Sender.Tell(new OperatorAnswer("It hands over what it has, and ends.", null));
        _leave();
    }

    private NodeUsage Usage()
    {
        if (_usage is null || _system.TimeProvider.GetElapsedTime(_measured) >= Fresh)
        {
            _usage = _meter.Measure(CountSessions(), _dropped + (_remoting?.Transport.Topics.Dropped ?? 0));
            _measured = _system.TimeProvider.GetTimestamp();
        }

        return _usage;
    }

    private void SayFigures()
    {
        if (_remoting!.Transport.State.Status != TransportStatus.Connected) return;
        NodeUsage usage = Usage();

        // Memory moves by itself all the time; what cannot be seen is not said.
        NodeUsage rounded = usage with { Cpu = Math.Round(usage.Cpu, 2), Memory = usage.Memory >> 20 << 20, Heap = usage.Heap >> 20 << 20 };
        if (rounded == _said) return;
        _said = rounded;
        _remoting.Transport.Presence.Announce(info => NodeFigures.With(info, NodeFigures.UsageMember, JsonSerializer.SerializeToNode(rounded, OperatorJson.Default.NodeUsage)));
    }

    // Counted from outside: no chat and no shard is asked.
    private int CountSessions()
    {
        if (_remoting is null) return ActorInspector.Find(_system, ClusterOperations.Sessions)?.Children ?? 0;
        string region = $"/system/sharding-{ClusterKinds.Chats}";
        return ActorInspector.ChildNames(_system, region).Sum(shard => ActorInspector.Find(_system, $"{region}/{shard}")?.Children ?? 0);
    }

    private sealed record Announce : INoSerializationVerificationNeeded
    {
        public static Announce Instance { get; } = new();
    }

    private sealed record Restarting(string Path, int Before, IActorRef For, long Since) : INoSerializationVerificationNeeded;
}
