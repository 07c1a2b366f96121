using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Event;
using Sapphire.Kernel.TestKit;

namespace Sapphire.Kernel.Tests.Actor;

public sealed class InboxTests : Sapphire.Kernel.TestKit.TestKit
{
    private readonly ManualTimeProvider _time;
    private readonly Inbox _inbox;

    public InboxTests()
        : this(new ManualTimeProvider())
    {
    }

    private InboxTests(ManualTimeProvider time)
        : base(null, time)
    {
        _time = time;
        _inbox = Inbox.Create(Sys);
    }

    private sealed class Echo : UntypedActor
    {
        protected override void OnReceive(object message) => Sender.Tell(message);
    }

    /// <summary>How many wait: the time of each is kept by the receiver and, a little longer, by who asks it.</summary>
    private double Waiting => ((TimeProviderScheduler)Sys.Scheduler).Count / 2.0;

    private static TimeSpan S(double s) => TimeSpan.FromSeconds(s);

    [Fact]
    public void Messages_wait_in_order_until_they_are_received()
    {
        foreach (int i in (int[])[1, 2, 3]) _inbox.Receiver.Tell(i);
        _inbox.Receive().ShouldBe(1);
        _inbox.Receive(S(1)).ShouldBe(2);
        _inbox.Receive().ShouldBe(3);
    }

    [Fact]
    public void Send_makes_the_inbox_the_sender()
    {
        _inbox.Send(Sys.ActorOf(Props.Create(() => new Echo())), "hello");
        _inbox.Receive().ShouldBe("hello");
    }

    [Fact]
    public void Its_actor_is_a_system_actor_named_inbox()
    {
        _inbox.Receiver.Path.Parent.ToStringWithoutAddress().ShouldBe("/system");
        _inbox.Receiver.Path.Name.ShouldStartWith("inbox-");
    }

    [Fact]
    public void ReceiveWhere_takes_the_first_that_fits_and_leaves_the_others_in_order()
    {
        foreach (object m in (object[])[1, "a", 2, "b"]) _inbox.Receiver.Tell(m);
        _inbox.ReceiveWhere(m => m is string).ShouldBe("a");
        _inbox.ReceiveWhere(m => m is 2, S(1)).ShouldBe(2);
        _inbox.Receive().ShouldBe(1);
        _inbox.Receive().ShouldBe("b");
    }

    [Fact]
    public async Task Receivers_that_wait_are_served_in_order_each_with_what_it_wants()
    {
        Task<object> first = _inbox.ReceiveAsync(S(60));
        await AwaitConditionAsync(() => Waiting is 1);
        Task<object> text = Task.Run(() => _inbox.ReceiveWhere(m => m is string, S(60)));
        await AwaitConditionAsync(() => Waiting is 2);
        Task<object> last = _inbox.ReceiveAsync(S(60));
        await AwaitConditionAsync(() => Waiting is 3);
        foreach (object m in (object[])[1, 2, "text"]) _inbox.Receiver.Tell(m);
        (await first).ShouldBe(1);
        (await last).ShouldBe(2);
        (await text).ShouldBe("text");
        Waiting.ShouldBe(0);
    }

    [Fact]
    public async Task A_receive_without_a_message_ends_after_its_time_or_five_seconds()
    {
        Task<object> blocking = Task.Run(() => _inbox.Receive(S(2)));
        await AwaitConditionAsync(() => Waiting is 1);
        Task<object> asynchronous = _inbox.ReceiveAsync();
        await AwaitConditionAsync(() => Waiting is 2);
        _time.Advance(S(2));
        await Should.ThrowAsync<TimeoutException>(() => blocking);
        _time.Advance(S(2.9));
        asynchronous.IsCompleted.ShouldBeFalse();
        _time.Advance(S(0.1));
        (await asynchronous).ShouldBeOfType<Status.Failure>().Cause.ShouldBeOfType<TimeoutException>();
        // A receiver that gave up takes no message away.
        _inbox.Receiver.Tell("late");
        _inbox.Receive().ShouldBe("late");
    }

