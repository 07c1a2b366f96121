using System.Collections.Immutable;
using Sapphire.Audio.Speech;
using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Event;

namespace Sapphire.Actors.Speech;

#pragma warning disable CA1001 // PostStop disposes it.
/// <summary>
/// The workers of one engine and the jobs that wait for them, in the order they came; the job of a dead worker is the next one.
/// Beyond the bound of the queue jobs are refused (<c>busy</c>). Workers are started on demand.
/// <code>
///                ┌────────── job ──────────┐
/// (no worker) ───┴─► starting ──► free ◄──┴─► working       free too long ─► (no worker)
///      ▲                │           │            │
///      └── back-off ◄───┴── died ───┴────────────┘           engine missing ─► every job is refused
/// </code>
/// </summary>
internal sealed partial class WorkerPool : ReceiveActor, IWithTimers
{
    // What a job brings about is judged by the job; a worker that stops is replaced after a wait that doubles.
    private static readonly OneForOneStrategy StopFailed = new(_ => Directive.Stop);

    private readonly WorkerPoolSettings _settings;
    private readonly WorkerPlace _place;
    private readonly WorkerLog _log;
    private readonly ILoggingAdapter _logging = Context.GetLogger();
    private readonly LinkedList<SpeechJob> _waiting = [];
    private readonly Dictionary<IActorRef, Member> _members = [];
    private readonly List<IActorRef> _asking = [];
    private ImmutableArray<Voice>? _voices;
    private string? _missing;
    private string _lastDeath = "";
    private int _deaths;
    private int _deathsInRow;
    private int _failedStarts;
    private bool _waitsToStart;

    public WorkerPool(WorkerPoolSettings settings, WorkerPlace place)
    {
        _settings = settings;
        _place = place;
        _log = new WorkerLog(place.LogsFolder, settings.Engine, place.Time, Microsoft.Extensions.Logging.LoggerFactoryExtensions.CreateLogger<WorkerLog>(place.Logging));
        Receive<SubmitJob>(submit => Take(submit.Job));
        Receive<JobCancelled>(cancelled => _waiting.Remove(cancelled.Job));
        Receive<GetVoices>(_ => TellVoices(Sender));
        Receive<GetPoolStatus>(_ => Sender.Tell(Status()));
        Receive<WorkerStarted>(OnStarted);
        Receive<WorkerFree>(_ => OnFree());
        Receive<WorkerDied>(OnDied);
        Receive<EngineMissing>(missing => OnMissing(missing.Reason));
        Receive<Terminated>(OnTerminated);
        Receive<StartAgain>(_ =>
        {
            _waitsToStart = false;
            Assign();
        });
        Receive<Idle>(idle => StopIdle(idle.Worker));
        Receive<LookForEngine>(_ => Start());
    }

    /// <inheritdoc />
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>The props of a pool.</summary>
    public static Props Props(WorkerPoolSettings settings, WorkerPlace place) => Kernel.Actor.Props.CreateBy(() => new WorkerPool(settings, place));

    /// <inheritdoc />
    protected override SupervisorStrategy SupervisorStrategy() => StopFailed;

    /// <inheritdoc />
    protected override void PreStart()
    {
        // What is not where it usually is may still be found by the loader: the worker knows.
        if (_settings.FindProblem(_settings.Engine) is not null) Self.Tell(LookForEngine.Instance);
    }

    /// <inheritdoc />
    protected override void PostStop()
    {
        SpeechException stopped = new("unavailable", "Sapphire is stopping.", "Try again once it runs.");
        foreach (SpeechJob job in _waiting.Concat(_members.Values.Select(member => member.Job).OfType<SpeechJob>()))
        {
            job.Fail(stopped);
        }

        TellVoicesToAll([]);
        _log.Dispose();
    }

    private void Take(SpeechJob job)
    {
        if (Refusal() is { } refusal)
        {
            job.Fail(refusal);
            return;
        }

        _waiting.AddLast(job);
        Assign();
    }

