using System.Threading.Channels;
using Sapphire.Actors.Chat;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Ids;
using Sapphire.Actors.Subscriptions;
using Sapphire.Actors.Tests.Hosting;
using Sapphire.Cluster.Messaging;
using Sapphire.Cluster.Remoting;
using Sapphire.Kernel.Actor;
using Sapphire.Kernel.TestKit;

namespace Sapphire.Actors.Tests.Subscriptions;

/// <summary>One reader of a publisher that comes and goes.</summary>
public sealed class SubscriptionTests : IDisposable
{
    private static readonly ChatSnapshot Snapshot = new(new(new(Guid.CreateVersion7()), "Chat", new List<MessageView>(), Deleted: false, ChatSettings.None));
    private readonly ManualTimeProvider _time = new();
    private readonly TestKit _kit;
    private readonly Channel<Update> _channel = Channel.CreateBounded<Update>(4);

    public SubscriptionTests() => _kit = new(TestProtocol.Setup(_time));

    public void Dispose() => _kit.Dispose();

    [Fact]
    public void A_lost_question_is_asked_again()
    {
        TestProbe publisher = _kit.CreateTestProbe();
        Start(() => publisher);
        publisher.ExpectMsg<Subscribe>();
        _time.Advance(TimeSpan.FromSeconds(5));
        publisher.ExpectMsg<Subscribe>().Subscriber.Tell(Snapshot, publisher.Ref);
        Read().ShouldBeEquivalentTo(Snapshot);
        _time.Advance(TimeSpan.FromMinutes(1));
        publisher.ExpectNoMsg();
    }

    [Fact]
    public void A_publisher_that_restarts_or_stops_is_asked_again()
    {
        TestProbe first = _kit.CreateTestProbe();
        TestProbe second = _kit.CreateTestProbe();
        TestProbe current = first;
        Start(() => current);
        IActorRef subscription = first.ExpectMsg<Subscribe>().Subscriber;
        subscription.Tell(Snapshot, first.Ref);
        Read().ShouldBeEquivalentTo(Snapshot);
        subscription.Tell(PublisherRestarted.Instance, first.Ref);
        first.ExpectMsg<Subscribe>();
        subscription.Tell(Snapshot, first.Ref);
        Read().ShouldBeEquivalentTo(Snapshot);

        current = second;
        _kit.Sys.Stop(first.Ref);
        _kit.AwaitCondition(() =>
        {
            _time.Advance(TimeSpan.FromMilliseconds(250));
            return second.HasMessages;
        });
        second.ExpectMsg<Subscribe>();
        subscription.Tell(Snapshot, second.Ref);
        Read().ShouldBeEquivalentTo(Snapshot);
    }

    [Fact]
    public async Task A_publisher_on_another_node_is_asked_again_when_messages_from_there_were_lost()
    {
        await using TwoNodes nodes = await TwoNodes.StartAsync(_kit, _time);
        NodeId node = nodes.There;
        IActorRef publisher = nodes.Publisher;
        TestProbe asked = _kit.CreateTestProbe();
        Start(() => asked);
        IActorRef subscription = asked.ExpectMsg<Subscribe>().Subscriber;
        foreach (RemoteMessagesLost lost in (RemoteMessagesLost[])[new(node, 1), new(null, null)])
        {
            subscription.Tell(Snapshot, publisher);
            Read().ShouldBeEquivalentTo(Snapshot);
            _kit.Sys.EventStream.Publish(new RemoteMessagesLost(NodeId.Create("session-2", TimeProvider.System), 1));
            asked.ExpectNoMsg();
            _kit.Sys.EventStream.Publish(lost);
            asked.ExpectMsg<Subscribe>();

            // Once: the snapshot that is on its way is younger.
            _kit.Sys.EventStream.Publish(lost);
            asked.ExpectNoMsg();
        }
    }

