using FsCheck;
using FsCheck.Fluent;
using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Configuration;
using Sapphire.Kernel.Dispatch;
using Sapphire.Kernel.Event;
using Sapphire.Kernel.TestKit;
using Config = Sapphire.Kernel.Configuration.Config;

namespace Sapphire.Kernel.Tests.Dispatch;

public sealed class MailboxTests : Sapphire.Kernel.TestKit.TestKit
{
    private const string Settings = """
        oldest { mailbox-type = "Akka.Dispatch.BoundedMailbox", mailbox-capacity = 2, mailbox-overflow = drop-oldest }
        newest { mailbox-type = bounded, mailbox-capacity = 2 }
        urgent { mailbox-type = "Sapphire.Kernel.Tests.Dispatch.MailboxTests+Urgent, Sapphire.Kernel.Tests", worst = 100 }
        throwing { mailbox-type = "Sapphire.Kernel.Tests.Dispatch.MailboxTests+Throwing, Sapphire.Kernel.Tests" }
        small-stash { mailbox-type = unbounded, stash-capacity = 1 }
        akka.actor.default-mailbox.mailbox-capacity = 5
        akka.actor.deployment { "/deployed" { mailbox = newest }, "/stash" { stash-capacity = 2 } }
        akka.actor.mailbox.requirements { "Sapphire.Kernel.Tests.Dispatch.MailboxTests+IUrgent, Sapphire.Kernel.Tests" = urgent }
        """;

    private readonly ManualResetEventSlim _entered = new();
    private readonly ManualResetEventSlim _gate = new();

    public MailboxTests()
        : base(ActorSystem.Create("mailboxes", ConfigurationFactory.ParseString(Settings)))
    {
    }

    public interface IUrgent : ISemantics;

    /// <summary>Numbers by their tens; a text of its own has the urgency that the section says.</summary>
    public sealed class Urgent(Kernel.Actor.Settings settings, Config config) : UnboundedStablePriorityMailbox(settings, config)
    {
        protected override int PriorityGenerator(object message) => message switch
        {
            int number => number / 10,
            string => Config.GetInt("worst"),
            _ => int.MaxValue,
        };
    }

    public sealed class Throwing(Kernel.Actor.Settings settings, Config config) : UnboundedPriorityMailbox(settings, config)
    {
        protected override int PriorityGenerator(object message) => throw new FormatException("no priority");
    }

    /// <summary>Waits at the first message until the test has sent the rest.</summary>
    private class Gated : ReceiveActor
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

    private sealed class BoundedByRequirement(IActorRef probe) : Gated(probe), IRequiresMessageQueue<IBoundedMessageQueueSemantics>;

    private sealed class UrgentByRequirement(IActorRef probe) : Gated(probe), IRequiresMessageQueue<IUrgent>;

    private sealed class DequeByRequirement(IActorRef probe) : Gated(probe), IRequiresMessageQueue<IUnboundedDequeBasedMessageQueueSemantics>;

    private sealed class Stashing : ReceiveActor, IWithUnboundedStash
    {
        public Stashing(IActorRef probe)
        {
            Receive<int>(_ => Stash.Stash());
            Receive<string>(_ =>
            {
                Become(() => ReceiveAny(m => probe.Tell(m)));
                Stash.UnstashAll();
            });
        }

        public IStash Stash { get; set; } = null!;
    }

    private void Feed(IActorRef actor, params object[] messages)
    {
        Hold(actor);
        foreach (object message in messages) actor.Tell(message);
        _gate.Set();
    }

    private void Hold(IActorRef actor)
    {
        actor.Tell(new[] { _entered, _gate });
        _entered.Wait(TimeSpan.FromSeconds(20)).ShouldBeTrue();
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _entered.Dispose();
        _gate.Dispose();
    }

