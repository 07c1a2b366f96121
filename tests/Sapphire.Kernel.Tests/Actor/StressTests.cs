using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Event;

namespace Sapphire.Kernel.Tests.Actor;

/// <summary>Both cores busy.</summary>
public sealed class StressTests : Sapphire.Kernel.TestKit.TestKit
{
    private sealed record Item(int Sender, int Number);

    private sealed class Sink : ReceiveActor
    {
        private readonly int[] _next;
        private int _left;

        public Sink(int senders, int each, IActorRef probe)
        {
            _next = new int[senders];
            _left = senders * each;
            Receive<Item>(i =>
            {
                if (_next[i.Sender]++ != i.Number) probe.Tell($"sender {i.Sender}: got {i.Number}");
                if (--_left == 0) probe.Tell("all");
            });
        }
    }

    private sealed class Source : ReceiveActor
    {
        public Source(int id, int count, IActorRef sink) => Receive<string>(_ =>
        {
            for (int i = 0; i < count; i++) sink.Tell(new Item(id, i));
        });
    }

    [Fact]
    public void Many_senders_keep_their_order_at_one_receiver()
    {
        const int Senders = 8, Each = 50_000;
        IActorRef sink = Sys.ActorOf(Props.Create(() => new Sink(Senders, Each, TestActor)));
        for (int s = 0; s < Senders; s++)
        {
            int id = s;
            Sys.ActorOf(Props.Create(() => new Source(id, Each, sink))).Tell("go");
        }

        ExpectMsg("all");
        ExpectNoMsg(20);
    }

    private sealed class Tally : ReceiveActor
    {
        public Tally(long[] handled) => Receive<Item>(_ => Interlocked.Increment(ref handled[0]));
    }

    private sealed class DeadTally : ReceiveActor
    {
        public DeadTally(long[] dead) => Receive<DeadLetter>(d =>
        {
            if (d.Message is Item) Interlocked.Increment(ref dead[0]);
        });
    }

    [Fact]
    public void A_message_that_races_with_the_end_is_handled_or_a_dead_letter()
    {
        long[] handled = new long[1], dead = new long[1];
        Sys.EventStream.Subscribe<DeadLetter>(Sys.ActorOf(Props.CreateBy(() => new DeadTally(dead))));
        const int Rounds = 500, Each = 40;
        using var barrier = new Barrier(3);
        IActorRef? target = null;
        Thread[] senders = [.. Enumerable.Range(0, 2).Select(s => new Thread(() =>
        {
            for (int r = 0; r < Rounds; r++)
            {
                barrier.SignalAndWait();
                for (int i = 0; i < Each; i++) target!.Tell(new Item(s, i), ActorRefs.NoSender);
                barrier.SignalAndWait();
            }
        }))];
        foreach (Thread t in senders) t.Start();
        for (int r = 0; r < Rounds; r++)
        {
            target = Sys.ActorOf(Props.CreateBy(() => new Tally(handled)));
            barrier.SignalAndWait();
            Sys.Stop(target);
            barrier.SignalAndWait();
        }

        foreach (Thread t in senders) t.Join();
        AwaitCondition(() => Interlocked.Read(ref handled[0]) + Interlocked.Read(ref dead[0]) == Rounds * Each * 2);
    }

    private sealed class Node : ReceiveActor
    {
        public Node(int depth)
        {
            if (depth > 0)
            {
                for (int i = 0; i < 4; i++) Context.ActorOf(Props.Create(() => new Node(depth - 1)));
            }

            Receive<string>(_ => throw new InvalidOperationException());
        }

        protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(-1, -1, _ => Directive.Restart, loggingEnabled: false);
    }

    private sealed class Top : ReceiveActor
    {
        public Top()
        {
            IActorRef child = Context.ActorOf(Props.Create(() => new Node(4)), "child");
            ReceiveAny(m => child.Forward(m));
        }

        protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(-1, -1, _ => Directive.Restart, loggingEnabled: false);
    }

    [Fact]
    public void A_tree_that_restarts_again_and_again_ends_whole()
    {
        IActorRef top = Sys.ActorOf(Props.Create(() => new Top()), "tree");
        for (int i = 0; i < 50; i++) top.Tell("fail");
        Sys.ActorSelection("/user/tree/child/*").Tell("fail");
        Watch(top);
        top.Tell(PoisonPill.Instance);
        ExpectTerminated(top);
        Sys.ActorSelection("/user/tree/child").Tell(new Identify(1));
        ExpectMsg<ActorIdentity>().Subject.ShouldBeNull();
    }

    [Fact]
    public void Watching_at_the_moment_of_the_end_always_tells()
    {
        for (int i = 0; i < 1000; i++)
        {
            IActorRef a = Sys.ActorOf(Props.CreateBy(() => new Tally([0])));
            Sys.Stop(a);
            Watch(a);
            ExpectTerminated(a);
        }
    }

    [Fact]
    public async Task Asks_from_many_threads_all_return_and_leave_no_timer()
    {
        IActorRef echo = Sys.ActorOf(Props.CreateBy(() => new Echo()));
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            for (int i = 0; i < 5_000; i++) (await echo.Ask<int>(i, TimeSpan.FromSeconds(30))).ShouldBe(i);
        })));
        ((TimeProviderScheduler)Sys.Scheduler).Count.ShouldBe(0);
    }

    private sealed class Echo : ReceiveActor
    {
        public Echo() => ReceiveAny(m => Sender.Tell(m));
    }
}
