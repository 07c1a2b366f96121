using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Dispatch;
using Sapphire.Kernel.Event;

namespace Sapphire.Kernel.Tests.Event;

public sealed class EventStreamTests : Sapphire.Kernel.TestKit.TestKit
{
    private interface IAnimal;

    private record Beast : IAnimal;

    private sealed record Dog : Beast;

    private sealed record Suppressed : IDeadLetterSuppression;

    [Fact]
    public void Subscribers_get_their_type_its_subtypes_and_implementations_once()
    {
        Sys.EventStream.Subscribe<IAnimal>(TestActor).ShouldBeTrue();
        Sys.EventStream.Subscribe<Beast>(TestActor).ShouldBeTrue();
        Sys.EventStream.Subscribe<Beast>(TestActor).ShouldBeFalse();
        Sys.EventStream.Publish(new Dog());
        ExpectMsg(new Dog());
        Sys.EventStream.Publish("other");
        ExpectNoMsg(50);
        Sys.EventStream.Unsubscribe<Beast>(TestActor).ShouldBeTrue();
        Sys.EventStream.Publish(new Beast());
        ExpectMsg(new Beast());
        Sys.EventStream.Unsubscribe(TestActor).ShouldBeTrue();
        Sys.EventStream.Publish(new Beast());
        ExpectNoMsg(50);
    }

    [Fact]
    public void A_subtype_can_be_left_out_of_a_wider_subscription()
    {
        Sys.EventStream.Subscribe<IAnimal>(TestActor);
        Sys.EventStream.Unsubscribe<Dog>(TestActor).ShouldBeTrue();
        Sys.EventStream.Publish(new Dog());
        Sys.EventStream.Publish(new Beast());
        ExpectMsg(new Beast());
        // A subscription of its own brings it back; the wider one alone does not.
        Sys.EventStream.Subscribe<IAnimal>(TestActor).ShouldBeFalse();
        Sys.EventStream.Subscribe<Dog>(TestActor).ShouldBeTrue();
        Sys.EventStream.Publish(new Dog());
        ExpectMsg(new Dog());
        Sys.EventStream.Unsubscribe<IAnimal>(TestActor);
        Sys.EventStream.Publish(new Beast());
        Sys.EventStream.Publish(new Dog());
        ExpectMsg(new Dog());
        Sys.EventStream.Unsubscribe<string>(TestActor).ShouldBeFalse();
        ExpectNoMsg(20);
    }

    [Fact]
    public void Subscriptions_of_actors_do_not_touch_each_other()
    {
        var other = CreateTestProbe();
        Sys.EventStream.Subscribe<IAnimal>(TestActor);
        Sys.EventStream.Subscribe<Beast>(other);
        Sys.EventStream.Publish(new Dog());
        ExpectMsg(new Dog());
        other.ExpectMsg(new Dog());
        Sys.EventStream.Unsubscribe<Beast>(TestActor).ShouldBeTrue();
        Sys.EventStream.Publish(new Dog());
        other.ExpectMsg(new Dog());
        Sys.EventStream.Unsubscribe(other).ShouldBeTrue();
        Sys.EventStream.Unsubscribe(other).ShouldBeFalse();
        Sys.EventStream.Publish(new Dog());
        other.ExpectNoMsg(20);
        ExpectNoMsg(0);
    }

    [Fact]
    public void The_system_has_a_logger_of_its_own()
    {
        Sys.EventStream.Subscribe<Warning>(TestActor);
        Sys.Log.Warning("careful");
        var warning = ExpectMsg<Warning>();
        (warning.LogSource, warning.Message).ShouldBe(($"ActorSystem({Sys.Name})", (object)"careful"));
    }

    [Fact]
    public void Nobody_can_be_subscribed_as_null()
    {
        Should.Throw<ArgumentNullException>(() => Sys.EventStream.Subscribe(null!, typeof(Dog)));
        Should.Throw<ArgumentNullException>(() => Sys.EventStream.Unsubscribe(null!, typeof(Dog)));
        Should.Throw<ArgumentNullException>(() => Sys.EventStream.Unsubscribe(null!));
    }

    [Fact]
    public void A_dead_letter_names_its_sender_or_the_dead_letters_where_nobody_sent_it()
    {
        var gone = CreateTestProbe();
        Watch(gone);
        Sys.Stop(gone);
        ExpectTerminated(gone);
        Sys.EventStream.Subscribe<AllDeadLetters>(TestActor);
        gone.Ref.Tell("from the test");
        DeadLetter letter = ExpectMsg<DeadLetter>();
        (letter.Sender, letter.Recipient).ShouldBe((TestActor, gone.Ref));
        gone.Ref.Tell("from nobody", ActorRefs.NoSender);
        ExpectMsg<DeadLetter>().Sender.ShouldBe(Sys.DeadLetters);
        gone.Ref.Tell(new Suppressed(), ActorRefs.NoSender);
        ExpectMsg<SuppressedDeadLetter>().Sender.ShouldBe(Sys.DeadLetters);
        gone.Ref.Tell(PoisonPill.Instance);
        ExpectMsg<SuppressedDeadLetter>().Message.ShouldBe(PoisonPill.Instance);
    }

