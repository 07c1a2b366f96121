using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Event;

namespace Sapphire.Kernel.Tests.Actor;

public sealed class ReceiveActorTests : Sapphire.Kernel.TestKit.TestKit
{
    /// <summary>An actor whose handlers a test declares.</summary>
    private sealed class Open : ReceiveActor
    {
        public Open(Action<Open> declare) => declare(this);

        public void Reply(object message) => Sender.Tell(message);

        public void On<T>(Action<T> handler, Predicate<T>? when = null) => Receive(handler, when);

        public void OnIf<T>(Predicate<T> when, Action<T> handler) => Receive(when, handler);

        public void OnMaybe<T>(Func<T, bool> handler) => Receive(handler);

        public void On(Type type, Action<object> handler, Predicate<object>? when = null) => Receive(type, handler, when);

        public void OnIf(Type type, Predicate<object> when, Action<object> handler) => Receive(type, when, handler);

        public void OnMaybe(Type type, Func<object, bool> handler) => Receive(type, handler);

        public void OnAsync<T>(Func<T, Task> handler, Predicate<T>? when = null) => ReceiveAsync(handler, when);

        public void OnIfAsync<T>(Predicate<T> when, Func<T, Task> handler) => ReceiveAsync(when, handler);

        public void OnAsync(Type type, Func<object, Task> handler, Predicate<object>? when = null) => ReceiveAsync(type, handler, when);

        public void OnIfAsync(Type type, Predicate<object> when, Func<object, Task> handler) => ReceiveAsync(type, when, handler);

        public void OnAny(Action<object> handler) => ReceiveAny(handler);

        public void OnAnyAsync(Func<object, Task> handler) => ReceiveAnyAsync(handler);

        public void Be(Action configure) => Become(configure);

        public void BeStacked(Action configure) => BecomeStacked(configure);

        public static void Back() => UnbecomeStacked();

        public static void BeUntyped(UntypedReceive receive) => Become(receive);
    }

    private IActorRef Start(Action<Open> declare) => Sys.ActorOf(Props.Create(() => new Open(declare)));

    private object Ask(IActorRef actor, object message)
    {
        actor.Tell(message);
        return ExpectMsg<object>();
    }

    [Fact]
    public void A_predicate_may_stand_before_or_after_the_handler()
    {
        IActorRef actor = Start(o =>
        {
            o.On<int>(_ => o.Reply("after"), i => i == 1);
            o.OnIf<int>(i => i == 2, _ => o.Reply("before"));
            o.OnMaybe<int>(i =>
            {
                if (i != 3) return false;
                o.Reply("maybe");
                return true;
            });
            o.On<int>(_ => o.Reply("rest"));
        });
        foreach ((int i, string expected) in ((int, string)[])[(1, "after"), (2, "before"), (3, "maybe"), (4, "rest")]) Ask(actor, i).ShouldBe(expected);
    }

    [Fact]
    public void A_type_may_be_given_at_run_time_in_each_form()
    {
        IActorRef actor = Start(o =>
        {
            Type number = typeof(int);
            o.On(number, _ => o.Reply("after"), i => (int)i == 1);
            o.OnIf(number, i => (int)i == 2, _ => o.Reply("before"));
            o.OnMaybe(number, i =>
            {
                if ((int)i != 3) return false;
                o.Reply("maybe");
                return true;
            });
            o.OnAsync(number, _ => Later(o, "async after"), i => (int)i == 4);
            o.OnIfAsync(number, i => (int)i == 5, _ => Later(o, "async before"));
            Type convertible = typeof(IConvertible);
            o.On(convertible, _ => o.Reply("interface"));
        });
        foreach ((object m, string expected) in ((object, string)[])[(1, "after"), (2, "before"), (3, "maybe"), (4, "async after"), (5, "async before"), (6, "interface"), ("x", "interface")])
        {
            Ask(actor, m).ShouldBe(expected);
        }
    }

    private static async Task Later(Open o, string reply)
    {
        await Task.Yield();
        o.Reply(reply);
    }

