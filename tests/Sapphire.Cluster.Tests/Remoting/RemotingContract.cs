using Sapphire.Cluster.Messaging;
using Sapphire.Cluster.Remoting;
using Sapphire.Cluster.Tests.Messaging;
using Sapphire.Cluster.Tests.Support;
using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Event;
using Sapphire.Kernel.TestKit;
using DeadLetter = Sapphire.Kernel.Event.DeadLetter;

namespace Sapphire.Cluster.Tests.Remoting;

/// <summary>Messages between the actors of nodes: replies, order, references, and what becomes of what does not arrive.</summary>
public abstract class RemotingContract : TwoNodes
{
    [Fact]
    public async Task An_actor_of_another_node_answers()
    {
        IActorRef echo = B.SeenFrom(A, B.System.ActorOf(Props.Create(() => new Echo()), "echo"));
        (await echo.Ask<string>("hello", Wait.Longest)).ShouldBe("hello back");
        NodeAddress.NodeOf(echo).ShouldBe(B.Id);

        // By its path alone too.
        (await A.Remoting.ActorOn(B.Id, "/user/echo").Ask<string>("again", Wait.Longest)).ShouldBe("again back");
        (await echo.Ask<ActorIdentity>(new Identify(7), Wait.Longest)).Subject.ShouldBe(echo);
        (await A.Remoting.ActorOn(B.Id, "/user/nobody").Ask<ActorIdentity>(new Identify(7), Wait.Longest)).Subject.ShouldBeNull();
    }

    [Fact]
    public async Task What_is_forwarded_and_piped_is_answered_to_the_one_who_asked()
    {
        TestNode c = await Cluster.JoinAsync("c");
        IActorRef echo = c.SeenFrom(B, c.System.ActorOf(Props.Create(() => new Echo())));
        IActorRef forwarder = B.SeenFrom(A, B.System.ActorOf(Props.Create(() => new Forwarder(echo))));
        (await forwarder.Ask<string>("over b", Wait.Longest)).ShouldBe("over b back");
        IActorRef piper = B.SeenFrom(A, B.System.ActorOf(Props.Create(() => new Piper())));
        (await piper.Ask<string>("later", Wait.Longest)).ShouldBe("later done");
        InvalidOperationException local = new("Not today.");
        (await Should.ThrowAsync<Kernel.Serialization.RemoteException>(() => piper.Ask<string>("fail", Wait.Longest))).Message.ShouldBe(local.Message);
    }

    [Fact]
    public void A_reference_in_a_message_is_alive_there_and_itself_again_at_home()
    {
        TestKitBase onB = B.Kit;
        IActorRef probe = onB.TestActor, seen = B.SeenFrom(A, probe);
        seen.Tell(new Introduce(A.Kit.TestActor), A.Kit.TestActor);
        IActorRef introduced = onB.ExpectMsg<Introduce>().Actor;
        introduced.ShouldBe(onB.LastSender);
        introduced.Tell("from b", probe);
        A.Kit.ExpectMsg("from b");
        A.Kit.LastSender.ShouldBe(seen);

        // There and back.
        introduced.Tell(new Introduce(introduced), probe);
        IActorRef home = A.Kit.ExpectMsg<Introduce>().Actor;
        home.ShouldBe(A.Kit.TestActor);
        NodeAddress.NodeOf(home).ShouldBeNull();
        home.Tell("at home", ActorRefs.NoSender);
        A.Kit.ExpectMsg("at home");
    }

