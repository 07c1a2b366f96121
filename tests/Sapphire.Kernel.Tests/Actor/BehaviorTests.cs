using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Event;

namespace Sapphire.Kernel.Tests.Actor;

public sealed class BehaviorTests : Sapphire.Kernel.TestKit.TestKit
{
    private sealed class Switch : ReceiveActor
    {
        public Switch()
        {
            Receive<int>(n => n > 10, n => Sender.Tell($"big {n}"));
            Receive<int>(n =>
            {
                if (n < 0) return false;
                Sender.Tell($"small {n}");
                return true;
            });
            Receive<string>(s => s == "become", _ => Become(Other));
            Receive<string>(s => s == "stack", _ => BecomeStacked(Other));
            Type known = Type.GetType("System.Uri, System.Private.Uri", throwOnError: true)!;
            Receive(known, _ => Sender.Tell("uri"));
        }

        private void Other()
        {
            Receive<string>(s => s == "back", _ => UnbecomeStacked());
            ReceiveAny(_ => Sender.Tell("other"));
        }
    }

    private sealed class Late : ReceiveActor
    {
        public Late()
        {
            Receive<string>(_ => Receive<int>(_ => { }));
        }
    }

    private sealed class AfterAny : ReceiveActor
    {
        public AfterAny()
        {
            ReceiveAny(_ => { });
            Receive<int>(_ => { });
        }
    }

    [Fact]
    public void Handlers_are_tried_in_order_with_predicates_and_results()
    {
        IActorRef a = Sys.ActorOf(Props.Create(() => new Switch()));
        a.Tell(11);
        ExpectMsg("big 11");
        a.Tell(10);
        ExpectMsg("small 10");
        a.Tell(new Uri("http://localhost"));
        ExpectMsg("uri");
        EventFilter.Custom<UnhandledMessage>(u => u.Message is -1 && u.Recipient.Equals(a) && u.Sender!.Equals(TestActor)).ExpectOne(() => a.Tell(-1));
    }

    [Fact]
    public void Become_replaces_and_BecomeStacked_can_go_back()
    {
        IActorRef a = Sys.ActorOf(Props.Create(() => new Switch()));
        a.Tell("stack");
        a.Tell(1);
        ExpectMsg("other");
        a.Tell("back");
        a.Tell(1);
        ExpectMsg("small 1");
        a.Tell("become");
        a.Tell("back");
        a.Tell(1);
        ExpectMsg("other");
    }

    [Fact]
    public void Handlers_cannot_be_declared_while_handling_nor_after_ReceiveAny()
    {
        EventFilter.Exception<InvalidOperationException>(contains: "constructor").ExpectOne(() => Sys.ActorOf(Props.Create(() => new Late())).Tell("x"));
        EventFilter.Exception<ActorInitializationException>(contains: "ReceiveAny").ExpectOne(() => Sys.ActorOf(Props.Create(() => new AfterAny())));
    }

    private sealed class Stasher : ReceiveActor, IWithStash
    {
        public IStash Stash { get; set; } = null!;

        public Stasher()
        {
            Receive<string>(s => s == "open", _ =>
            {
                Become(() => Receive<object>(m =>
                {
                    if (m is "fail2") throw new InvalidOperationException();
                    Sender.Tell(m);
                }));
                Stash.UnstashAll();
            });
            Receive<string>(s => s == "fail", _ => throw new InvalidOperationException());
            Receive<string>(s => s == "twice", _ =>
            {
                Stash.Stash();
                try
                {
                    Stash.Stash();
                }
                catch (IllegalActorStateException ex)
                {
                    Sender.Tell(ex);
                }
            });
            ReceiveAny(_ => Stash.Stash());
        }
    }

    [Fact]
    public void Stashed_messages_come_back_in_order_before_the_mailbox_with_their_senders()
    {
        IActorRef a = Sys.ActorOf(Props.Create(() => new Stasher()));
        a.Tell(1);
        a.Tell(2);
        a.Tell("open");
        a.Tell(3);
        ExpectMsg(1);
        ExpectMsg(2);
        ExpectMsg(3);
    }