    [Theory]
    [InlineData("oldest", new[] { 3, 4 }, new[] { 1, 2 })]
    [InlineData("newest", new[] { 1, 2 }, new[] { 3, 4 })]
    public void A_bounded_mailbox_by_name_drops_as_it_is_told(string mailbox, int[] kept, int[] dropped)
    {
        TestProbe letters = CreateTestProbe();
        Sys.EventStream.Subscribe<Dropped>(letters);
        IActorRef actor = Sys.ActorOf(Props.Create(() => new Gated(TestActor)).WithMailbox(mailbox));
        Feed(actor, 1, 2, 3, 4);
        ReceiveN(2).ShouldBe(kept.Cast<object>());
        letters.ReceiveN(2).Cast<Dropped>().Select(d => (int)d.Message).ShouldBe(dropped);
    }

    [Fact]
    public void Names_types_and_defaults_of_mailboxes_are_found()
    {
        Sys.Mailboxes.Lookup("unbounded").ShouldBeOfType<UnboundedMailbox>();
        Sys.Mailboxes.Lookup("bounded").ShouldBeOfType<BoundedMailbox>().Capacity.ShouldBe(5);
        var newest = Sys.Mailboxes.Lookup("newest").ShouldBeOfType<BoundedMailbox>();
        (newest.Capacity, newest.Overflow).ShouldBe((2, MailboxOverflow.DropNewest));
        Sys.Mailboxes.Lookup("akka.actor.mailbox.bounded-deque-based").ShouldBeOfType<BoundedMailbox>();
        Sys.Mailboxes.Lookup("urgent").ShouldBeOfType<Urgent>();
        Should.Throw<ConfigurationException>(() => Sys.Mailboxes.Lookup("nowhere")).Message.ShouldContain("'nowhere'");
        Should.Throw<ConfigurationException>(() => Sys.ActorOf(Props.Empty.WithMailbox("nowhere"))).Message.ShouldContain("'nowhere'");
    }

    [Fact]
    public void The_deployment_chooses_the_mailbox_before_the_code()
    {
        TestProbe letters = CreateTestProbe();
        Sys.EventStream.Subscribe<Dropped>(letters);
        Feed(Sys.ActorOf(Props.Create(() => new Gated(TestActor)).WithMailbox("unbounded"), "deployed"), 1, 2, 3);
        letters.ExpectMsg<Dropped>().Message.ShouldBe(3);
    }

    [Fact]
    public void A_priority_mailbox_hands_out_the_most_urgent_first_and_equal_ones_in_order()
    {
        Feed(Sys.ActorOf(Props.Create(() => new Gated(TestActor)).WithMailbox("urgent")), "last", 31, 12, 30, 11, 1, "very last", 39);
        ReceiveN(8).ShouldBe([1, 12, 11, 31, 30, 39, "last", "very last"]);
    }

    [Fact]
    public void A_stop_overtakes_in_a_priority_mailbox()
    {
        IActorRef actor = Sys.ActorOf(Props.Create(() => new Gated(TestActor)).WithMailbox("urgent"));
        TestProbe letters = CreateTestProbe();
        Sys.EventStream.Subscribe<DeadLetter>(letters);
        Watch(actor);
        Hold(actor);
        actor.Tell(20);
        actor.Tell(10);
        Sys.Stop(actor);
        _gate.Set();
        ExpectTerminated(actor);
        letters.ReceiveN(2).Cast<DeadLetter>().Select(l => l.Message).ShouldBe([10, 20]);
    }

    [Fact]
    public void What_is_unstashed_comes_before_what_is_urgent()
    {
        IActorRef actor = Sys.ActorOf(Props.Create(() => new Stashing(TestActor)).WithMailbox("urgent").WithDispatcher(CallingThreadDispatcher.DefaultId));
        actor.Tell(90);
        actor.Tell(80);
        actor.Tell("go");
        actor.Tell(1);
        ReceiveN(3).ShouldBe([90, 80, 1]);
    }

    [Fact]
    public void What_asks_for_the_priority_and_fails_fails_the_tell()
    {
        IActorRef actor = Sys.ActorOf(Props.Create(() => new Gated(TestActor)).WithMailbox("throwing"));
        Should.Throw<FormatException>(() => actor.Tell(1));
    }

