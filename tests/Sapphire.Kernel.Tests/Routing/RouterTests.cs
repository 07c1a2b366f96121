using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Configuration;
using Sapphire.Kernel.Event;
using Sapphire.Kernel.Routing;
using Sapphire.Kernel.TestKit;
using Sapphire.Kernel.Tests.Dispatch;

namespace Sapphire.Kernel.Tests.Routing;

public sealed class RouterTests : Sapphire.Kernel.TestKit.TestKit
{
    private const string Settings = """
        pinned { type = PinnedDispatcher }
        akka.actor.deployment {
          "/configured" { router = round-robin-pool, nr-of-instances = 5 }
          "/hashing" { router = consistent-hashing-pool, nr-of-instances = 4, virtual-nodes-factor = 3 }
          "/own-threads" { router = broadcast-pool, nr-of-instances = 2, pool-dispatcher { type = PinnedDispatcher } }
          "/parent/*" { router = smallest-mailbox-pool, nr-of-instances = 2 }
          "/plain" { router = round-robin-pool, nr-of-instances = 5 }
          "/from-code" { nr-of-instances = 5, dispatcher = pinned }
        }
        """;

    private readonly ManualTimeProvider _time;
    private readonly HandDispatcher _hand;

    public RouterTests()
        : this(new ManualTimeProvider(), new HandDispatcher("hand"))
    {
    }

    private RouterTests(ManualTimeProvider time, HandDispatcher hand)
        : base("routers", new ActorSystemSetup { TimeProvider = time, Dispatchers = [hand], Config = ConfigurationFactory.ParseString(Settings) })
    {
        _time = time;
        _hand = hand;
    }

    /// <summary>Answers with its own reference, or with what it is asked for.</summary>
    private sealed class Worker : ReceiveActor
    {
        private int _handled;

        public Worker()
        {
            Receive<string>(s => s == "fail", _ => throw new InvalidOperationException("on purpose"));
            Receive<string>(s => s == "thread", _ => Sender.Tell(Thread.CurrentThread));
            Receive<string>(s => s == "count", _ => Sender.Tell(_handled));
            ReceiveAny(_ =>
            {
                _handled++;
                Sender.Tell(Self);
            });
        }
    }

    private static Props Workers(Pool pool) => pool.Props(Props.Create(() => new Worker()));

    private IReadOnlyList<IActorRef> RouteesOf(IActorRef router)
    {
        router.Tell(GetRoutees.Instance);
        return [.. ExpectMsg<Routees>().Members.Cast<ActorRefRoutee>().Select(r => r.Actor)];
    }

    private IActorRef Chosen(IActorRef router, object message)
    {
        router.Tell(message);
        return ExpectMsg<IActorRef>();
    }

    [Fact]
    public void Round_robin_takes_turns()
    {
        IActorRef router = Sys.ActorOf(Workers(new RoundRobinPool(3)), "rr");
        IReadOnlyList<IActorRef> routees = RouteesOf(router);
        routees.Count.ShouldBe(3);
        routees.ShouldAllBe(r => r.Path.Parent.Equals(router.Path));
        var chosen = new List<IActorRef>();
        for (int i = 0; i < 7; i++) chosen.Add(Chosen(router, i));
        chosen.ShouldBe([routees[0], routees[1], routees[2], routees[0], routees[1], routees[2], routees[0]]);
    }