    [Fact]
    public void Logs_of_each_level_are_events_with_their_exceptions()
    {
        Sys.EventStream.Subscribe<LogEvent>(TestActor);
        ILoggingAdapter log = Logging.GetLogger(Sys, "source");
        var cause = new FormatException();
        log.Debug(cause, "d {0}", 1);
        log.Info(cause, "i {0}", 1);
        log.Warning(cause, "w {0}", 1);
        log.Error(cause, "e {0}", 1);
        (string Text, Type Type)[] seen = [.. ReceiveN(4).Cast<LogEvent>().Select(e =>
        {
            e.Cause.ShouldBeSameAs(cause);
            e.LogSource.ShouldBe("source");
            return ((string)e.Message, e.GetType());
        })];
        seen.ShouldBe([("d 1", typeof(Debug)), ("i 1", typeof(Info)), ("w 1", typeof(Warning)), ("e 1", typeof(Error))]);
    }

    [Fact]
    public void A_subscriber_that_ends_is_unsubscribed_also_when_it_had_ended_before()
    {
        var probe = CreateTestProbe();
        Sys.EventStream.Subscribe<Dog>(probe);
        Watch(probe);
        Sys.Stop(probe);
        ExpectTerminated(probe);
        Sys.EventStream.HasSubscribers(typeof(Dog)).ShouldBeFalse();
        Sys.EventStream.Subscribe<Dog>(probe);
        Sys.EventStream.HasSubscribers(typeof(Dog)).ShouldBeFalse();
    }

    [Fact]
    public void Suppressed_dead_letters_have_their_own_type()
    {
        Sys.EventStream.Subscribe<AllDeadLetters>(TestActor);
        Sys.DeadLetters.Tell(new Suppressed());
        ExpectMsg<SuppressedDeadLetter>();
        Sys.DeadLetters.Tell("x");
        ExpectMsg<DeadLetter>().Message.ShouldBe("x");
    }

    private sealed class Gated : ReceiveActor
    {
        public Gated(IActorRef probe)
        {
            Receive<ManualResetEventSlim[]>(g =>
            {
                g[0].Set();
                g[1].Wait(TimeSpan.FromSeconds(20));
            });
            ReceiveAny(m => probe.Tell(m));
        }
    }

    [Theory]
    [InlineData(MailboxOverflow.DropOldest, new[] { 3, 4 }, new[] { 1, 2 })]
    [InlineData(MailboxOverflow.DropNewest, new[] { 1, 2 }, new[] { 3, 4 })]
    public void A_bounded_mailbox_drops_as_told_and_says_so(MailboxOverflow overflow, int[] kept, int[] dropped)
    {
        var letters = CreateTestProbe();
        Sys.EventStream.Subscribe<Dropped>(letters);
        using ManualResetEventSlim entered = new(), gate = new();
        IActorRef a = Sys.ActorOf(Props.Create(() => new Gated(TestActor)).WithBoundedMailbox(2, overflow));
        a.Tell(new[] { entered, gate });
        entered.Wait(TimeSpan.FromSeconds(20)).ShouldBeTrue();
        for (int i = 1; i <= 4; i++) a.Tell(i);
        gate.Set();
        ReceiveN(2).ShouldBe(kept.Cast<object>());
        letters.ReceiveN(2).Cast<Dropped>().Select(d => (int)d.Message).ShouldBe(dropped);
    }

    [Fact]
    public void A_bounded_mailbox_that_fails_fails_its_owner()
    {
        using ManualResetEventSlim entered = new(), gate = new();
        IActorRef a = Sys.ActorOf(Props.Create(() => new Gated(TestActor)).WithBoundedMailbox(1, MailboxOverflow.Fail));
        a.Tell(new[] { entered, gate });
        entered.Wait(TimeSpan.FromSeconds(20)).ShouldBeTrue();
        EventFilter.Exception<MailboxOverflowException>().ExpectOne(() =>
        {
            a.Tell(1);
            a.Tell(2);
            gate.Set();
        });
        ExpectMsg(1);
    }

    [Fact]
    public void The_kernels_own_messages_pass_a_full_mailbox()
    {
        using ManualResetEventSlim entered = new(), gate = new();
        IActorRef a = Sys.ActorOf(Props.Create(() => new Gated(TestActor)).WithBoundedMailbox(1, MailboxOverflow.DropNewest));
        a.Tell(new[] { entered, gate });
        entered.Wait(TimeSpan.FromSeconds(20)).ShouldBeTrue();
        Watch(a);
        a.Tell(1);
        a.Tell(PoisonPill.Instance);
        gate.Set();
        ExpectMsg(1);
        ExpectTerminated(a);
    }

    [Fact]
    public void Log_lines_are_events_with_their_values()
    {
        EventFilter.Warning("3 of 4").ExpectOne(() => Logging.GetLogger(Sys, "source").Warning("{Done} of {All}", 3, 4));
        EventFilter.Error(contains: "numbered 7").ExpectOne(() => Logging.GetLogger(Sys, "source").Error(new InvalidOperationException(), "numbered {0}", 7));
    }

    [Fact]
    public void A_test_actor_runs_on_the_sending_thread_and_shows_its_instance()
    {
        var actor = ActorOfAsTestActorRef(() => new Counter());
        actor.Tell("a");
        actor.Tell("b");
        actor.UnderlyingActor.Count.ShouldBe(2);
        actor.UnderlyingActor.Thread.ShouldBe(Environment.CurrentManagedThreadId);
    }

    private sealed class Counter : ReceiveActor
    {
        public int Count { get; private set; }

        public int Thread { get; private set; }

        public Counter() => ReceiveAny(_ =>
        {
            Count++;
            Thread = Environment.CurrentManagedThreadId;
        });
    }
}
