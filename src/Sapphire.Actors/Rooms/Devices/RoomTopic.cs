using Sapphire.Actors.Schedule;
using Sapphire.Cluster.Messaging;
using Sapphire.Cluster.Remoting;
using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Event;

namespace Sapphire.Actors.Rooms.Devices;

/// <summary>
/// What rooms say to all nodes: that they are there, and which timers they have rung; and what they need to know: the chosen voice. What comes of other nodes goes to the registry
/// and to the directory of this one. Rooms say it again each second, so that whoever begins to listen, or has missed some, knows soon.
/// <code>
/// subscribing ──► subscribed (goes on by itself when the broker was away)      failed ──a moment──► subscribing
/// </code>
/// </summary>
internal sealed class RoomTopic : ReceiveActor, IWithTimers
{
    private const string Topic = "rooms";
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(1);

    // A timer that fired while this node was cut off, or of which the topic dropped the word, is found so.
    private static readonly TimeSpan LookAtSchedule = TimeSpan.FromSeconds(5);
    private readonly ClusterRemoting _remoting;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private ISubscription? _subscription;

    /// <summary>Begins to listen.</summary>
    /// <param name="remoting">The way to the other nodes.</param>
    /// <param name="registry">Is told of their rooms.</param>
    /// <param name="directory">Is told what fired and what they have rung; null where there are no rooms.</param>
    /// <param name="schedule">The schedule.</param>
    /// <param name="chosen">The voice that is set; null on a node without settings.</param>
    /// <param name="voice">Hears of it on a node without settings; null for none.</param>
    public RoomTopic(ClusterRemoting remoting, IActorRef registry, IActorRef? directory, Func<IActorRef> schedule, Func<VoiceChosen>? chosen = null, ChosenVoice? voice = null)
    {
        _remoting = remoting;
        Receive<Subscribed>(subscribed => _subscription = subscribed.Subscription);
        Receive<Status.Failure>(failure =>
        {
            _log.Debug("The topic of the rooms is not subscribed yet: {0}", failure.Cause.Message);
            Timers.StartSingleTimer(nameof(Again), TryAgain.Instance, Again);
        });
        Receive<TryAgain>(_ => Subscribe());
        Receive<Arrived>(arrived =>
        {
            switch (arrived.Message)
            {
                case RoomAnnounced or RoomLeft:
                    registry.Tell(arrived.Message, arrived.Sender);
                    break;
                case VoiceChosen now:
                    voice?.Hear(now);
                    break;
                case TimerRang:
                    directory?.Tell(arrived.Message, ActorRefs.NoSender);
                    break;
            }
        });
        Receive<LookNow>(_ =>
        {
            if (directory is not null)
            {
                schedule().Tell(GetSchedule.Instance, Self);
            }

            if (chosen is not null)
            {
                Publish(remoting, chosen());
            }
        });
        Receive<ScheduleView>(view => directory?.Tell(new NotificationsSeen([.. view.Notifications]), ActorRefs.NoSender));
    }

    /// <inheritdoc />
    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(ClusterRemoting remoting, IActorRef registry, IActorRef? directory, Func<IActorRef> schedule, Func<VoiceChosen>? chosen = null, ChosenVoice? voice = null) =>
        Kernel.Actor.Props.Create(() => new RoomTopic(remoting, registry, directory, schedule, chosen, voice));

    /// <summary>Tells all nodes.</summary>
    public static void Publish(ClusterRemoting remoting, object message, IActorRef? sender = null) =>
        remoting.Transport.Topics.Publish(Topic, remoting.Format.Write(message, sender));

    /// <inheritdoc />
    protected override void PreStart()
    {
        Subscribe();
        Timers.StartPeriodicTimer(nameof(LookAtSchedule), LookNow.Instance, LookAtSchedule);
    }

    /// <inheritdoc />
    protected override void PostStop() => _ = _subscription?.DisposeAsync().AsTask();

    private void Subscribe()
    {
        IActorRef self = Self;
        ClusterRemoting remoting = _remoting;
        _ = remoting.Transport.Topics.SubscribeAsync(Topic, message =>
        {
            // This node knows its own.
            if (message.Publisher != remoting.Self)
            {
                IActorRef sender = message.Message.SenderRef is { } text ? remoting.System.Serialization.DeserializeActorRef(text) : ActorRefs.NoSender;
                self.Tell(new Arrived(remoting.Format.Read(message.Message), sender), ActorRefs.NoSender);
            }

            return ValueTask.CompletedTask;
        }).PipeTo(self, success: static subscription => new Subscribed(subscription));
    }

    private sealed record Subscribed(ISubscription Subscription) : INoSerializationVerificationNeeded;

    private sealed record Arrived(object Message, IActorRef Sender) : INoSerializationVerificationNeeded;

    private sealed record TryAgain : INoSerializationVerificationNeeded
    {
        public static TryAgain Instance { get; } = new();
    }

    private sealed record LookNow : INoSerializationVerificationNeeded
    {
        public static LookNow Instance { get; } = new();
    }
}