    [Fact]
    public async Task Round_robin_spreads_evenly_also_among_senders_at_once()
    {
        var logic = new RoundRobinRoutingLogic(int.MaxValue - 10);
        Routee[] routees = [.. Enumerable.Range(0, 4).Select(_ => Routee.FromActorRef(ActorRefs.Nobody))];
        var counts = new System.Collections.Concurrent.ConcurrentDictionary<Routee, int>(ReferenceEqualityComparer.Instance);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            for (int i = 0; i < 1000; i++) counts.AddOrUpdate(logic.Select("m", routees), 1, (_, n) => n + 1);
        })));
        counts.Values.ShouldAllBe(n => n == 1000);
    }

    [Fact]
    public void Messages_go_straight_to_a_routee_and_past_the_routers_mailbox()
    {
        IActorRef router = Sys.ActorOf(Workers(new RoundRobinPool(2).WithDispatcher("hand")));
        // The router itself has never run, and does not run here.
        Chosen(router, 1).Path.Parent.ShouldBe(router.Path);
        Chosen(router, 2).Path.Parent.ShouldBe(router.Path);
        router.Tell(GetRoutees.Instance);
        _hand.Waiting.ShouldBe(1);
        _hand.RunAll();
        ExpectMsg<Routees>().Members.Length.ShouldBe(2);
        Task end = Sys.Terminate();
        AwaitCondition(() =>
        {
            _hand.RunAll();
            return end.IsCompleted;
        });
    }

    [Fact]
    public void The_sender_of_a_message_is_the_sender_still()
    {
        IActorRef router = Sys.ActorOf(Workers(new RoundRobinPool(2)));
        TestProbe probe = CreateTestProbe();
        router.Tell(1, probe);
        probe.ExpectMsg<IActorRef>();
    }

    [Fact]
    public void A_broadcast_pool_gives_each_message_to_all()
    {
        IActorRef router = Sys.ActorOf(Workers(new BroadcastPool(3)));
        router.Tell(1);
        ReceiveN(3).Cast<IActorRef>().ShouldBe(RouteesOf(router), ignoreOrder: true);
    }

    [Fact]
    public void A_broadcast_envelope_reaches_all_routees_of_any_pool()
    {
        IActorRef router = Sys.ActorOf(Workers(new RoundRobinPool(3)));
        router.Tell(new Broadcast("m"));
        ReceiveN(3).Cast<IActorRef>().ShouldBe(RouteesOf(router), ignoreOrder: true);
    }

    [Fact]
    public void The_smallest_mailbox_is_chosen_idle_ones_first()
    {
        IActorRef router = Sys.ActorOf(new SmallestMailboxPool(3).Props(Props.Create(() => new Worker()).WithDispatcher("hand")));
        _hand.RunAll();
        IReadOnlyList<IActorRef> routees = RouteesOf(router);
        var logic = new SmallestMailboxRoutingLogic();
        Routee[] all = [.. routees.Select(Routee.FromActorRef)];
        routees[0].Tell(1);
        routees[0].Tell(2);
        routees[1].Tell(3);
        for (int i = 0; i < 4; i++) logic.Select("m", all).ShouldBe(all[2], "idle");
        routees[2].Tell(4);
        routees[2].Tell(5);
        for (int i = 0; i < 4; i++) logic.Select("m", all).ShouldBe(all[1], "fewest");
        ((LocalActorRef)routees[1]).Cell.Mailbox.Suspend();
        for (int i = 0; i < 4; i++) logic.Select("m", all).ShouldNotBe(all[1], "suspended");
        ((LocalActorRef)routees[1]).Cell.Mailbox.Resume();
        router.Tell("m");
        ((LocalActorRef)routees[1]).Cell.Mailbox.Queue.Count.ShouldBe(2);
        _hand.RunAll();
        ReceiveN(6);
        for (int i = 0; i < 6; i++) logic.Select("m", all);
        Enumerable.Range(0, 3).Select(_ => logic.Select("m", all)).ShouldBe(all, ignoreOrder: true, "equal ones take turns");
        Task end = Sys.Terminate();
        AwaitCondition(() =>
        {
            _hand.RunAll();
            return end.IsCompleted;
        });
    }

    [Fact]
    public void A_routee_that_dies_is_taken_out_and_the_last_one_takes_the_router_with_it()
    {
        IActorRef router = Sys.ActorOf(Workers(new RoundRobinPool(2)));
        IReadOnlyList<IActorRef> routees = RouteesOf(router);
        Watch(router);
        Sys.Stop(routees[0]);
        AwaitAssert(() => RouteesOf(router).ShouldBe([routees[1]]));
        Chosen(router, 1).ShouldBe(routees[1]);
        Chosen(router, 2).ShouldBe(routees[1]);
        Sys.Stop(routees[1]);
        ExpectTerminated(router);
    }

    [Fact]
    public void A_poison_pill_ends_the_router_and_so_its_routees()
    {
        IActorRef router = Sys.ActorOf(Workers(new RoundRobinPool(2)));
        IReadOnlyList<IActorRef> routees = RouteesOf(router);
        TestProbe probe = CreateTestProbe();
        foreach (IActorRef routee in routees) probe.Watch(routee);
        Watch(router);
        router.Tell(PoisonPill.Instance);
        ExpectTerminated(router);
        probe.ReceiveN(2).Cast<Terminated>().Select(t => t.ActorRef).ShouldBe(routees, ignoreOrder: true);
        TestProbe letters = CreateTestProbe();
        Sys.EventStream.Subscribe<DeadLetter>(letters);
        router.Tell("late");
        letters.ExpectMsg<DeadLetter>().Recipient.ShouldBe(router);
    }

    [Fact]
    public void A_broadcast_poison_pill_ends_the_routees_after_their_messages_and_then_the_router()
    {
        IActorRef router = Sys.ActorOf(Workers(new RoundRobinPool(3)));
        Watch(router);
        for (int i = 0; i < 30; i++) router.Tell(i);
        router.Tell(new Broadcast(PoisonPill.Instance));
        ReceiveN(30).ShouldAllBe(m => m is IActorRef);
        ExpectTerminated(router);
    }

    [Fact]
    public void Routees_are_added_removed_and_adjusted()
    {
        IActorRef router = Sys.ActorOf(Workers(new RoundRobinPool(1)));
        IActorRef own = RouteesOf(router)[0];
        TestProbe other = CreateTestProbe();
        router.Tell(new AddRoutee(Routee.FromActorRef(other.Ref)));
        router.Tell(new AddRoutee(Routee.FromActorRef(other.Ref)));
        RouteesOf(router).ShouldBe([own, other.Ref]);
        router.Tell(new AdjustPoolSize(2));
        IReadOnlyList<IActorRef> four = RouteesOf(router);
        four.Count.ShouldBe(4);
        router.Tell(new AdjustPoolSize(-1));
        RouteesOf(router).ShouldBe(four.Take(3));

        // What the router made is ended a little later; what it did not make lives on.
        Watch(four[3]);
        Watch(other.Ref);
        router.Tell(new RemoveRoutee(Routee.FromActorRef(other.Ref)));
        RouteesOf(router).ShouldBe([four[0], four[2]]);
        Chosen(four[3], "between").ShouldBe(four[3]);
        _time.Advance(TimeSpan.FromMilliseconds(100));
        ExpectTerminated(four[3]);
        other.Ref.Tell("alive");
        other.ExpectMsg("alive");
        Watch(router);
        router.Tell(new RemoveRoutee(Routee.FromActorRef(four[0])));
        router.Tell(new RemoveRoutee(Routee.FromActorRef(four[2])));
        ExpectTerminated(router);
    }

    [Fact]
    public void A_router_without_routees_makes_dead_letters()
    {
        IActorRef router = Sys.ActorOf(Workers(new RoundRobinPool(0)));
        TestProbe letters = CreateTestProbe();
        Sys.EventStream.Subscribe<DeadLetter>(letters);
        router.Tell("m");
        router.Tell(new Broadcast("b"));
        letters.ExpectMsg<DeadLetter>().Message.ShouldBe("m");
        letters.ExpectMsg<DeadLetter>().Message.ShouldBe("b");
        router.Tell(new AdjustPoolSize(1));
        RouteesOf(router).Count.ShouldBe(1);
        Chosen(router, 1).Path.Parent.ShouldBe(router.Path);
    }

    /// <summary>Makes a router, and judges its failures.</summary>
    private sealed class Owner : ReceiveActor
    {
        public Owner(Props router, IActorRef probe, Directive directive)
        {
            _strategy = new OneForOneStrategy(ex =>
            {
                probe.Tell(ex.Message);
                return directive;
            });
            IActorRef child = Context.ActorOf(router, "router");
            ReceiveAny(m => child.Forward(m));
        }

        private readonly SupervisorStrategy _strategy;

        protected override SupervisorStrategy SupervisorStrategy() => _strategy;
    }

    [Fact]
    public void A_failure_is_escalated_to_the_routers_parent_whose_restart_restarts_all_routees_in_their_places()
    {
        Props router = Workers(new RoundRobinPool(2));
        TestProbe failures = CreateTestProbe();
        IActorRef owner = Sys.ActorOf(Props.Create(() => new Owner(router, failures.Ref, Directive.Restart)));
        IReadOnlyList<IActorRef> routees = RouteesOf(owner);
        foreach (IActorRef routee in routees) Chosen(routee, "work");
        routees[0].Tell("fail");
        failures.ExpectMsg("on purpose");
        AwaitAssert(() =>
        {
            foreach (IActorRef routee in routees)
            {
                routee.Tell("count");
                ExpectMsg(0);
            }
        });
        RouteesOf(owner).ShouldBe(routees);
        Chosen(owner, 1).ShouldBeOneOf([.. routees]);
    }

    [Fact]
    public void With_a_strategy_of_its_own_the_router_judges_itself()
    {
        Props router = Workers(new RoundRobinPool(2).WithSupervisorStrategy(new OneForOneStrategy(_ => Directive.Stop)));
        TestProbe failures = CreateTestProbe();
        IActorRef owner = Sys.ActorOf(Props.Create(() => new Owner(router, failures.Ref, Directive.Restart)));
        IReadOnlyList<IActorRef> routees = RouteesOf(owner);
        routees[0].Tell("fail");
        AwaitAssert(() => RouteesOf(owner).ShouldBe([routees[1]]));
        failures.HasMessages.ShouldBeFalse();
    }

    [Fact]
    public void A_router_comes_from_the_configuration()
    {
        RouteesOf(Sys.ActorOf(Props.Create(() => new Worker()).WithRouter(FromConfig.Instance), "configured")).Count.ShouldBe(5);
        Should.Throw<ConfigurationException>(() => Sys.ActorOf(Workers(FromConfig.Instance), "not-configured")).Message.ShouldContain("akka.actor.deployment.\"/not-configured\"");
    }

    private sealed class Parent : ReceiveActor
    {
        public Parent() => Receive<Props>(p => Context.ActorOf(p, "any").Forward(GetRoutees.Instance));
    }

    [Fact]
    public void The_configuration_comes_before_the_code_and_a_star_stands_for_any_name()
    {
        RouteesOf(Sys.ActorOf(Workers(new BroadcastPool(1)), "configured")).Count.ShouldBe(5);
        Sys.ActorOf<Parent>("parent").Tell(Workers(new RoundRobinPool(7)));
        ExpectMsg<Routees>().Members.Length.ShouldBe(2);
        IActorRef fromCode = Sys.ActorOf(Workers(new RoundRobinPool(3)), "from-code");
        RouteesOf(fromCode).Count.ShouldBe(3);
        fromCode.Tell("thread");
        ExpectMsg<Thread>().IsThreadPoolThread.ShouldBeFalse();
    }

    [Fact]
    public void What_the_code_does_not_make_a_router_is_none()
    {
        IActorRef plain = Sys.ActorOf(Props.Create(() => new Worker()), "plain");
        Chosen(plain, 1).ShouldBe(plain);
    }

    [Fact]
    public void The_strategy_of_the_code_stays_with_the_router_of_the_configuration()
    {
        IActorRef router = Sys.ActorOf(Workers(FromConfig.Instance.WithSupervisorStrategy(new OneForOneStrategy(_ => Directive.Stop))), "configured");
        IReadOnlyList<IActorRef> routees = RouteesOf(router);
        routees[0].Tell("fail");
        AwaitAssert(() => RouteesOf(router).ShouldBe(routees.Skip(1)));
    }

    [Fact]
    public void A_pool_dispatcher_is_the_routees()
    {
        IActorRef router = Sys.ActorOf(Workers(FromConfig.Instance), "own-threads");
        router.Tell("thread");
        Thread[] threads = [.. ReceiveN(2).Cast<Thread>()];
        threads.ShouldAllBe(t => !t.IsThreadPoolThread);
        threads[0].ShouldNotBe(threads[1]);
    }

    [Fact]
    public void A_router_whose_routees_cannot_be_made_is_not_made()
    {
        Should.Throw<ConfigurationException>(() => Sys.ActorOf(new RoundRobinPool(2).Props(Props.Create(() => new Worker()).WithDispatcher("nowhere")), "broken"));
        AwaitAssert(() => Sys.ActorOf(Props.Create(() => new Worker()), "broken"));
        Should.Throw<ArgumentOutOfRangeException>(() => new RoundRobinPool(-1));
    }

    [Fact]
    public void A_router_within_an_actor_chooses_by_its_logic()
    {
        TestProbe a = CreateTestProbe(), b = CreateTestProbe();
        Router router = new Router(new RoundRobinRoutingLogic()).AddRoutee(a.Ref).AddRoutee(b.Ref).AddRoutee(a.Ref);
        router.Routees.Count.ShouldBe(2);
        router.Route("1", ActorRefs.NoSender);
        router.Route("2", ActorRefs.NoSender);
        router = router.RemoveRoutee(a.Ref);
        router.Route("3", ActorRefs.NoSender);
        a.ExpectMsg("1");
        b.ExpectMsg("2");
        b.ExpectMsg("3");
        a.HasMessages.ShouldBeFalse();
    }

    [Fact]
    public void No_message_is_lost_while_routees_come_and_go()
    {
        IActorRef router = Sys.ActorOf(Workers(new RoundRobinPool(2)));
        for (int i = 0; i < 2000; i++)
        {
            if (i % 100 == 0) router.Tell(new AdjustPoolSize(1));
            if (i % 100 == 50) router.Tell(new AdjustPoolSize(-1));
            router.Tell(i);
        }

        ReceiveN(2000).Count.ShouldBe(2000);
    }
}