    [Fact]
    public void A_priority_queue_is_a_stable_sort()
    {
        // A number is put in; a negative one takes one out.
        Gen<int[]> steps = Gen.Choose(-1, 5).ListOf().Select(l => l.ToArray());
        Prop.ForAll(steps.ToArbitrary(), actions =>
        {
            var queue = new PriorityMessageQueue(m => ((int[])m)[0]);
            var model = new List<int[]>();
            for (int i = 0; i < actions.Length; i++)
            {
                if (actions[i] >= 0)
                {
                    int[] message = [actions[i], i];
                    queue.Enqueue(new Envelope(message, null), out _).ShouldBeFalse();
                    model.Add(message);
                    continue;
                }

                // OrderBy is stable.
                int[]? expected = model.OrderBy(m => m[0]).FirstOrDefault();
                queue.TryDequeue(out Envelope envelope).ShouldBe(expected is not null);
                if (expected is null) continue;
                envelope.Message.ShouldBeSameAs(expected);
                model.Remove(expected);
            }

            queue.Count.ShouldBe(model.Count);
            queue.HasMessages.ShouldBe(model.Count > 0);
            foreach (int[] expected in model.OrderBy(m => m[0]))
            {
                queue.TryDequeue(out Envelope envelope).ShouldBeTrue();
                envelope.Message.ShouldBeSameAs(expected);
            }
        }).Check(Properties.Times(100));
    }

    [Fact]
    public async Task A_priority_queue_loses_nothing_to_several_senders_and_keeps_the_order_of_each()
    {
        var queue = new PriorityMessageQueue(static _ => 0);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(sender => Task.Run(() =>
        {
            for (int i = 0; i < 1000; i++) queue.Enqueue(new Envelope((sender, i), null), out _);
        })));
        var seen = new List<(int Sender, int Number)>();
        while (queue.TryDequeue(out Envelope envelope)) seen.Add(((int, int))envelope.Message);
        foreach (IGrouping<int, (int Sender, int Number)> one in seen.GroupBy(s => s.Sender)) one.Select(s => s.Number).ShouldBe(Enumerable.Range(0, 1000));
        seen.Count.ShouldBe(4000);
    }

    [Fact]
    public void An_actor_gets_the_mailbox_that_it_requires()
    {
        MessageDispatcher dispatcher = Sys.Dispatchers.DefaultGlobalDispatcher;
        Sys.Mailboxes.Of(Props.Create(() => new BoundedByRequirement(TestActor)), dispatcher).ShouldBeOfType<BoundedMailbox>().Capacity.ShouldBe(5);
        Sys.Mailboxes.Of(Props.Create(() => new UrgentByRequirement(TestActor)), dispatcher).ShouldBeOfType<Urgent>();
        Sys.Mailboxes.Of(Props.Create(() => new DequeByRequirement(TestActor)), dispatcher).ShouldBeOfType<UnboundedMailbox>();
        Sys.Mailboxes.Of(Props.Create(() => new Gated(TestActor)), dispatcher).ShouldBeOfType<UnboundedMailbox>();
        Should.Throw<ConfigurationException>(() => Sys.ActorOf(Props.Create(() => new BoundedByRequirement(TestActor)).WithMailbox("unbounded")))
            .Message.ShouldContain(nameof(IBoundedMessageQueueSemantics));
        Should.Throw<ConfigurationException>(() => Sys.ActorOf(Props.Create(() => new DequeByRequirement(TestActor)).WithBoundedMailbox(1, MailboxOverflow.Fail)))
            .Message.ShouldContain(nameof(IUnboundedDequeBasedMessageQueueSemantics));
    }

    [Theory]
    [InlineData("small-stash", "a", 1)]
    [InlineData(null, "stash", 2)]
    public void The_capacity_of_a_stash_comes_from_mailbox_and_deployment(string? mailbox, string name, int capacity)
    {
        Props props = Props.Create(() => new Stashing(TestActor));
        IActorRef actor = Sys.ActorOf(mailbox is null ? props : props.WithMailbox(mailbox), name);
        EventFilter.Exception<StashOverflowException>().ExpectOne(() =>
        {
            for (int i = 0; i <= capacity; i++) actor.Tell(i);
        });
    }
}
