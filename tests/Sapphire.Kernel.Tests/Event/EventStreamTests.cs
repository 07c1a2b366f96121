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