    [Fact]
    public async Task A_publisher_on_another_node_that_gave_its_readers_up_without_a_word_is_asked_again()
    {
        await using TwoNodes nodes = await TwoNodes.StartAsync(_kit, _time);
        TestProbe asked = _kit.CreateTestProbe();
        Start(() => asked);
        IActorRef subscription = asked.ExpectMsg<Subscribe>().Subscriber;
        subscription.Tell(Snapshot, nodes.Publisher);
        Read();

        // All is well: it has counted the same.
        _time.Advance(TimeSpan.FromSeconds(10));
        nodes.Probe.ExpectMsg<CheckSubscription>();
        subscription.Tell(new SubscriptionStanding(1), nodes.Publisher);
        asked.ExpectNoMsg();

        // One more was sent than came.
        _time.Advance(TimeSpan.FromSeconds(10));
        nodes.Probe.ExpectMsg<CheckSubscription>();
        subscription.Tell(new SubscriptionStanding(3), nodes.Publisher);
        asked.ExpectMsg<Subscribe>();
        subscription.Tell(Snapshot, nodes.Publisher);
        Read();
        _time.Advance(TimeSpan.FromSeconds(10));
        nodes.Probe.ExpectMsg<CheckSubscription>();
        subscription.Tell(new SubscriptionStanding(4), nodes.Publisher);
        asked.ExpectNoMsg();

        // It does not know the reader any more.
        _time.Advance(TimeSpan.FromSeconds(10));
        nodes.Probe.ExpectMsg<CheckSubscription>();
        subscription.Tell(PublisherRestarted.Instance, nodes.Publisher);
        asked.ExpectMsg<Subscribe>();
        subscription.Tell(Snapshot, nodes.Publisher);
        Read();

        // It says nothing.
        _time.Advance(TimeSpan.FromSeconds(10));
        nodes.Probe.ExpectMsg<CheckSubscription>();
        asked.ExpectNoMsg();
        _time.Advance(TimeSpan.FromSeconds(10));
        asked.ExpectMsg<Subscribe>();
    }

    [Fact]
    public async Task A_reader_that_does_not_keep_up_is_told_and_loses_its_stream_whole()
    {
        TestProbe publisher = _kit.CreateTestProbe();
        Start(() => publisher);
        IActorRef subscription = publisher.ExpectMsg<Subscribe>().Subscriber;
        _kit.Watch(subscription);
        for (int i = 0; i < 5; i++)
        {
            subscription.Tell(i == 0 ? Snapshot : new TextDelta(MessageId.New(_time), TurnId.New(_time), 1, i, 0, Reasoning: false, "x"), publisher.Ref);
        }

        _kit.ExpectTerminated(subscription);
        List<Update> got = [];
        SubscriptionException lagged = await Should.ThrowAsync<SubscriptionException>(async () =>
        {
            await foreach (Update update in _channel.Reader.ReadAllAsync(TestContext.Current.CancellationToken))
            {
                got.Add(update);
            }
        });
        lagged.Error.Code.ShouldBe("lagged");
        lagged.Error.Retryable.ShouldBeTrue();
        got.Count.ShouldBe(4, "no update is lost in the middle");
    }

    [Fact]
    public async Task A_refusal_ends_the_stream_with_its_reason()
    {
        TestProbe publisher = _kit.CreateTestProbe();
        Start(() => publisher);
        CommandError error = new("unknown-chat", "There is no such chat.", string.Empty, Retryable: false);
        publisher.ExpectMsg<Subscribe>().Subscriber.Tell(new SubscriptionRefused(error), publisher.Ref);
        SubscriptionException refused = await Should.ThrowAsync<SubscriptionException>(() => _channel.Reader.Completion.WaitAsync(TestKitBase.DefaultTimeout, TestContext.Current.CancellationToken));
        refused.Error.ShouldBe(error);
    }

    private void Start(Func<TestProbe> publisher) => _kit.ActorOf(Subscription.Props(self => publisher().Ref.Tell(new Subscribe(self), self), _channel.Writer));

    private Update Read()
    {
        _kit.AwaitCondition(() => _channel.Reader.TryPeek(out _));
        _channel.Reader.TryRead(out Update? update).ShouldBeTrue();
        return update!;
    }
}
