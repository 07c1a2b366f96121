using Sapphire.Audio.Speech;
using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Event;

namespace Sapphire.Actors.ClusterSpeech;

/// <summary>
/// Does a job of the queue with an engine of this node. It begins when the request says so: one that nobody waits for costs no engine.
/// Its parent answers the queue by what it says at its end.
/// <code>
/// opening ──told what to do──► working ──► answered (said again until heard) ──heard──► Done
///    │                            ├── engine broken by it ──► Rejected (dead letters; the request knows)
///    │                            ├── engine not there ─────► Returned (for another node)
///    ├── no answer ─► Unheard     │
///    └────────────────────────────┴── request gone, silent ─► Dropped            taken away by the broker ──► (stopped, nothing to answer)
/// </code>
/// </summary>
#pragma warning disable CA1001 // PostStop is an actor's Dispose.
internal abstract class SpeechJobRun : ReceiveActor, IWithTimers
#pragma warning restore CA1001
{
    private readonly QueuedJob _job;
    private readonly EngineSlots _slots;
    private readonly CancellationTokenSource _stop = new();
    private IDisposable? _slot;
    private CancellationTokenRegistration _lost;
    private object? _answer;
    private bool _done;
    private bool _over;
    private long _heard;

    protected SpeechJobRun(QueuedJob job, EngineSlots slots)
    {
        _job = job;
        _slots = slots;
        Receive<Beat>(_ => OnBeat());
        Receive<Terminated>(ended =>
        {
            if (ended.ActorRef.Equals(_job.Request)) Over(RunOutcome.Dropped);
        });
        Receive<JobLost>(_ => Context.Stop(Self));
        Receive<Broke>(broke => Break(broke.Cause));
        Receive<SpeechKeepAlive>(_ => Heard());
        Receive<EndSpeechJob>(_ => Over(_done ? RunOutcome.Done : RunOutcome.Dropped));
    }

    /// <inheritdoc />
    public ITimerScheduler Timers { get; set; } = null!;

    protected ClusterSpeechPart Part => _job.Part;

    protected IActorRef Request => _job.Request;

    /// <summary>Cancelled at the end.</summary>
    protected CancellationToken Stopped => _stop.Token;

    /// <summary>The request has said what to do.</summary>
    protected bool HasBegun => _slot is not null;

    protected override void PreStart()
    {
        _heard = Part.Clock.GetTimestamp();
        IActorRef self = Self;
        _lost = _job.Lost.UnsafeRegister(_ => self.Tell(JobLost.Instance, ActorRefs.NoSender), null);
        Context.Watch(Request);
        Timers.StartPeriodicTimer(nameof(Beat), Beat.Instance, Part.Settings.KeepAlive);
        Open();
    }

    protected override void PostStop()
    {
        _lost.Dispose();
        _stop.Cancel();
        _stop.Dispose();
        _slot?.Dispose();
    }

    /// <summary>Called now and then while there is no answer yet.</summary>
    protected abstract void WorkBeat();

    /// <summary>The request was heard.</summary>
    protected void Heard() => _heard = Part.Clock.GetTimestamp();

    /// <summary>Takes an engine; false when it has begun before.</summary>
    protected bool TryBegin()
    {
        Heard();
        if (HasBegun) return false;
        _slot = _slots.TakeQueued();
        return true;
    }

    /// <summary>The job is done; the engine is free. Said until the request has it.</summary>
    protected void Answer(object answer)
    {
        Done();
        _answer = answer;
        Request.Tell(answer);
    }

    /// <summary>The engine has done its work; when the request ends the job it has what it wanted.</summary>
    protected void Done()
    {
        _done = true;
        _slot!.Dispose();
    }

    /// <summary>The engine failed.</summary>
    protected void Break(Exception cause)
    {
        if (_over || cause is OperationCanceledException && Stopped.IsCancellationRequested) return;
        SpeechException error = cause as SpeechException ?? new("crashed", "A node with the role failed at this.", "Its log says more.", cause);
        if (cause is not SpeechException) Context.GetLogger().Error(cause, "A speech job of the cluster failed.");
        switch (error.Code)
        {
            case "crashed" or "timeout":
                // Engine after engine broke down over it: no other node is to follow.
                Request.Tell(Failed(error));
                Over(RunOutcome.Rejected, error.Message);
                break;
            case "unavailable" or "busy" when _job.Attempt < Part.Settings.Attempts:
                Over(RunOutcome.Returned, error.Message);
                break;
            default:
                Answer(Failed(error));
                break;
        }
    }

    private static SpeechJobFailed Failed(SpeechException error) => new(error.Code, error.Message, error.Detail);

    private void Open() => Request.Tell(new SpeechJobTaken(_job.Offer, _job.Attempt));

    private void OnBeat()
    {
        // While this node is away itself, silence says nothing; the broker takes the job away.
        if (!Part.Directory.IsConnected) Heard();
        if (Part.Clock.GetElapsedTime(_heard) >= Part.Settings.SilenceTimeout)
        {
            Over(HasBegun ? RunOutcome.Dropped : RunOutcome.Unheard);
            return;
        }

        if (!HasBegun)
        {
            Open();
            return;
        }

        Request.Tell(_answer ?? SpeechKeepAlive.Instance);
        if (_answer is null) WorkBeat();
    }

    private void Over(RunOutcome outcome, string reason = "")
    {
        if (_over) return;
        _over = true;
        Context.Parent.Tell(new RunEnded(outcome, reason));
        Context.Stop(Self);
    }

    /// <summary>The engine, or what lies before it, failed.</summary>
    protected sealed record Broke(Exception Cause) : INoSerializationVerificationNeeded;

    private sealed record Beat : INoSerializationVerificationNeeded
    {
        public static Beat Instance { get; } = new();
    }

    private sealed record JobLost : INoSerializationVerificationNeeded
    {
        public static JobLost Instance { get; } = new();
    }
}