    [Fact]
    public void A_message_too_many_is_dropped_with_one_warning_and_the_older_ones_stay()
    {
        using ActorSystem system = ActorSystem.Create("small", Sapphire.Kernel.Configuration.ConfigurationFactory.ParseString("akka.actor.inbox { inbox-size = 2, default-timeout = 20s }"));
        using Inbox small = Inbox.Create(system);
        system.EventStream.Subscribe<Dropped>(TestActor);
        system.EventStream.Subscribe<Warning>(TestActor);
        foreach (int i in (int[])[1, 2, 3, 4]) small.Receiver.Tell(i);
        object[] events = [.. ReceiveN(3)];
        events.OfType<Dropped>().Select(d => d.Message).ShouldBe([3, 4]);
        events.OfType<Warning>().ShouldHaveSingleItem().Message.ToString()!.ShouldStartWith("Dropping message: Inbox size has been exceeded");
        small.Receive().ShouldBe(1);
        small.Receive().ShouldBe(2);
    }

    [Fact]
    public void It_watches_with_and_without_a_message_and_unwatches()
    {
        IActorRef a = Sys.ActorOf(Props.Create(() => new Echo()));
        IActorRef b = Sys.ActorOf(Props.Create(() => new Echo()));
        IActorRef c = Sys.ActorOf(Props.Create(() => new Echo()));
        _inbox.Watch(a).ShouldBe(a);
        _inbox.WatchWith(b, "b is gone");
        _inbox.Watch(c);
        _inbox.Unwatch(c);
        Sys.Stop(a);
        ((Terminated)_inbox.Receive()).ActorRef.ShouldBe(a);
        Sys.Stop(b);
        _inbox.Receive().ShouldBe("b is gone");
        Watch(c);
        Sys.Stop(c);
        ExpectTerminated(c);
        _inbox.Receiver.Tell("next");
        _inbox.Receive().ShouldBe("next");
    }

    [Fact]
    public void A_watch_that_contradicts_the_first_costs_no_message()
    {
        IActorRef a = Sys.ActorOf(Props.Create(() => new Echo()));
        _inbox.Receiver.Tell("kept");
        _inbox.WatchWith(a, "first");
        EventFilter.Warning(start: "The inbox keeps its first watch").ExpectOne(() => _inbox.WatchWith(a, "second"));
        Sys.Stop(a);
        _inbox.Receive().ShouldBe("kept");
        _inbox.Receive().ShouldBe("first");
    }

    [Fact]
    public void A_predicate_that_throws_fails_its_caller_alone()
    {
        _inbox.Receiver.Tell("kept");
        Should.Throw<FormatException>(() => _inbox.ReceiveWhere(_ => throw new FormatException()));
        _inbox.Receive().ShouldBe("kept");
    }

    [Fact]
    public async Task Disposed_of_it_gives_what_waits_to_the_dead_letters_and_ends_who_waits()
    {
        _inbox.Receiver.Tell("left");
        Watch(_inbox.Receiver);
        using Inbox other = Inbox.Create(Sys);
        Task<object> waiting = other.ReceiveAsync(S(60));
        await AwaitConditionAsync(() => Waiting is 1);
        EventFilter.DeadLetter<string>(s => s == "left").ExpectOne(_inbox.Dispose);
        ExpectTerminated(_inbox.Receiver);
        other.Dispose();
        (await waiting).ShouldBeOfType<Status.Failure>().Cause.ShouldBeOfType<ObjectDisposedException>();
        Waiting.ShouldBe(0);
    }

    [Fact]
    public async Task Who_receives_from_one_that_has_ended_waits_no_longer_than_from_any_other()
    {
        Watch(_inbox.Receiver);
        _inbox.Dispose();
        ExpectTerminated(_inbox.Receiver);
        Task<object> late = _inbox.ReceiveAsync(TimeSpan.FromSeconds(1));
        _time.Advance(TimeSpan.FromSeconds(3));
        (await late.WaitAsync(TimeSpan.FromSeconds(20))).ShouldBeOfType<Status.Failure>().Cause.ShouldBeOfType<TimeoutException>();
        Waiting.ShouldBe(0);
    }
}