    [Fact]
    public void Stashed_messages_survive_a_restart()
    {
        IActorRef a = Sys.ActorOf(Props.Create(() => new Stasher()));
        a.Tell(1);
        a.Tell("fail");
        a.Tell("open");
        ExpectMsg(1);
    }

    [Fact]
    public void Stashed_messages_go_to_the_dead_letters_at_the_end()
    {
        IActorRef a = Sys.ActorOf(Props.Create(() => new Stasher()));
        EventFilter.DeadLetter<int>(n => n == 7).ExpectOne(() =>
        {
            a.Tell(7);
            a.Tell(PoisonPill.Instance);
        });
    }

    [Fact]
    public void The_very_same_message_told_twice_can_be_stashed_twice()
    {
        const string Same = "same";
        IActorRef a = Sys.ActorOf(Props.Create(() => new Waiting()));
        a.Tell(Same);
        a.Tell(Same);
        a.Tell(Waiting.Open);
        ExpectMsg(Same);
        ExpectMsg(Same);
    }

    [Fact]
    public void The_message_of_a_timer_can_be_stashed()
    {
        IActorRef a = Sys.ActorOf(Props.Create(() => new Waiting()));
        a.Tell(TimeSpan.FromMilliseconds(1));
        ExpectMsg("stashed", TimeSpan.FromSeconds(20));
        a.Tell(Waiting.Open);
        ExpectMsg("tick");
    }

    private sealed class Waiting : ReceiveActor, IWithStash, IWithTimers
    {
        public const int Open = 1;

        private IActorRef _asker = ActorRefs.Nobody;

        public Waiting()
        {
            Receive<TimeSpan>(after =>
            {
                _asker = Sender;
                Timers.StartSingleTimer("tick", "tick", after);
            });
            Receive<int>(_ =>
            {
                Become(() => Receive<string>(s => (_asker.IsNobody() ? Sender : _asker).Tell(s)));
                Stash.UnstashAll();
            });
            Receive<string>(_ =>
            {
                Stash.Stash();
                _asker.Tell("stashed");
            });
        }

        public IStash Stash { get; set; } = null!;

        public ITimerScheduler Timers { get; set; } = null!;
    }

    [Fact]
    public void A_full_stash_fails_the_actor_and_a_message_is_stashed_once()
    {
        IActorRef a = Sys.ActorOf(Props.Create(() => new Stasher()).WithStashCapacity(1));
        EventFilter.Exception<StashOverflowException>().ExpectOne(() =>
        {
            a.Tell(1);
            a.Tell(2);
        });
        IActorRef b = Sys.ActorOf(Props.Create(() => new Stasher()));
        b.Tell("twice");
        ExpectMsg<IllegalActorStateException>().Message.ShouldContain("String");
    }

    [Fact]
    public void Props_make_from_expression_arguments_factory_and_reject_the_rest()
    {
        int n = 5;
        Props p = Props.Create(() => new Holder(n, "x", TimeSpan.FromSeconds(n)));
        n = 6;
        IActorRef a = Sys.ActorOf(p);
        a.Tell("?");
        ExpectMsg("5 x 00:00:05");
        Sys.ActorOf(Props.Create<Holder>(7, "y", TimeSpan.Zero)).Tell("?");
        ExpectMsg("7 y 00:00:00");
        Should.Throw<ArgumentException>(() => Props.Create(typeof(string)));
        Should.Throw<ArgumentException>(() => Props.Create(() => Make())).Message.ShouldContain("CreateBy");
    }

    private static Holder Make() => null!;

    private sealed class Holder : ReceiveActor
    {
        public Holder(int n, string s, TimeSpan t) => Receive<string>(_ => Sender.Tell($"{n} {s} {t}"));
    }
}
