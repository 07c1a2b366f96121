using System.Collections.Concurrent;
using System.Text.Json.Serialization;
using Sapphire.Kernel.Actor;
using Sapphire.Kernel.TestKit;
using Sapphire.Persistence.Events;

namespace Sapphire.Persistence.Tests.Actors.Delivery;

public sealed record Sent(string Text);

public sealed record Confirmed(long DeliveryId);

public sealed record Parcel(long DeliveryId, string Text);

public sealed record SenderState(StoredDeliveries Deliveries);

[JsonSerializable(typeof(Sent))]
[JsonSerializable(typeof(Confirmed))]
[JsonSerializable(typeof(Parcel))]
[JsonSerializable(typeof(SenderState))]
internal sealed partial class DeliveryJson : JsonSerializerContext
{
    public static EventCatalog Catalog() => new EventCatalog()
        .Add("test.sent.1", Default.Sent)
        .Add("test.confirmed.1", Default.Confirmed)
        .Add("test.parcel.1", Default.Parcel)
        .Add("test.sender-state.1", Default.SenderState);
}

public sealed class AtLeastOnceDeliveryTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task A_message_is_sent_again_until_it_is_confirmed_and_its_number_counts_up()
    {
        ManualTimeProvider time = new();
        await using ScriptedStage stage = Stage(time);
        (IActorRef receiver, ConcurrentQueue<Parcel> got) = Receiver(stage);
        IActorRef sender = stage.System.ActorOf(Props.Create(() => new SenderActor(receiver.Path, stage.Notes, false)));
        await AskAsync(sender, "send a");
        await AskAsync(sender, "send b");
        await UntilAsync(() => got.Count == 2);
        got.ShouldBe([new(1, "a"), new(2, "b")]);

        // Not before the interval is over.
        time.Advance(TimeSpan.FromSeconds(6));
        await AskAsync(sender, "count");
        await AskAsync(sender, "confirm 1");
        await AskAsync(sender, "count");
        got.Count.ShouldBe(2);
        time.Advance(TimeSpan.FromSeconds(4));
        await UntilAsync(() => got.Count == 3);
        got.Last().ShouldBe(new(2, "b"));
        (await AskAsync(sender, "confirm 1")).ShouldBe("False");
        (await AskAsync(sender, "confirm 2")).ShouldBe("True");
        time.Advance(TimeSpan.FromMinutes(5));
        (await AskAsync(sender, "count")).ShouldBe("0");
        got.Count.ShouldBe(3);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_was_not_confirmed_is_sent_again_after_recovery_and_what_was_confirmed_is_not(bool snapshot)
    {
        ManualTimeProvider time = new();
        await using ScriptedStage stage = Stage(time);
        (IActorRef receiver, ConcurrentQueue<Parcel> got) = Receiver(stage);
        IActorRef sender = stage.System.ActorOf(Props.Create(() => new SenderActor(receiver.Path, stage.Notes, true)));
        await AskAsync(sender, "send a");
        await AskAsync(sender, "send b");
        if (snapshot)
        {
            await AskAsync(sender, "save");
        }

        await AskAsync(sender, "confirm 1");
        await AskAsync(sender, "send c");
        await UntilAsync(() => got.Count == 3);
        await stage.StopAsync(sender);
        got.Clear();
        stage.Notes.Clear();

        IActorRef next = stage.System.ActorOf(Props.Create(() => new SenderActor(receiver.Path, stage.Notes, true)));
        (await AskAsync(next, "count")).ShouldBe("2");
        await UntilAsync(() => got.Count == 2);
        got.ShouldBe([new(2, "b"), new(3, "c")]);
        stage.Notes.ShouldBe([snapshot ? "snapshot" : "no snapshot", "completed, nothing sent: True"]);
        await AskAsync(next, "send d");
        await UntilAsync(() => got.Count == 3);
        got.Last().ShouldBe(new(4, "d"));
        time.Advance(TimeSpan.FromSeconds(16));
        await UntilAsync(() => got.Count >= 6);
    }

    [Fact]
    public async Task A_burst_is_bounded_and_a_message_that_nobody_confirms_gives_a_warning()
    {
        ManualTimeProvider time = new();
        await using ScriptedStage stage = Stage(time, "redelivery-burst-limit = 3, warn-after-number-of-unconfirmed-attempts = 2");
        (IActorRef receiver, ConcurrentQueue<Parcel> got) = Receiver(stage);
        IActorRef sender = stage.System.ActorOf(Props.Create(() => new SenderActor(receiver.Path, stage.Notes, false)));
        for (int i = 1; i <= 5; i++)
        {
            await AskAsync(sender, $"send {i}");
        }

        await UntilAsync(() => got.Count == 5);
        await HalfAsync();
        await HalfAsync();
        await UntilAsync(() => got.Count == 8);
        got.Skip(5).Select(parcel => parcel.DeliveryId).ShouldBe([1, 2, 3]);
        await HalfAsync();
        await UntilAsync(() => got.Count == 10);
        got.Skip(8).Select(parcel => parcel.DeliveryId).ShouldBe([4, 5]);
        stage.Notes.ShouldNotContain(note => note.StartsWith("warning", StringComparison.Ordinal));
        await HalfAsync();
        await stage.NotedAsync("warning 1 2 3");
        await HalfAsync();
        await stage.NotedAsync("warning 4 5");

        // One tick, and what it does, before the clock goes on.
        async Task HalfAsync()
        {
            time.Advance(Interval / 2);
            await AskAsync(sender, "count");
        }
    }

    [Fact]
    public async Task More_unconfirmed_messages_than_allowed_are_refused()
    {
        await using ScriptedStage stage = Stage(new(), "max-unconfirmed-messages = 2");
        (IActorRef receiver, ConcurrentQueue<Parcel> got) = Receiver(stage);
        IActorRef sender = stage.System.ActorOf(Props.Create(() => new SenderActor(receiver.Path, stage.Notes, false)));
        await AskAsync(sender, "send a");
        await AskAsync(sender, "send b");
        (await AskAsync(sender, "send c")).ShouldBe(nameof(MaxUnconfirmedMessagesExceededException));
        await AskAsync(sender, "confirm 1");
        (await AskAsync(sender, "send d")).ShouldBe("sent");
        await UntilAsync(() => got.Count == 3);
        got.Select(parcel => parcel.Text).ShouldBe(["a", "b", "d"]);
    }

    [Fact]
    public async Task A_selection_names_one_actor()
    {
        await using ScriptedStage stage = Stage(new());
        (IActorRef receiver, ConcurrentQueue<Parcel> got) = Receiver(stage);
        IActorRef sender = stage.System.ActorOf(Props.Create(() => new SenderActor(receiver.Path, stage.Notes, false)));
        (await AskAsync(sender, "select /user/receiver")).ShouldBe("sent");
        await UntilAsync(() => got.Count == 1);
        (await AskAsync(sender, "select ../receiver")).ShouldBe("sent");
        await UntilAsync(() => got.Count == 2);
        (await AskAsync(sender, "select /user/*")).ShouldBe(nameof(NotSupportedException));
    }

    [Fact]
    public async Task An_actor_may_set_its_own_settings_and_handle_messages_itself()
    {
        await using ScriptedStage stage = Stage(new());
        IActorRef actor = stage.System.ActorOf(Props.Create(() => new PlainSender()));
        (await actor.Ask<string>("settings", ScriptedStage.Patience)).ShouldBe("00:00:01 7 5 9 0");
        Should.Throw<ArgumentOutOfRangeException>(() => stage.Extension.Settings.AtLeastOnceDelivery.WithRedeliverInterval(TimeSpan.Zero).Checked());
    }

    [Fact]
    public void A_snapshot_of_deliveries_is_stored_with_the_manifests_of_its_messages()
    {
        ActorPath path = ActorPath.Parse("akka://stage/user/receiver");
        AtLeastOnceDeliverySnapshot snapshot = new(7, [new(3, path, new Parcel(3, "a")), new(7, path, new Sent("b"))]);
        SerializedEvent written = DeliveryJson.Catalog().Serialize(new SenderState(StoredDeliveries.From(snapshot, DeliveryJson.Catalog())));
        AtLeastOnceDeliverySnapshot read = ((SenderState)DeliveryJson.Catalog().Deserialize(written.Manifest, written.Payload)).Deliveries.ToSnapshot(DeliveryJson.Catalog());
        read.CurrentDeliveryId.ShouldBe(7);
        read.UnconfirmedDeliveries.ShouldBe(snapshot.UnconfirmedDeliveries);
        Should.Throw<EventSerializationException>(() => StoredDeliveries.From(new(1, [new(1, path, "text")]), DeliveryJson.Catalog()));
    }

    private static ScriptedStage Stage(ManualTimeProvider time, string settings = "") => new(
        answersLater: false,
        config: $"akka.persistence.at-least-once-delivery {{ redeliver-interval = {Interval.TotalSeconds}s, {settings} }}",
        time: time,
        catalog: DeliveryJson.Catalog());

    private static (IActorRef Receiver, ConcurrentQueue<Parcel> Got) Receiver(ScriptedStage stage)
    {
        ConcurrentQueue<Parcel> got = new();
        return (stage.System.ActorOf(Props.Create(() => new ReceiverActor(got)), "receiver"), got);
    }

    private static Task<string> AskAsync(IActorRef actor, string message) => actor.Ask<string>(message, System.Threading.Timeout.InfiniteTimeSpan).WaitAsync(ScriptedStage.Patience);

    private static async Task UntilAsync(Func<bool> condition)
    {
        long deadline = Environment.TickCount64 + (long)ScriptedStage.Patience.TotalMilliseconds;
        while (!condition())
        {
            Environment.TickCount64.ShouldBeLessThan(deadline);
            await Task.Yield();
        }
    }

    private sealed class ReceiverActor : ReceiveActor
    {
        public ReceiverActor(ConcurrentQueue<Parcel> got) => Receive<Parcel>(got.Enqueue);
    }

    private sealed class PlainSender : AtLeastOnceDeliveryActor
    {
        public PlainSender()
            : base(settings => settings.WithRedeliverInterval(TimeSpan.FromSeconds(1)).WithRedeliveryBurstLimit(7).WithMaxUnconfirmedMessages(9))
        {
        }

        public override string PersistenceId => "plain";

        protected override bool ReceiveRecover(object message) => false;

        protected override bool ReceiveCommand(object message)
        {
            Sender.Tell($"{RedeliverInterval} {RedeliveryBurstLimit} {WarnAfterNumberOfUnconfirmedAttempts} {MaxUnconfirmedMessages} {UnconfirmedCount}", Self);
            return true;
        }
    }

    private sealed class SenderActor : AtLeastOnceDeliveryReceiveActor
    {
        private readonly ActorPath _receiver;

        public SenderActor(ActorPath receiver, ConcurrentQueue<string> notes, bool noteRecovery)
        {
            _receiver = receiver;
            bool offered = false;
            int sent = 0;
            Recover<Sent>(one => Deliver(_receiver, id =>
            {
                sent++;
                return new Parcel(id, one.Text);
            }));
            Recover<Confirmed>(one => ConfirmDelivery(one.DeliveryId));
            Recover<SnapshotOffer>(offer =>
            {
                offered = true;
                SetDeliverySnapshot(((SenderState)offer.Snapshot).Deliveries.ToSnapshot(DeliveryJson.Catalog()));
            });
            Recover<RecoveryCompleted>(_ =>
            {
                if (noteRecovery && (offered || sent > 0))
                {
                    notes.Enqueue(offered ? "snapshot" : "no snapshot");
                    notes.Enqueue($"completed, nothing sent: {UnconfirmedCount == 2}");
                }
            });
            Command<UnconfirmedWarning>(warning => notes.Enqueue($"warning {string.Join(' ', warning.UnconfirmedDeliveries.Select(one => one.DeliveryId))}"));
            IActorRef? saver = null;
            Command<SaveSnapshotSuccess>(_ => saver?.Tell("saved"));
            Command<string>(text =>
            {
                string[] words = text.Split(' ');
                IActorRef asker = Sender;
                switch (words[0])
                {
                    case "send":
                        Persist(new Sent(words[1]), one => asker.Tell(Try(() => Deliver(_receiver, id => new Parcel(id, one.Text)))));
                        break;
                    case "select":
                        Persist(new Sent(words[1]), one => asker.Tell(Try(() => Deliver(Context.ActorSelection(words[1]), id => new Parcel(id, one.Text)))));
                        break;
                    case "confirm":
                        Persist(new Confirmed(long.Parse(words[1])), one => asker.Tell($"{ConfirmDelivery(one.DeliveryId)}"));
                        break;
                    case "save":
                        saver = asker;
                        SaveSnapshot(new SenderState(StoredDeliveries.From(GetDeliverySnapshot(), DeliveryJson.Catalog())));
                        break;
                    default:
                        asker.Tell($"{UnconfirmedCount}");
                        break;
                }
            });
        }

        public override string PersistenceId => "sender";

        private static string Try(Action deliver)
        {
            try
            {
                deliver();
                return "sent";
            }
            catch (Exception e) when (e is MaxUnconfirmedMessagesExceededException or NotSupportedException)
            {
                return e.GetType().Name;
            }
        }
    }
}
