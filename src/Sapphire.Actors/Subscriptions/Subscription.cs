using System.Threading.Channels;
using Sapphire.Actors.Chat.Views;
using Sapphire.Cluster.Remoting;
using Sapphire.Kernel.Actor;

namespace Sapphire.Actors.Subscriptions;

/// <summary>
/// One reader of a publisher (a chat, or the home): subscribes, and subscribes again whenever the publisher has stopped or
/// restarted, ever more slowly, and when updates were lost on their way from its node; fills the reader's bounded channel. A reader that
/// does not keep up loses its stream (never single updates), and so does one whose publisher does not answer; it asks for a new one. A
/// publisher on another node is asked now and then whether it has this subscriber still: its node may have given this one up for a
/// while, and the two nodes need not agree on that.
/// </summary>
public sealed class Subscription : ReceiveActor, IWithTimers
{
    private const int MaxAttempts = 4;
    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan CheckEvery = TimeSpan.FromSeconds(10);
    private readonly Action<IActorRef> _subscribe;
    private readonly ChannelWriter<Update> _writer;
    private IActorRef? _publisher;
    private int _attempts;
    private long _received;
    private bool _checking;

    /// <summary>Creates the subscription.</summary>
    /// <param name="subscribe">Sends a <see cref="Subscribe"/> for the given subscriber to the publisher.</param>
    /// <param name="writer">The reader's channel; bounded.</param>
    public Subscription(Action<IActorRef> subscribe, ChannelWriter<Update> writer)
    {
        _subscribe = subscribe;
        _writer = writer;
        Receive<Update>(Forward);
        Receive<SubscriptionRefused>(refused => Finish(refused.Error));
        Receive<PublisherRestarted>(_ =>
        {
            _checking = false;
            Ask();
        });
        Receive<Terminated>(_ =>
        {
            _publisher = null;
            Timers.StartSingleTimer(nameof(Again), AskAgain.Instance, Again * (1 << _attempts));
        });
        Receive<AskAgain>(_ => Ask());
        Receive<RemoteMessagesLost>(Missing);
        Receive<LookAtStanding>(_ => Look());
        Receive<SubscriptionStanding>(Compare);
    }

    /// <inheritdoc />
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>The props of a subscription.</summary>
    public static Props Props(Action<IActorRef> subscribe, ChannelWriter<Update> writer) => Kernel.Actor.Props.Create(() => new Subscription(subscribe, writer));

    /// <inheritdoc />
    protected override void PreStart()
    {
        Context.System.EventStream.Subscribe<RemoteMessagesLost>(Self);
        Timers.StartPeriodicTimer(nameof(CheckEvery), LookAtStanding.Instance, CheckEvery);
        Ask();
    }

    /// <inheritdoc />
    protected override void PostStop()
    {
        Context.System.EventStream.Unsubscribe<RemoteMessagesLost>(Self);
        _writer.TryComplete();
    }

    // An answer can be lost with a publisher that dies before it has read the question.
    private void Ask()
    {
        if (++_attempts > MaxAttempts)
        {
            Finish(new("unavailable", "This could not be opened.", "The log says why; it is tried again.", Retryable: true));
            return;
        }

        _subscribe(Self);
        Timers.StartSingleTimer(nameof(Again), AskAgain.Instance, Patience);
    }

    // The end of a reply may be among them, and nothing would follow it. A snapshot that is on its way is younger than the loss.
    private void Missing(RemoteMessagesLost lost)
    {
        if (_publisher is not null && _attempts == 0 && NodeAddress.NodeOf(_publisher) is { } node && (lost.From ?? node) == node)
        {
            Ask();
        }
    }

    private void Look()
    {
        if (_attempts > 0 || _publisher is null || NodeAddress.NodeOf(_publisher) is null) return;
        if (_checking)
        {
            // Nothing came back since the last look.
            _checking = false;
            Ask();
            return;
        }

        _checking = true;
        _publisher.Tell(new CheckSubscription(Self), Self);
    }

    // It comes in order with the updates: all that were sent before it are here, or were lost.
    private void Compare(SubscriptionStanding standing)
    {
        if (!Sender.Equals(_publisher)) return;
        _checking = false;
        if (standing.Sent == _received) return;
        _received = standing.Sent;
        if (_attempts == 0) Ask();
    }

    private void Forward(Update update)
    {
        if (!Sender.Equals(_publisher))
        {
            _publisher = Context.Watch(Sender);
            _received = 0;
            _checking = false;
        }

        _received++;
        if (update is ChatSnapshot or HomeSnapshot)
        {
            _attempts = 0;
            Timers.Cancel(nameof(Again));
        }

        if (!_writer.TryWrite(update))
        {
            Finish(new("lagged", "This page could not keep up.", "It loads everything again.", Retryable: true));
        }
    }

    private void Finish(CommandError error)
    {
        _writer.TryComplete(new SubscriptionException(error));
        Context.Stop(Self);
    }

    private sealed record LookAtStanding : INoSerializationVerificationNeeded
    {
        public static LookAtStanding Instance { get; } = new();
    }

    private sealed record AskAgain : INoSerializationVerificationNeeded
    {
        public static AskAgain Instance { get; } = new();
    }
}
