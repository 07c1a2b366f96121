using Sapphire.Cluster.Messaging;
using Sapphire.Kernel;
using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Event;

namespace Sapphire.Actors.ClusterSpeech;

/// <summary>
/// Takes jobs of one queue for the engines of this node that it does not use itself, starts a run for each, and answers the queue.
/// <code>
/// resting ◄──engines free or not, drained, engine missing──► consuming (with as many jobs at a time as engines are free)
/// </code>
/// The number cannot be changed while it consumes: the old subscription finishes its jobs beside the new one.
/// </summary>
#pragma warning disable CA1001 // PostStop is an actor's Dispose.
internal sealed class SpeechJobConsumer : ReceiveActor, IWithTimers
#pragma warning restore CA1001
{
    // An own sentence takes some tens of milliseconds: not each is worth a new subscription.
    private static readonly TimeSpan Settle = TimeSpan.FromMilliseconds(500);

    // After a job that could not be done here, and after a queue that could not be consumed.
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private readonly SpeechConsumption _what;
    private readonly WorkQueue _queue;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly CancellationTokenSource _giveBack = new();
    private CancellationTokenSource? _subscribe;
    private readonly Dictionary<IActorRef, Running> _running = [];
    private readonly List<IActorRef> _drainers = [];
    private IWorkConsumer? _consumer;
    private int _prefetch;
    private int _generation;
    private int _retired;
    private bool _subscribing;
    private bool _resting;
    private bool _draining;

    public SpeechJobConsumer(SpeechConsumption what)
    {
        _what = what;
        _queue = what.Queue.ToWorkQueue(what.Part.Settings);
        Receive<Adjust>(adjust =>
        {
            // Giving up an engine is at once: a job that came now would wait for the person of this node. Taking one back has time.
            if (adjust.IsLater && (_consumer is null || Wanted() >= _prefetch)) AdjustLater();
            else Apply();
        });
        Receive<LookAtEngine>(_ => Apply());
        Receive<Subscribed>(OnSubscribed);
        Receive<SubscribeFailed>(failed =>
        {
            if (IsOver(failed.Life)) return;
            _subscribing = false;
            if (failed.Cause is OperationCanceledException)
            {
                Apply();
                return;
            }

            _log.Error(failed.Cause, "The queue {0} cannot be consumed; it is tried again.", _queue.Name);
            Rest();
        });
        Receive<Retired>(retired =>
        {
            if (IsOver(retired.Life)) return;
            _retired--;
            Apply();
        });
        Receive<Arrived>(arrived =>
        {
            if (!IsOver(arrived.Life)) Start(arrived.Job, arrived.Generation);
        });
        Receive<RunEnded>(ended => Answer(Sender, ended.Outcome, ended.Reason));
        Receive<Terminated>(ended => Answer(ended.ActorRef, null, "its run failed"));
        Receive<RestOver>(_ =>
        {
            _resting = false;
            Apply();
        });
        Receive<DrainSpeech>(drain =>
        {
            _draining = true;
            _subscribe?.Cancel();
            _drainers.Add(Sender);
            Timers.StartSingleTimer(nameof(DrainSpeech), DrainTooLong.Instance, drain.Patience);
            Apply();
        });
        Receive<DrainTooLong>(_ => GiveAllBack());
        Receive<ResumeSpeech>(_ =>
        {
            _draining = false;

            // What it has may go on.
            Timers.Cancel(nameof(DrainSpeech));
            foreach (IActorRef drainer in _drainers) drainer.Tell(new Status.Failure(new InvalidOperationException("This node takes speech jobs again; it was not drained to the end.")));
            _drainers.Clear();
            Apply();
        });
    }

    /// <inheritdoc />
    public ITimerScheduler Timers { get; set; } = null!;

    // A run that fails has a mistake in it; its job goes to another node.
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(static _ => Directive.Stop);

    protected override void PreStart()
    {
        IActorRef self = Self;
        _what.Slots.OwnChanged = () => self.Tell(Adjust.Later, ActorRefs.NoSender);
        Apply();
    }

    protected override void PostStop()
    {
        _what.Slots.OwnChanged = null;
        _what.Part.Counters.CountRunning(-_running.Count);

        // Gives back what is unanswered: another node does it.
        _giveBack.Cancel();
        _subscribe?.Dispose();
        _giveBack.Dispose();
        if (_consumer is not null) _ = _consumer.DisposeAsync().AsTask();
    }

    private int Wanted()
    {
        if (_draining || _resting || _what.WhyMissing() is not null) return 0;
        return Math.Max(0, _what.Slots.Total - _what.Slots.Own - _running.Values.Count(r => r.Generation != _generation));
    }

    private void Apply()
    {
        if (Timers.IsTimerActive(nameof(Adjust))) Timers.Cancel(nameof(Adjust));
        if (_subscribing) return;
        if (_consumer is not null && Wanted() != _prefetch) Retire();
        if (_consumer is null && Wanted() is > 0 and int wanted) Subscribe(wanted);
        TellDrained();
    }

    // What an earlier life of this actor began, before it was restarted, ends after it: that gave back what it had.
    private static bool IsOver(CancellationToken life) => life.IsCancellationRequested;

    private void Subscribe(int prefetch)
    {
        CancellationToken life = _giveBack.Token;
        _subscribing = true;
        _prefetch = prefetch;
        int generation = ++_generation;
        IActorRef self = Self;
        _subscribe?.Dispose();
        _subscribe = CancellationTokenSource.CreateLinkedTokenSource(life);
        _ = _what.Part.Transport.WorkQueues.ConsumeAsync(
                _queue,
                prefetch,
                job =>
                {
                    self.Tell(new Arrived(job, generation, life), ActorRefs.NoSender);
                    return ValueTask.CompletedTask;
                },
                _subscribe.Token)
            .PipeTo(Self, success: consumer => new Subscribed(consumer, life), failure: e => new SubscribeFailed(e, life));
    }

    private void OnSubscribed(Subscribed subscribed)
    {
        if (IsOver(subscribed.Life))
        {
            _ = subscribed.Consumer.DisposeAsync().AsTask();
            return;
        }

        _subscribing = false;
        _consumer = subscribed.Consumer;
        Apply();
    }

    private void Retire()
    {
        IWorkConsumer consumer = _consumer!;
        CancellationToken life = _giveBack.Token;
        _consumer = null;
        _generation++;
        _retired++;
        _ = consumer.DrainAsync(life).PipeTo(Self, success: () => new Retired(life), failure: _ => new Retired(life));
    }

    private void Rest()
    {
        _resting = true;
        Timers.StartSingleTimer(nameof(RestOver), RestOver.Instance, Pause);
        Apply();
    }

    private void Start(IJob job, int generation)
    {
        if (_what.Slots.Own + _running.Count >= _what.Slots.Total && _what.Slots.Own > 0 && job.Attempt < _queue.Attempts)
        {
            // It came while this node took the engine for itself.
            Say(job.ReturnAsync);
            return;
        }

        SpeechJobOffer offer;
        try
        {
            offer = _what.Part.Remoting.Format.Read(job.Message) as SpeechJobOffer
                ?? throw new ClusterException(ClusterError.UnknownMessage, $"'{job.Message.Manifest}' is no speech job.");
        }
        catch (ClusterException e)
        {
            _log.Warning("A job of the queue {0} goes to the dead letters: {1}", _queue.Name, e.Message);
            _what.Part.Counters.Count(RunOutcome.Rejected);
            Say(() => job.RejectAsync(e.Message));
            return;
        }

        _what.Part.Counters.CountTaken(job.Attempt);
        if (job.Attempt > 1) _log.Info("A job of the queue {0} is taken for the {1}. time.", _queue.Name, job.Attempt);
        IActorRef run = Context.ActorOf(_what.Run(new QueuedJob(_what.Part, offer.Request, offer.Number, job.Attempt, job.Lost)));
        Context.Watch(run);
        _running.Add(run, new Running(job, generation));
        _what.Part.Counters.CountRunning(1);
    }

    private void Answer(IActorRef run, RunOutcome? outcome, string reason)
    {
        if (!_running.Remove(run, out Running? running)) return;
        Context.Unwatch(run);
        _what.Part.Counters.CountRunning(-1);
        IJob job = running.Job;
        if (outcome is { } known) _what.Part.Counters.Count(known);
        switch (outcome)
        {
            case RunOutcome.Done or RunOutcome.Dropped:
                Say(job.AcknowledgeAsync);
                break;
            case RunOutcome.Rejected:
                _log.Warning("A job of the queue {0} goes to the dead letters: {1}", _queue.Name, reason);
                Say(() => job.RejectAsync(reason));
                break;
            default:
                // Not ours any more, or another node shall try. The next one would fail here as well.
                Say(job.ReturnAsync);
                if (outcome is not RunOutcome.Returned) break;
                _log.Warning("A job of the queue {0} is given back: {1}", _queue.Name, reason);
                Rest();
                break;
        }

        if (running.Generation != _generation) AdjustLater();
        TellDrained();
    }

    private void Say(Func<ValueTask> answer)
    {
        ILoggingAdapter log = _log;
        string queue = _queue.Name;
        _ = SayAsync();

        async Task SayAsync()
        {
            try
            {
                await answer();
            }
            catch (ClusterException e)
            {
                // The connection was lost: the job comes again, and is dropped where nobody waits for it.
                log.Debug("A job of the queue {0} could not be answered: {1}", queue, e.Message);
            }
        }
    }

    private void AdjustLater()
    {
        if (!Timers.IsTimerActive(nameof(Adjust))) Timers.StartSingleTimer(nameof(Adjust), Adjust.Now, Settle);
    }

    private void GiveAllBack()
    {
        if (_running.Count == 0) return;
        _log.Info("{0} jobs of the queue {1} are given to other nodes.", _running.Count, _queue.Name);
        foreach ((IActorRef run, Running running) in _running.ToArray())
        {
            _running.Remove(run);
            _what.Part.Counters.CountRunning(-1);
            Context.Unwatch(run);
            Context.Stop(run);
            Say(running.Job.ReturnAsync);
        }

        TellDrained();
    }

    private void TellDrained()
    {
        if (!_draining || _running.Count > 0 || _consumer is not null || _subscribing || _retired > 0) return;
        Timers.Cancel(nameof(DrainSpeech));
        foreach (IActorRef drainer in _drainers) drainer.Tell(Done.Instance);
        _drainers.Clear();
    }

    private sealed record Running(IJob Job, int Generation);

    private sealed record Adjust(bool IsLater) : INoSerializationVerificationNeeded
    {
        public static Adjust Now { get; } = new(false);

        public static Adjust Later { get; } = new(true);
    }

    private sealed record Subscribed(IWorkConsumer Consumer, CancellationToken Life) : INoSerializationVerificationNeeded;

    private sealed record SubscribeFailed(Exception Cause, CancellationToken Life) : INoSerializationVerificationNeeded;

    private sealed record Retired(CancellationToken Life) : INoSerializationVerificationNeeded;

    private sealed record Arrived(IJob Job, int Generation, CancellationToken Life) : INoSerializationVerificationNeeded;

    private sealed record RestOver : INoSerializationVerificationNeeded
    {
        public static RestOver Instance { get; } = new();
    }

    private sealed record DrainTooLong : INoSerializationVerificationNeeded
    {
        public static DrainTooLong Instance { get; } = new();
    }
}
