using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Configuration;
using Sapphire.Kernel.Dispatch;
using Sapphire.Kernel.TestKit;

namespace Sapphire.Kernel.Tests.Dispatch;

public sealed class DispatcherTests : Sapphire.Kernel.TestKit.TestKit
{
    private const string Settings = """
        pinned { type = PinnedDispatcher, executor = thread-pool-executor }
        unfair { type = Dispatcher, throughput = 500 }
        here { type = CallingThreadDispatcher }
        bounded-pool { type = Dispatcher, mailbox-type = bounded, mailbox-capacity = 3 }
        broken { type = Dispatcher, throughputs = 5 }
        akka.actor.own { type = PinnedDispatcher }
        akka.actor.deployment { "/deployed" { dispatcher = pinned } }
        """;

    public DispatcherTests()
        : base(ActorSystem.Create("dispatchers", ConfigurationFactory.ParseString(Settings)))
    {
    }

    private sealed class Recorder : ReceiveActor
    {
        public Recorder(List<object> seen, Action? onMessage = null) => ReceiveAny(m =>
        {
            onMessage?.Invoke();
            seen.Add(m);
        });
    }

    /// <summary>Says on which thread it runs.</summary>
    private sealed class Where : ReceiveActor
    {
        public Where()
        {
            Receive<string>(s => s == "where", _ => Sender.Tell(Thread.CurrentThread));
            Receive<string>(s => s == "fail", _ => throw new InvalidOperationException("on purpose"));
            ReceiveAsync<int>(async _ =>
            {
                await Task.Yield();
                Sender.Tell(Thread.CurrentThread);
            });
        }
    }

    private Thread ThreadOf(IActorRef actor)
    {
        actor.Tell("where");
        return ExpectMsg<Thread>();
    }

    [Fact]
    public async Task An_actor_gives_way_after_as_many_messages_as_the_throughput_says()
    {
        var hand = new HandDispatcher("hand", throughput: 3);
        ActorSystem system = ActorSystem.Create("turns", new ActorSystemSetup { Dispatchers = [hand] });
        List<object> a = [], b = [];
        IActorRef first = system.ActorOf(Props.Create(() => new Recorder(a, null)).WithDispatcher("hand"));
        IActorRef second = system.ActorOf(Props.Create(() => new Recorder(b, null)).WithDispatcher("hand"));
        hand.RunAll();
        for (int i = 0; i < 7; i++) first.Tell(i, ActorRefs.NoSender);
        second.Tell("b", ActorRefs.NoSender);
        hand.RunOne().ShouldBeTrue();
        (a.Count, b.Count).ShouldBe((3, 0));
        hand.RunOne().ShouldBeTrue();
        (a.Count, b.Count).ShouldBe((3, 1));
        hand.RunOne().ShouldBeTrue();
        a.Count.ShouldBe(6);
        hand.RunOne().ShouldBeTrue();
        a.ShouldBe([0, 1, 2, 3, 4, 5, 6]);
        hand.RunOne().ShouldBeFalse();
        await EndAsync(system, hand);
    }

    [Fact]
    public async Task An_actor_gives_way_also_when_the_deadline_of_its_turn_has_passed()
    {
        var time = new ManualTimeProvider();
        var hand = new HandDispatcher("hand", throughput: 100, TimeSpan.FromMilliseconds(25));
        ActorSystem system = ActorSystem.Create("deadline", new ActorSystemSetup { TimeProvider = time, Dispatchers = [hand] });
        List<object> seen = [];
        IActorRef actor = system.ActorOf(Props.CreateBy(() => new Recorder(seen, () => time.Advance(TimeSpan.FromMilliseconds(10)))).WithDispatcher("hand"));
        hand.RunAll();
        for (int i = 0; i < 5; i++) actor.Tell(i, ActorRefs.NoSender);
        hand.RunOne();
        seen.Count.ShouldBe(3);
        hand.RunOne();
        seen.Count.ShouldBe(5);
        await EndAsync(system, hand);
    }

