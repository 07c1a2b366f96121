using Sapphire.Audio.Workers;
using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Event;

namespace Sapphire.Actors.Speech;

#pragma warning disable CA1001 // The source has no timer and nothing to dispose.
/// <summary>
/// Owns one worker process and its link, and does one job at a time. It lives as long as the process; the pool starts another.
/// <code>
/// starting ──Ready──► free ──RunJob──► working ──answered──► free
///     │                │                  │
///     └────────────────┴──────────────────┴── process gone, time or memory limit, garbage ──► stopped (WorkerDied)
/// </code>
/// </summary>
internal sealed class Worker : ReceiveActor, IWithTimers
{
    private readonly WorkerPoolSettings _settings;
    private readonly WorkerPlace _place;
    private readonly CancellationTokenSource _stop = new();
    private readonly WorkerLog _log;
    private readonly ILoggingAdapter _logging = Context.GetLogger();
    private Task<WorkerProcess>? _spawning;
    private WorkerProcess? _process;
    private SpeechJob? _job;
    private long _jobs;
    private string? _killedFor;
    private bool _timedOut;
    private bool _ended;

    public Worker(WorkerPoolSettings settings, WorkerPlace place, WorkerLog log)
    {
        _settings = settings;
        _place = place;
        _log = log;
        Receive<Spawned>(OnSpawned);
        Receive<Connected>(OnConnected);
        Receive<RunJob>(Run);
        Receive<JobEnded>(_ => Free());
        Receive<Broken>(OnBroken);
        Receive<ProcessEnded>(_ => OnEnded());
        Receive<CheckMemory>(_ => LookAtMemory());
        Receive<StartTimedOut>(_ => OnStartTimedOut());
    }

    /// <inheritdoc />
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>The props of a worker.</summary>
    public static Props Props(WorkerPoolSettings settings, WorkerPlace place, WorkerLog log) => Kernel.Actor.Props.CreateBy(() => new Worker(settings, place, log));

    /// <inheritdoc />
    protected override void PreStart()
    {
        // Starting a process blocks for some milliseconds.
        _spawning = Task.Run(() => WorkerProcess.Spawn(_place.Command, _settings.Engine, _place.Folder, _log), CancellationToken.None);
        _ = _spawning.PipeTo(Self, success: process => new Spawned(process), failure: e => new Broken(e));
    }

    /// <inheritdoc />
    protected override void PostStop()
    {
        _stop.Cancel();
        // Also when this stops while the process is being started. The folder waits for it at the end.
        _ = _spawning?.ContinueWith(
            async spawned => await (await spawned).DisposeAsync(),
            CancellationToken.None,
            TaskContinuationOptions.OnlyOnRanToCompletion,
            TaskScheduler.Default).Unwrap().ContinueWith(
                ended => _logging.Warning("A worker process of {0} was not ended cleanly: {1}", _settings.Engine, ended.Exception!.InnerException!.Message),
                CancellationToken.None,
                TaskContinuationOptions.OnlyOnFaulted,
                TaskScheduler.Default);
    }

    private void OnSpawned(Spawned spawned)
    {
        _process = spawned.Process;
        Timers.StartPeriodicTimer(nameof(CheckMemory), CheckMemory.Instance, _settings.MemoryCheck);
        Timers.StartSingleTimer(nameof(StartTimedOut), StartTimedOut.Instance, _settings.StartTimeout);
        _ = _process.ConnectAsync(_settings.Engine, _settings.Configuration(), _stop.Token)
            .PipeTo(Self, success: ready => new Connected(ready), failure: e => new Broken(e));
    }

    private void OnConnected(Connected connected)
    {
        Timers.Cancel(nameof(StartTimedOut));
        Context.Parent.Tell(new WorkerStarted(_process!.Pid, connected.Ready.Voices));
        _ = _process.Exited.PipeTo(Self, success: () => ProcessEnded.Instance);
    }

    private void Run(RunJob run)
    {
        _job = run.Job;
        _ = _job.RunAsync(_process!, ++_jobs, _place.Time, _stop.Token).PipeTo(Self, success: () => JobEnded.Instance, failure: e => new Broken(e));
    }

    private void Free()
    {
        _job = null;
        if (_ended)
        {
            Die("The worker process ended.");
            return;
        }

        Context.Parent.Tell(WorkerFree.Instance);
    }

    private void OnBroken(Broken broken)
    {
        switch (broken.Cause)
        {
            case WorkerUnavailableException e:
                Context.Parent.Tell(new EngineMissing(e.Message));
                Context.Stop(Self);
                break;
            case WorkerTimeoutException e:
                _timedOut = true;
                Die(e.Message);
                break;
            case OperationCanceledException:
                // Only because this worker is being stopped.
                break;
            case FrameFormatException e:
                Die($"The worker process talks nonsense: {e.Message}");
                break;
            case var e:
                Die(e.Message);
                break;
        }
    }

    private void OnEnded()
    {
        _ended = true;
        // With a job, the link says it once all that was sent is read: it may be the whole answer.
        if (_job is null) Die("The worker process ended.");
    }

    private void OnStartTimedOut()
    {
        _timedOut = true;
        _killedFor = $"The engine was not loaded within {_settings.StartTimeout.TotalSeconds:0.#} s.";
        _process!.Kill();
    }

    private void LookAtMemory()
    {
        long bytes = _process!.ResidentBytes();
        if (bytes <= _settings.MemoryLimit || _killedFor is not null) return;
        _killedFor = $"The worker process used {bytes >> 20} MiB of memory; {_settings.MemoryLimit >> 20} MiB are allowed.";
        _process.Kill();
    }

    private void Die(string reason)
    {
        Context.Parent.Tell(new WorkerDied(_job, _timedOut, _killedFor ?? reason));
        Context.Stop(Self);
    }

    private sealed record Spawned(WorkerProcess Process) : INoSerializationVerificationNeeded, IDeadLetterSuppression;

    private sealed record Connected(WorkerReady Ready) : INoSerializationVerificationNeeded, IDeadLetterSuppression;

    private sealed record Broken(Exception Cause) : INoSerializationVerificationNeeded, IDeadLetterSuppression;

    private sealed record JobEnded : INoSerializationVerificationNeeded, IDeadLetterSuppression
    {
        public static JobEnded Instance { get; } = new();
    }

    private sealed record ProcessEnded : INoSerializationVerificationNeeded, IDeadLetterSuppression
    {
        public static ProcessEnded Instance { get; } = new();
    }

    private sealed record CheckMemory : INoSerializationVerificationNeeded, IDeadLetterSuppression
    {
        public static CheckMemory Instance { get; } = new();
    }

    private sealed record StartTimedOut : INoSerializationVerificationNeeded, IDeadLetterSuppression
    {
        public static StartTimedOut Instance { get; } = new();
    }
}