    [Fact]
    public async Task The_sender_of_an_ask_lives_until_it_is_answered_though_nobody_here_holds_it()
    {
        Task<string> answer = AskAndForget();
        B.Kit.ExpectMsg("question");
        for (int i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        B.Kit.LastSender.Tell("answer", B.Kit.TestActor);
        (await answer.WaitAsync(Wait.Longest)).ShouldBe("answer");
    }

    [Fact]
    public void A_stream_arrives_in_order()
    {
        const int Count = 5000;
        IActorRef seen = B.SeenFrom(A, B.Kit.TestActor);
        for (int i = 0; i < Count; i++) seen.Tell(i, A.Kit.TestActor);
        B.Kit.ReceiveN(Count, Wait.Longest).Cast<int>().ShouldBe(Enumerable.Range(0, Count));
    }

    [Fact]
    public void What_has_no_serialiser_goes_to_the_dead_letters()
    {
        TestProbe letters = A.Kit.CreateTestProbe();
        A.System.EventStream.Subscribe<DeadLetter>(letters);
        IActorRef seen = B.SeenFrom(A, B.Kit.TestActor);
        seen.Tell(new Unregistered("x"), ActorRefs.NoSender);
        DeadLetter letter = letters.ExpectMsg<DeadLetter>();
        letter.Message.ShouldBe(new Unregistered("x"));
        letter.Recipient.ShouldBe(seen);

        // The next one arrives.
        seen.Tell("good", ActorRefs.NoSender);
        B.Kit.ExpectMsg("good");
    }

    [Fact]
    public async Task What_cannot_be_read_goes_to_the_dead_letters_there()
    {
        TestProbe letters = B.Kit.CreateTestProbe();
        B.System.EventStream.Subscribe<DeadLetter>(letters);
        WireMessage wire = A.Remoting.Format.Write("text") with { Manifest = "nobody-knows", SerializerId = 4711 };
        await A.Transport.Inbox.TellAsync(B.Id, wire with { Attributes = wire.Attributes.Add("to", Kernel.Serialization.Serialization.SerializedActorPath(B.Kit.TestActor)) });
        DeadLetter letter = letters.ExpectMsg<DeadLetter>(Wait.Longest);
        letter.Recipient.ShouldBe(B.Kit.TestActor);
        letter.Message.ShouldBeOfType<WireMessage>().MessageId.ShouldBe(wire.MessageId);
        B.SeenFrom(A, B.Kit.TestActor).Tell("good", ActorRefs.NoSender);
        B.Kit.ExpectMsg("good");
    }

    [Fact]
    public void An_actor_that_has_ended_gets_nothing_and_its_successor_neither()
    {
        IActorRef first = B.System.ActorOf(Props.Create(() => new Echo()), "one");
        IActorRef seen = B.SeenFrom(A, first);
        B.Kit.Watch(first);
        B.System.Stop(first);
        B.Kit.ExpectTerminated(first);
        B.System.ActorOf(Props.Create(() => new Echo()), "one");
        TestProbe letters = B.Kit.CreateTestProbe();
        B.System.EventStream.Subscribe<DeadLetter>(letters);
        seen.Tell("late", A.Kit.TestActor);
        letters.FishForMessage<DeadLetter>(static letter => letter.Message is "late", Wait.Longest);
        A.Kit.ExpectNoMsg(TimeSpan.FromMilliseconds(100));
    }

    [Fact]
    public async Task What_finds_no_connection_for_long_goes_to_the_dead_letters_and_the_receiver_learns_that_it_misses_something()
    {
        TestNode c = await Cluster.JoinAsync("c", remoting: new() { OutboundPatience = TimeSpan.FromMilliseconds(50), RefreshInterval = TimeSpan.FromMilliseconds(200) });
        IActorRef seen = B.SeenFrom(c, B.Kit.TestActor);
        seen.Tell("before", ActorRefs.NoSender);
        B.Kit.ExpectMsg("before");
        TestProbe letters = c.Kit.CreateTestProbe(), lost = B.Kit.CreateTestProbe();
        c.System.EventStream.Subscribe<DeadLetter>(letters);
        B.System.EventStream.Subscribe<RemoteMessagesLost>(lost);
        await Cluster.World.CutAsync("c");
        await Wait.UntilAsync(() => c.Transport.State.Status == TransportStatus.Away, "c is away");
        seen.Tell("lost", ActorRefs.NoSender);
        letters.ExpectMsg<DeadLetter>(Wait.Longest).Message.ShouldBe("lost");
        await Cluster.World.HealAsync("c");

        // Nothing more is sent: the count alone tells.
        lost.ExpectMsg<RemoteMessagesLost>(Wait.Longest).ShouldBe(new(c.Id, 1));
        seen.Tell("after", ActorRefs.NoSender);
        B.Kit.ExpectMsg("after", Wait.Longest);
    }

    [Fact]
    public async Task What_finds_no_connection_for_a_moment_waits_and_comes_once()
    {
        IActorRef seen = B.SeenFrom(A, B.Kit.TestActor);
        for (int round = 0; round < 5; round++)
        {
            for (int i = 0; i < 200; i++)
            {
                seen.Tell((round * 200) + i, ActorRefs.NoSender);
                if (i == 100) await Cluster.World.CutAsync("a");
            }

            await Cluster.World.HealAsync("a");
            await A.Transport.ConnectedAsync(Wait.Token());
        }

        B.Kit.ReceiveN(1000, Wait.Longest).Cast<int>().ShouldBe(Enumerable.Range(0, 1000));
    }

    [Fact]
    public async Task When_too_much_waits_the_newest_are_dropped_and_missed()
    {
        TestNode c = await Cluster.JoinAsync("c", remoting: new() { OutboundBuffer = 3, RefreshInterval = TimeSpan.FromMilliseconds(200) });
        TestProbe dropped = c.Kit.CreateTestProbe(), lost = B.Kit.CreateTestProbe();
        c.System.EventStream.Subscribe<Dropped>(dropped);
        B.System.EventStream.Subscribe<RemoteMessagesLost>(lost);
        IActorRef seen = B.SeenFrom(c, B.Kit.TestActor);
        const int Count = 2000;
        for (int i = 0; i < Count; i++) seen.Tell(i, ActorRefs.NoSender);
        dropped.ExpectMsg<Dropped>(Wait.Longest).Recipient.ShouldBe(seen);
        List<int> got = [];
        long missing = 0;
        await Wait.UntilAsync(() =>
        {
            while (B.Kit.ReceiveOne(TimeSpan.Zero) is int next) got.Add(next);
            while (lost.ReceiveOne(TimeSpan.Zero) is RemoteMessagesLost more) missing += more.Count ?? 0;
            return got.Count + missing == Count;
        }, "each is there or counted");
        got.ShouldBe(got.Order());
        missing.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void A_system_has_one_address() => Should.Throw<InvalidOperationException>(() => ClusterRemoting.Start(A.System, B.Transport)).Message.ShouldContain("a.");

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private Task<string> AskAndForget() => B.SeenFrom(A, B.Kit.TestActor).Ask<string>("question", Timeout.InfiniteTimeSpan);

    private sealed class Echo : ReceiveActor
    {
        public Echo() => Receive<string>(text => Sender.Tell($"{text} back"));
    }

    private sealed class Forwarder : ReceiveActor
    {
        public Forwarder(IActorRef to) => Receive<string>(to.Forward);
    }

    private sealed class Piper : ReceiveActor
    {
        public Piper() => Receive<string>(text => { _ = LaterAsync(text).PipeTo(Sender, Self); });

        private static async Task<string> LaterAsync(string text)
        {
            await Task.Yield();
            return text == "fail" ? throw new InvalidOperationException("Not today.") : $"{text} done";
        }
    }
}