    [Theory]
    [InlineData("pinned")]
    [InlineData("akka.actor.own")]
    public void A_pinned_actor_has_one_thread_of_its_own_for_life(string dispatcher)
    {
        IActorRef actor = Sys.ActorOf(Props.Create(() => new Where()).WithDispatcher(dispatcher), "pinned-actor");
        IActorRef other = Sys.ActorOf(Props.Create(() => new Where()).WithDispatcher(dispatcher));
        Thread thread = ThreadOf(actor);
        thread.IsThreadPoolThread.ShouldBeFalse();
        thread.IsBackground.ShouldBeTrue();
        thread.Name.ShouldBe("/user/pinned-actor");
        ThreadOf(other).ShouldNotBe(thread);
        for (int i = 0; i < 100; i++) ThreadOf(actor).ShouldBe(thread);
        actor.Tell(1);
        ExpectMsg<Thread>().ShouldBe(thread, "also after an await");
        EventFilter.Exception<InvalidOperationException>().ExpectOne(() => actor.Tell("fail"));
        ThreadOf(actor).ShouldBe(thread, "also after a restart");
    }

    [Fact]
    public void The_thread_of_a_pinned_actor_ends_with_it()
    {
        IActorRef actor = Sys.ActorOf(Props.Create(() => new Where()).WithDispatcher("pinned"));
        Thread thread = ThreadOf(actor);
        Watch(actor);
        Sys.Stop(actor);
        ExpectTerminated(actor);
        AwaitCondition(() => !thread.IsAlive);
    }

    [Fact]
    public void A_calling_thread_dispatcher_can_be_configured()
    {
        IActorRef actor = Sys.ActorOf(Props.Create(() => new Where()).WithDispatcher("here"));
        ThreadOf(actor).ShouldBe(Thread.CurrentThread);
        ThreadOf(Sys.ActorOf(Props.Create(() => new Where()).WithDispatcher(CallingThreadDispatcher.DefaultId))).ShouldBe(Thread.CurrentThread);
    }

    [Fact]
    public void The_deployment_chooses_the_dispatcher_too()
    {
        ThreadOf(Sys.ActorOf(Props.Create(() => new Where()), "deployed")).IsThreadPoolThread.ShouldBeFalse();
        ThreadOf(Sys.ActorOf(Props.Create(() => new Where()), "not-deployed")).IsThreadPoolThread.ShouldBeTrue();
    }

    [Fact]
    public void What_a_dispatcher_leaves_out_is_as_in_the_default_one()
    {
        Sys.Dispatchers.Lookup("unfair").Throughput.ShouldBe(500);
        Sys.Dispatchers.Lookup("pinned").Throughput.ShouldBe(30);
        Sys.Dispatchers.Lookup("unfair").ShouldBeSameAs(Sys.Dispatchers.Lookup("unfair"));
        Sys.Dispatchers.HasDispatcher("unfair").ShouldBeTrue();
        Sys.Dispatchers.HasDispatcher("nowhere").ShouldBeFalse();
        Sys.Dispatchers.HasDispatcher("un fair {").ShouldBeFalse();
    }

    [Fact]
    public void A_dispatcher_may_say_which_mailbox_its_actors_get()
    {
        Props props = Props.Create(() => new Where());
        Sys.Mailboxes.Of(props, Sys.Dispatchers.Lookup("bounded-pool")).ShouldBeOfType<BoundedMailbox>().Capacity.ShouldBe(3);
        Sys.Mailboxes.Of(props.WithMailbox("unbounded"), Sys.Dispatchers.Lookup("bounded-pool")).ShouldBeOfType<UnboundedMailbox>();
    }

    [Theory]
    [InlineData("nowhere", "'nowhere'")]
    [InlineData("broken", "'broken.throughputs'")]
    public void An_actor_whose_dispatcher_is_missing_or_malformed_is_not_made(string dispatcher, string named)
    {
        Should.Throw<ConfigurationException>(() => Sys.ActorOf(Props.Create(() => new Where()).WithDispatcher(dispatcher), "refused")).Message.ShouldContain(named);
        Sys.ActorOf(Props.Create(() => new Where()), "refused").ShouldNotBeNull();
    }

    [Fact]
    public void Two_dispatchers_of_one_name_are_refused()
    {
        Should.Throw<ArgumentException>(() => ActorSystem.Create("twice", new ActorSystemSetup { Dispatchers = [new HandDispatcher("x"), new HandDispatcher("x")] }))
            .Message.ShouldContain("'x'");
    }

    private static async Task EndAsync(ActorSystem system, HandDispatcher hand)
    {
        Task end = system.Terminate();
        long start = TimeProvider.System.GetTimestamp();
        while (!end.IsCompleted && TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromSeconds(20))
        {
            hand.RunAll();
            await Task.Yield();
        }

        await end;
    }
}
