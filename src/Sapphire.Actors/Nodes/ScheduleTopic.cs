using Sapphire.Cluster.Messaging;
using Sapphire.Cluster.Remoting;
using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Event;

namespace Sapphire.Actors.Nodes;

/// <summary>
/// What happens in the schedule, on every node that shows or rings it: published to a topic by the node that has the schedule, and
/// put on the event stream of each. What a topic drops is found by the home, which looks at the schedule now and then.
/// <code>
/// subscribing ──► subscribed (goes on by itself when the broker was away)      failed ──a moment──► subscribing
/// </code>
/// </summary>
internal sealed class ScheduleTopic : ReceiveActor, IWithTimers
{
    private const string Topic = "schedule";
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(1);
    private readonly ClusterRemoting _remoting;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private ISubscription? _subscription;

    public ScheduleTopic(ClusterRemoting remoting)
    {
        _remoting = remoting;
        Receive<Subscribed>(subscribed => _subscription = subscribed.Subscription);
        Receive<Status.Failure>(failure =>
        {
            _log.Debug("The topic of the schedule is not subscribed yet: {0}", failure.Cause.Message);
            Timers.StartSingleTimer(nameof(Again), TryAgain.Instance, Again);
        });
        Receive<TryAgain>(_ => Subscribe());
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(ClusterRemoting remoting) => Kernel.Actor.Props.Create(() => new ScheduleTopic(remoting));

    /// <summary>Tells all nodes.</summary>
    public static void Publish(ClusterRemoting remoting, object happened) => remoting.Transport.Topics.Publish(Topic, remoting.Format.Write(happened));

    protected override void PreStart() => Subscribe();

    protected override void PostStop() => _ = _subscription?.DisposeAsync().AsTask();

    private void Subscribe()
    {
        EventStream events = Context.System.EventStream;
        WireFormat format = _remoting.Format;
        _ = _remoting.Transport.Topics.SubscribeAsync(Topic, message =>
        {
            events.Publish(format.Read(message.Message));
            return ValueTask.CompletedTask;
        }).PipeTo(Self, success: static subscription => new Subscribed(subscription));
    }

    private sealed record Subscribed(ISubscription Subscription) : INoSerializationVerificationNeeded;

    private sealed record TryAgain : INoSerializationVerificationNeeded
    {
        public static TryAgain Instance { get; } = new();
    }
}