    [Fact]
    public void Asynchronous_handlers_take_predicates_and_whatever_is_left()
    {
        IActorRef actor = Start(o =>
        {
            o.OnAsync<int>(_ => Later(o, "after"), i => i == 1);
            o.OnIfAsync<int>(i => i == 2, _ => Later(o, "before"));
            o.OnAnyAsync(_ => Later(o, "any"));
        });
        Ask(actor, 1).ShouldBe("after");
        Ask(actor, 2).ShouldBe("before");
        Ask(actor, 3).ShouldBe("any");
        Ask(actor, "x").ShouldBe("any");
    }

    [Fact]
    public void A_handler_of_every_object_leaves_none_to_declare()
    {
        IActorRef probe = TestActor;
        Start(o =>
        {
            o.On<object>(_ => { }, _ => true);
            o.On<object>(_ => { });
            probe.Tell(Should.Throw<InvalidOperationException>(() => o.On<string>(_ => { })).Message);
        });
        ExpectMsg<string>().ShouldContain("every message");
        Start(o =>
        {
            o.OnAsync<object>(_ => Task.CompletedTask);
            probe.Tell(Should.Throw<InvalidOperationException>(() => o.OnAny(_ => { })).Message);
        });
        ExpectMsg<string>().ShouldContain("every message");
    }

    [Fact]
    public void What_no_handler_takes_is_published_as_unhandled_with_its_sender()
    {
        IActorRef actor = Start(o => o.On<int>(_ => { }));
        Sys.EventStream.Subscribe<UnhandledMessage>(TestActor);
        actor.Tell("what");
        UnhandledMessage unhandled = ExpectMsg<UnhandledMessage>();
        unhandled.Message.ShouldBe("what");
        unhandled.Sender.ShouldBe(TestActor);
        unhandled.Recipient.ShouldBe(actor);
        actor.Tell("again", ActorRefs.NoSender);
        ExpectMsg<UnhandledMessage>().Sender.ShouldBe(Sys.DeadLetters);
    }

    [Fact]
    public void Become_replaces_the_whole_behaviour_and_a_stack_goes_back_level_by_level()
    {
        IActorRef actor = Start(o =>
        {
            o.OnIf<string>(s => s == "become", _ => o.Be(() => Level(o, "second")));
            o.OnAny(_ => o.Reply("first"));
        });
        Ask(actor, 1).ShouldBe("first");
        actor.Tell("become");
        Ask(actor, 1).ShouldBe("second");
        actor.Tell("stack");
        Ask(actor, 1).ShouldBe("stacked");
        actor.Tell("stack");
        Ask(actor, 1).ShouldBe("stacked");
        actor.Tell("back");
        Ask(actor, 1).ShouldBe("stacked");
        actor.Tell("back");
        Ask(actor, 1).ShouldBe("second");
        // There is nothing below: the lowest stays.
        actor.Tell("back");
        Ask(actor, 1).ShouldBe("second");
    }

    private static void Level(Open o, string name)
    {
        o.OnIf<string>(s => s == "stack", _ => o.BeStacked(() => Level(o, "stacked")));
        o.OnIf<string>(s => s == "back", _ => Open.Back());
        o.OnAny(_ => o.Reply(name));
    }

    [Fact]
    public void Become_in_the_constructor_is_the_first_behaviour()
    {
        IActorRef actor = Start(o =>
        {
            o.OnAny(_ => o.Reply("declared"));
            o.Be(() => o.OnAny(_ => o.Reply("become")));
        });
        Ask(actor, 1).ShouldBe("become");
    }

    [Fact]
    public void An_untyped_behaviour_handles_every_message()
    {
        IActorRef actor = Start(o => o.OnAny(_ => Open.BeUntyped(m => o.Reply(("untyped", m)))));
        actor.Tell("switch");
        Ask(actor, 1).ShouldBe(("untyped", (object)1));
    }

    [Fact]
    public void A_restart_clears_the_stack_of_behaviours()
    {
        IActorRef actor = Start(o =>
        {
            o.OnIf<string>(s => s == "become", _ => o.BeStacked(() => o.OnAny(m =>
            {
                if (m is "fail") throw new FormatException();
                o.Reply("second");
            })));
            o.OnAny(_ => o.Reply("first"));
        });
        actor.Tell("become");
        Ask(actor, 1).ShouldBe("second");
        EventFilter.Exception<FormatException>().ExpectOne(() => actor.Tell("fail"));
        Ask(actor, 1).ShouldBe("first");
    }
}
