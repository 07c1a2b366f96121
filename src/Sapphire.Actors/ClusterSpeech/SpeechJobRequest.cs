using Sapphire.Audio.Speech;
using Sapphire.Cluster.Messaging;
using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Event;

namespace Sapphire.Actors.ClusterSpeech;

/// <summary>
/// Has a job done by a node of the cluster: offers it in the queue, works with the run that takes it, and with another when that one
/// is lost. Who waits gets one result, whatever happens; of two runs only the later one is listened to.
/// <code>
/// looking ──a node has the role──► offered ──taken──► with a run ──result, failure──► over
///    │                                ▲                  │
///    │                                └── lost, silent ──┘──for the last time──► over (failed)
///    └──nobody for too long──► over (failed)         any ──cancelled──► over
/// </code>
/// </summary>
#pragma warning disable CA1001 // PostStop is an actor's Dispose.
internal abstract class SpeechJobRequest : ReceiveActor, IWithTimers
#pragma warning restore CA1001
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(100);

    private readonly SpeechQueue _queue;
    private readonly WorkQueue _workQueue;
    private readonly RequestHandle _handle;
    private readonly CancellationTokenSource _stop = new();
    private (int Offer, int Attempt) _take;
    private int _offers;
    private int _lost;
    private bool _offering;
    private long _waitsSince;
    private long _heard;
    private long? _absentSince;

    protected SpeechJobRequest(ClusterSpeechPart part, SpeechQueue queue, RequestHandle handle)
    {
        Part = part;
        _queue = queue;
        _workQueue = queue.ToWorkQueue(part.Settings);
        _handle = handle;
        Receive<Look>(_ => LookForNode());
        Receive<Offered>(_ => _offering = false);
        Receive<OfferFailed>(failed => OfferFails(failed.Cause));
        Receive<SpeechJobTaken>(Taken);
        Receive<Beat>(_ => OnBeat());
        Receive<Terminated>(ended =>
        {
            if (ended.ActorRef.Equals(Worker)) Lose();
        });
        Receive<CancelRequest>(_ => Context.Stop(Self));
        FromWorker<SpeechKeepAlive>(_ => { });
        FromWorker<SpeechJobFailed>(failed => Over(new SpeechException(failed.Code, failed.Title, failed.Detail)));
    }

    /// <inheritdoc />
    public ITimerScheduler Timers { get; set; } = null!;

    protected ClusterSpeechPart Part { get; }

    /// <summary>The run that works on it now.</summary>
    protected IActorRef? Worker { get; private set; }

    /// <summary>How many runs were lost.</summary>
    protected int Lost => _lost;

    protected override void PreStart()
    {
        _waitsSince = Part.Clock.GetTimestamp();
        _handle.Attach(Self);
        Timers.StartPeriodicTimer(nameof(Beat), Beat.Instance, Part.Settings.KeepAlive);
        LookForNode();
    }

    protected override void PostStop()
    {
        _stop.Cancel();
        _stop.Dispose();

        // Whoever still has it in a queue finds nobody here, and drops it.
        Worker?.Tell(EndSpeechJob.Instance);
        GiveUp();
    }

    /// <summary>Nobody waits for it, or this node stops: ends what still waits as cancelled.</summary>
    protected abstract void GiveUp();

    /// <summary>It cannot be done.</summary>
    protected abstract void Fail(SpeechException cause);

    /// <summary>A run waits for its work: from the beginning.</summary>
    /// <param name="worker">The run.</param>
    /// <param name="again">It has been told before, and may not have heard it.</param>
    protected abstract void Begin(IActorRef worker, bool again);

    /// <summary>Called now and then while a run works on it.</summary>
    protected abstract void WorkBeat(IActorRef worker);

    /// <summary>Takes a message of the run of now; what others say is too late.</summary>
    protected void FromWorker<T>(Action<T> handler) => Receive<T>(message =>
    {
        if (!Sender.Equals(Worker)) return;
        _heard = Part.Clock.GetTimestamp();
        handler(message);
    });

    /// <summary>The result is there: the run may forget it.</summary>
    protected void Over() => Context.Stop(Self);

    private void Over(SpeechException cause)
    {
        Fail(cause);
        Over();
    }

    private void LookForNode()
    {
        if (_offering || Worker is not null) return;

        // Not before somebody takes it: a queue that nobody empties would keep it for ever.
        SpeechException? missing = Part.Directory.WhyMissing(_queue);
        if (missing is null)
        {
            _absentSince = null;
            Offer();
            return;
        }

        _absentSince ??= Part.Clock.GetTimestamp();
        if (Part.Clock.GetElapsedTime(_absentSince.Value) >= Part.Settings.AbsenceTimeout) Over(missing);
        else Timers.StartSingleTimer(nameof(Look), Look.Instance, LookInterval);
    }

    private void Offer()
    {
        _offering = true;
        _offers++;
        Part.Counters.CountOffer();
        _ = EnqueueAsync(Part, _workQueue, Part.Remoting.Format.Write(new SpeechJobOffer(_offers, Self), Self), _stop.Token)
            .PipeTo(Self, success: () => Offered.Instance, failure: e => new OfferFailed(e));
    }

    private static async Task EnqueueAsync(ClusterSpeechPart part, WorkQueue queue, WireMessage offer, CancellationToken cancellationToken)
    {
        using CancellationTokenSource late = new(part.Settings.AbsenceTimeout, part.Clock);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        await part.Transport.WorkQueues.EnqueueAsync(queue, offer, either.Token);
    }

    private void OfferFails(Exception cause)
    {
        _offering = false;
        if (Worker is not null) return;
        Over(cause switch
        {
            ClusterException { Reason: ClusterError.Full } => new SpeechException(
                "busy", $"The nodes with the role {_queue.Role} have too much to do: {_workQueue.MaxLength} jobs wait already.", "Try again in a moment. More nodes with the role would help.", cause),
            OperationCanceledException or ClusterException { Reason: ClusterError.Unreachable } => Part.Directory.Away(_queue),
            _ => new SpeechException("unavailable", $"The nodes with the role {_queue.Role} cannot be given a job.", cause.Message, cause),
        });
    }

    private void Taken(SpeechJobTaken taken)
    {
        (int, int) take = (taken.Offer, taken.Attempt);
        if (Sender.Equals(Worker))
        {
            // It has not heard that it may begin.
            _heard = Part.Clock.GetTimestamp();
            Begin(Worker, again: true);
            return;
        }

        if (Worker is not null)
        {
            // A second copy of the offer; or the broker has given it to another, and the first does not know yet.
            if (take.CompareTo(_take) <= 0)
            {
                Sender.Tell(EndSpeechJob.Instance);
                return;
            }

            Lose();
            if (Lost >= Part.Settings.Attempts) return;
        }

        _take = take;
        Worker = Context.Watch(Sender);
        _heard = Part.Clock.GetTimestamp();
        Begin(Worker, again: false);
    }

    private void Lose()
    {
        IActorRef worker = Worker!;
        Worker = null;
        Context.Unwatch(worker);
        worker.Tell(EndSpeechJob.Instance);
        _waitsSince = Part.Clock.GetTimestamp();
        _absentSince = null;
        _lost++;
        Context.GetLogger().Info("A speech job of {0} lost its node ({1} of {2} times).", _queue, _lost, Part.Settings.Attempts);
        if (_lost < Part.Settings.Attempts) return;
        Over(new SpeechException("crashed", $"The nodes with the role {_queue.Role} went away {_lost} times over this.", "Try it in other words, or in shorter parts."));
    }

    private void OnBeat()
    {
        TimeSpan waited = Part.Clock.GetElapsedTime(_waitsSince);
        if (Worker is { } worker)
        {
            // While this node is away itself, silence says nothing.
            if (!Part.Directory.IsConnected) _heard = Part.Clock.GetTimestamp();
            worker.Tell(SpeechKeepAlive.Instance);
            WorkBeat(worker);
            if (Part.Clock.GetElapsedTime(_heard) >= Part.Settings.SilenceTimeout) Lose();
        }
        else if (waited >= Part.Settings.QueueTimeout)
        {
            Over(Part.Directory.WhyMissing(_queue) ?? new SpeechException(
                "busy", $"The nodes with the role {_queue.Role} had no time for this within {waited.TotalSeconds:0} s.", "Try again in a moment. More nodes with the role would help."));
        }
        else if (_offers > 0 && !_offering)
        {
            WaitOn(waited);
        }
    }

    // The queue gives a lost job to the next by itself. Only where it has not, as after an answer that came too late, it is offered again.
    private void WaitOn(TimeSpan waited)
    {
        if (Part.Directory.IsConnected && Part.Directory.WhyMissing(_queue) is { } missing)
        {
            _absentSince ??= Part.Clock.GetTimestamp();
            if (Part.Clock.GetElapsedTime(_absentSince.Value) >= Part.Settings.AbsenceTimeout) Over(missing);
            return;
        }

        _absentSince = null;
        if (_offers <= _lost && Part.Directory.IsConnected && waited >= Part.Settings.SilenceTimeout) Offer();
    }

    private sealed record Look : INoSerializationVerificationNeeded
    {
        public static Look Instance { get; } = new();
    }

    private sealed record Offered : INoSerializationVerificationNeeded
    {
        public static Offered Instance { get; } = new();
    }

    private sealed record OfferFailed(Exception Cause) : INoSerializationVerificationNeeded;

    private sealed record Beat : INoSerializationVerificationNeeded
    {
        public static Beat Instance { get; } = new();
    }
}
