using Sapphire.Kernel.Actor;

namespace Sapphire.Kernel.Tests.Actor;

public sealed class StashTests : Sapphire.Kernel.TestKit.TestKit
{
    private sealed record Do(Action<Stasher> Action) : INoSerializationVerificationNeeded;

    /// <summary>Stashes numbers while it is closed, tells them when it is open, and does what it is told to.</summary>
    private sealed class Stasher : ReceiveActor, IWithStash
    {
        private readonly IActorRef _probe;

        public Stasher(IActorRef probe, bool clearsAtRestart)
        {
            _probe = probe;
            ClearsAtRestart = clearsAtRestart;
            Receive<Do>(d => d.Action(this));
            Receive<int>(_ => Stash.Stash(), _ => !IsOpen);
            Receive<int>(i => probe.Tell(i));
        }

        public bool ClearsAtRestart { get; }

        public bool IsOpen { get; set; }

        public IStash Stash { get; set; } = null!;

        public void Tell(object message) => _probe.Tell(message);

        protected override void PreRestart(Exception reason, object? message)
        {
            if (ClearsAtRestart) Stash.ClearStash();
            base.PreRestart(reason, message);
        }

        protected override void PostRestart(Exception reason)
        {
            base.PostRestart(reason);
            IsOpen = true;
        }
    }

    private IActorRef Start(params int[] stashed) => Start(-1, false, stashed);

    private IActorRef Start(int capacity, bool clearsAtRestart, params int[] stashed)
    {
        IActorRef actor = Sys.ActorOf(Props.Create(() => new Stasher(TestActor, clearsAtRestart)).WithStashCapacity(capacity));
        foreach (int i in stashed) actor.Tell(i);
        return actor;
    }

    private static void Then(IActorRef actor, Action<Stasher> action) => actor.Tell(new Do(action));

    [Fact]
    public void Unstash_brings_back_the_oldest_alone_before_the_mailbox()
    {
        IActorRef actor = Start(1, 2, 3);
        Then(actor, s =>
        {
            s.IsOpen = true;
            s.Stash.Unstash();
        });
        actor.Tell(4);
        ReceiveN(2).ShouldBe([1, 4]);
        Then(actor, s => s.Tell(s.Stash.Count));
        ExpectMsg(2);
    }

    [Fact]
    public void UnstashAll_with_a_predicate_forgets_the_others()
    {
        IActorRef actor = Start(1, 2, 3, 4);
        Then(actor, s =>
        {
            s.IsOpen = true;
            s.Stash.UnstashAll(e => (int)e.Message % 2 == 0);
            s.Tell(s.Stash.IsEmpty);
        });
        ReceiveN(3).ShouldBe([true, 2, 4]);
        ExpectNoMsg(20);
    }

    [Fact]
    public void ClearStash_hands_out_all_and_Prepend_puts_them_first()
    {
        IActorRef actor = Start(1, 2);
        Then(actor, s =>
        {
            IEnumerable<Envelope> first = s.Stash.ClearStash();
            s.Tell(s.Stash.Count);
            s.Stash.Prepend([new Envelope(8, null), new Envelope(9, null)]);
            s.Stash.Prepend(first);
            s.IsOpen = true;
            s.Stash.UnstashAll();
        });
        ReceiveN(5).ShouldBe([0, 1, 2, 8, 9]);
    }

    [Fact]
    public void It_tells_how_full_it_is()
    {
        IActorRef actor = Start(2, false);
        Then(actor, s => s.Tell((s.Stash.Capacity, s.Stash.Count, s.Stash.IsEmpty, s.Stash.NonEmpty, s.Stash.IsFull)));
        ExpectMsg((2, 0, true, false, false));
        actor.Tell(1);
        actor.Tell(2);
        Then(actor, s => s.Tell((s.Stash.Capacity, s.Stash.Count, s.Stash.IsEmpty, s.Stash.NonEmpty, s.Stash.IsFull)));
        ExpectMsg((2, 2, false, true, true));
    }

    [Fact]
    public void Without_a_bound_it_is_never_full()
    {
        IActorRef actor = Start([.. Enumerable.Range(0, 5000)]);
        Then(actor, s => s.Tell((s.Stash.Count, s.Stash.IsFull)));
        ExpectMsg((5000, false));
    }

    [Fact]
    public void What_overflows_fails_the_actor_and_what_was_stashed_comes_back_after_the_restart()
    {
        IActorRef actor = Start(2, false, 1, 2);
        EventFilter.Exception<StashOverflowException>().ExpectOne(() => actor.Tell(3));
        // The message that was one too many is not tried again.
        ReceiveN(2).ShouldBe([1, 2]);
        ExpectNoMsg(20);
    }

    [Fact]
    public void A_stash_that_is_cleared_before_a_restart_stays_so()
    {
        IActorRef actor = Start(-1, true, 1, 2);
        Then(actor, _ => throw new FormatException());
        actor.Tell(3);
        ExpectMsg(3);
        ExpectNoMsg(20);
    }

    [Fact]
    public void Senders_are_kept()
    {
        var other = CreateTestProbe();
        IActorRef actor = Sys.ActorOf(Props.Create(() => new Answering()));
        other.Send(actor, "question");
        actor.Tell("open");
        other.ExpectMsg("answer");
    }

    private sealed class Answering : ReceiveActor, IWithBoundedStash
    {
        public Answering()
        {
            Receive<string>(s => s == "open", _ =>
            {
                Become(() => ReceiveAny(_ => Sender.Tell("answer")));
                Stash.UnstashAll();
            });
            ReceiveAny(_ => Stash.Stash());
        }

        public IStash Stash { get; set; } = null!;
    }
}
