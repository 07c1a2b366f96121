using System.Collections.Immutable;
using Sapphire.Audio.Engines;
using Sapphire.Audio.Speech;
using Sapphire.Audio.Workers;
using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Event;
using Sapphire.Kernel.Pattern;

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
internal sealed class WorkerPool : ReceiveActor, IWithTimers
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
        if (EmbeddedEngines.IsOne(_settings.Engine) && EngineProbe.FindProblem(_settings.Engine) is not null) Self.Tell(LookForEngine.Instance);
    }

    /// <inheritdoc />
    protected override void PostStop()
    {
        SpeechException stopped = new("unavailable", "Sapphire is stopping.", "");
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

    private void OnMissing(string reason)
    {
        _missing = reason;
        _voices = [];
        _place.Engines.Set(_settings.Engine, reason);
        _logging.Warning("{0}", reason);
        Forget(Sender);
        FailWaiting(new SpeechException("unavailable", reason, ""));
        TellVoicesToAll([]);
    }

    private void OnDied(WorkerDied died)
    {
        bool started = _members.TryGetValue(Sender, out Member? member) && member.Started;
        Forget(Sender);
        _deaths++;
        _lastDeath = died.Reason;
        _logging.Warning("A worker of {0} is gone: {1}", _settings.Engine, died.Reason);
        if (!started && ++_failedStarts >= _settings.FailedStarts)
        {
            FailWaiting(DoesNotStart());
            TellVoicesToAll([]);
        }

        if (died.Job is { IsOver: false } job) Blame(job, died);
        WaitToStart();
    }

    private void Blame(SpeechJob job, WorkerDied died)
    {
        job.Deaths++;
        if (died.TimedOut) job.Timeouts++;
        JobLimits limits = _settings.Limits;
        if (died.TimedOut && job.Timeouts >= limits.Timeouts)
        {
            job.Fail(new("timeout", $"{_settings.Engine} did not answer in time, {Times(job.Timeouts)}.", "Try it in other words, or in shorter parts."));
        }
        else if (job.Deaths >= limits.Deaths)
        {
            job.Fail(new(
                "crashed", $"{_settings.Engine} broke down over this {Times(job.Deaths)}. {died.Reason}", $"Try it in other words. logs/worker-{_settings.Engine}.log says more."));
        }
        else
        {
            _waiting.AddFirst(job);
        }
    }

    // A worker that stopped without a last word has failed inside.
    private void OnTerminated(Terminated terminated)
    {
        if (!_members.Remove(terminated.ActorRef, out Member? member)) return;
        if (member.Job is { IsOver: false } job) Blame(job, new WorkerDied(job, TimedOut: false, "The worker failed inside; logs/sapphire.log says more."));
        WaitToStart();
    }

    private void Forget(IActorRef worker)
    {
        if (!_members.Remove(worker)) return;
        Timers.Cancel(worker);
        Context.Unwatch(worker);
    }

    private void WaitToStart()
    {
        TimeSpan wait = BackoffSupervisor.CalculateDelay(_deathsInRow++, _settings.MinBackoff, _settings.MaxBackoff, 0.2);
        _waitsToStart = true;
        Timers.StartSingleTimer(nameof(StartAgain), StartAgain.Instance, wait);
    }

    private void FailWaiting(SpeechException cause)
    {
        foreach (SpeechJob job in _waiting) job.Fail(cause);
        _waiting.Clear();
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

    private static string Times(int count) => count switch
    {
        1 => "once",
        2 => "twice",
        _ => $"{count} times",
    };

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