    private SpeechException? Refusal()
    {
        if (_missing is not null) return new("unavailable", _missing, "");
        if (_waitsToStart && _failedStarts >= _settings.FailedStarts) return DoesNotStart();
        return _waiting.Count >= _settings.Queue
            ? new("busy", $"{_settings.Engine} has too much to do: {_waiting.Count} jobs wait already.", "Try again in a moment.")
            : null;
    }

    private SpeechException DoesNotStart() => new(
        "crashed", $"{_settings.Engine} does not start: {_lastDeath}", $"It is tried again. logs/worker-{_settings.Engine}.log says more.");

    // Gives waiting jobs to free workers, and starts as many workers as the rest needs.
    private void Assign()
    {
        foreach ((IActorRef worker, Member member) in _members)
        {
            if (member is { Started: true, Job: null } && Next() is { } job)
            {
                member.Job = job;
                Timers.Cancel(worker);
                worker.Tell(new RunJob(job));
            }
        }

        // Warming is no work: a worker that is started for it, or does it, is as good as free, and one of them is enough.
        int soon = _members.Values.Count(member => !member.Started || member.Job is WarmJob);
        int work = _waiting.Count(job => job is not WarmJob);
        int wanted = work == 0 && _waiting.Count > 0 && _members.Count == 0 ? 1 : work - soon;
        for (int needed = Math.Min(wanted, _settings.Workers - _members.Count); needed > 0 && !_waitsToStart; needed--)
        {
            Start();
        }
    }

    private SpeechJob? Next()
    {
        while (_waiting.First is { } first)
        {
            _waiting.RemoveFirst();
            if (!first.Value.IsOver) return first.Value;
        }

        return null;
    }

    private void Start()
    {
        if (_waitsToStart || _missing is not null || _members.Count >= _settings.Workers) return;
        IActorRef worker = Context.Watch(Context.ActorOf(Worker.Props(_settings, _place, _log)));
        _members.Add(worker, new Member());
    }

    private void OnStarted(WorkerStarted started)
    {
        _failedStarts = 0;
        _voices = started.Voices;
        _place.Engines.Set(_settings.Engine, null);
        TellVoicesToAll(started.Voices);
        if (!_members.TryGetValue(Sender, out Member? member)) return;
        member.Started = true;
        member.Pid = started.Pid;
        Free(Sender);
    }

    private void OnFree()
    {
        if (!_members.TryGetValue(Sender, out Member? member)) return;
        member.Job = null;
        _deathsInRow = 0;
        Free(Sender);
    }

    private void Free(IActorRef worker)
    {
        Timers.StartSingleTimer(worker, new Idle(worker), _settings.IdleStop);
        Assign();
    }

    private void StopIdle(IActorRef worker)
    {
        if (!_members.TryGetValue(worker, out Member? member) || member.Job is not null) return;
        _members.Remove(worker);
        Context.Unwatch(worker);
        Context.Stop(worker);
    }

    private void TellVoices(IActorRef asker)
    {
        if (_voices is { } voices)
        {
            asker.Tell(new EngineVoices(voices));
        }
        else if (Refusal() is { Code: not "busy" })
        {
            asker.Tell(new EngineVoices([]));
        }
        else
        {
            _asking.Add(asker);
            Start();
        }
    }

    private void TellVoicesToAll(ImmutableArray<Voice> voices)
    {
        foreach (IActorRef asker in _asking) asker.Tell(new EngineVoices(voices));
        _asking.Clear();
    }

    private PoolStatus Status() => new(
        [.. _members.Values.Where(member => member.Started).Select(member => member.Pid)],
        _members.Values.Count(member => member.Job is not null),
        _waiting.Count,
        _deaths);

    private sealed class Member
    {
        public bool Started { get; set; }

        public int Pid { get; set; }

        public SpeechJob? Job { get; set; }
    }

    private sealed record Idle(IActorRef Worker) : INoSerializationVerificationNeeded;

    private sealed record StartAgain : INoSerializationVerificationNeeded
    {
        public static StartAgain Instance { get; } = new();
    }

    private sealed record LookForEngine : INoSerializationVerificationNeeded
    {
        public static LookForEngine Instance { get; } = new();
    }
}
