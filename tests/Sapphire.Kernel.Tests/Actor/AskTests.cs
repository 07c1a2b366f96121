using Sapphire.Kernel.Actor;
using Sapphire.Kernel.TestKit;

namespace Sapphire.Kernel.Tests.Actor;

public sealed class AskTests : Sapphire.Kernel.TestKit.TestKit
{
    private readonly ManualTimeProvider _time;

    public AskTests()
        : this(new ManualTimeProvider())
    {
    }

    private AskTests(ManualTimeProvider time)
        : base(null, time) => _time = time;

    private sealed class Echo : ReceiveActor
    {
        public Echo()
        {
            Receive<string>(s => s == "silent", _ => { });
            Receive<string>(s => s == "twice", s =>
            {
                Sender.Tell(s);
                Sender.Tell("again");
            });
            ReceiveAny(m => Sender.Tell(m));
        }
    }

    private sealed record Carry(IActorRef ReplyTo);

    private IActorRef StartEcho() => Sys.ActorOf(Props.Create(() => new Echo()));

    [Fact]
    public async Task Ask_returns_the_typed_answer()
    {
        (await StartEcho().Ask<string>("hello", TimeSpan.FromSeconds(5))).ShouldBe("hello");
        (await StartEcho().Ask("untyped")).ShouldBe("untyped");
        (await StartEcho().Ask<Carry>(r => new Carry(r))).ReplyTo.ShouldNotBeNull();
        ((TimeProviderScheduler)Sys.Scheduler).Count.ShouldBe(0);
    }

    [Fact]
    public async Task Ask_times_out_on_the_systems_clock_and_leaves_nothing()
    {
        Task<string> ask = StartEcho().Ask<string>("silent", TimeSpan.FromSeconds(5));
        _time.Advance(TimeSpan.FromSeconds(4.9));
        ask.IsCompleted.ShouldBeFalse();
        _time.Advance(TimeSpan.FromSeconds(0.1));
        await Should.ThrowAsync<AskTimeoutException>(() => ask);
        ((TimeProviderScheduler)Sys.Scheduler).Count.ShouldBe(0);
    }

    [Fact]
    public async Task Ask_is_cancelled_by_its_token()
    {
        using var cancel = new CancellationTokenSource();
        Task<string> ask = StartEcho().Ask<string>("silent", TimeSpan.FromSeconds(5), cancel.Token);
        await cancel.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => ask);
        ((TimeProviderScheduler)Sys.Scheduler).Count.ShouldBe(0);
    }

    [Fact]
    public async Task A_failure_status_fails_the_ask_and_a_wrong_type_says_so()
    {
        (await Should.ThrowAsync<NotSupportedException>(() => StartEcho().Ask<string>(new Status.Failure(new NotSupportedException("x"))))).Message.ShouldBe("x");
        string message = (await Should.ThrowAsync<ArgumentException>(() => StartEcho().Ask<string>(5))).Message;
        message.ShouldContain("System.Int32");
        message.ShouldContain("System.String");
    }

    [Fact]
    public async Task A_second_answer_is_a_dead_letter()
    {
        await EventFilter.DeadLetter<string>(s => s == "again").ExpectOneAsync(async () => (await StartEcho().Ask<string>("twice")).ShouldBe("twice"));
    }

    [Fact]
    public void Nobody_cannot_be_asked() => Should.Throw<ArgumentException>(() => { _ = ActorRefs.Nobody.Ask<string>("x"); });

    [Fact]
    public void PipeTo_sends_result_and_failure_mapped_or_not()
    {
        _ = Task.FromResult("plain").PipeTo(TestActor);
        ExpectMsg("plain");
        _ = Task.FromResult(3).PipeTo(TestActor, success: n => $"got {n}");
        ExpectMsg("got 3");
        _ = Task.FromException<int>(new InvalidOperationException("f")).PipeTo(TestActor);
        ExpectMsg<Status.Failure>().Cause.Message.ShouldBe("f");
        _ = Task.FromException<int>(new InvalidOperationException("f")).PipeTo(TestActor, failure: ex => $"failed {ex.Message}");
        ExpectMsg("failed f");
        _ = Task.FromCanceled<int>(new CancellationToken(true)).PipeTo(TestActor);
        ExpectMsg<Status.Failure>().Cause.ShouldBeAssignableTo<OperationCanceledException>();
        _ = Task.CompletedTask.PipeTo(TestActor, success: () => "done");
        ExpectMsg("done");
        var sender = CreateTestProbe();
        _ = Task.FromResult("from").PipeTo(TestActor, sender.Ref);
        ExpectMsgFrom<string>(sender.Ref);
    }

    [Fact]
    public async Task Selections_resolve_absolute_relative_and_wildcard_paths()
    {
        IActorRef a = Sys.ActorOf(Props.Create(() => new Echo()), "sel-a");
        IActorRef b = Sys.ActorOf(Props.Create(() => new Echo()), "sel-b");
        (await Sys.ActorSelection("/user/sel-a").ResolveOne(TimeSpan.FromSeconds(5))).ShouldBe(a);
        (await Sys.ActorSelection($"akka://{Sys.Name}/user/sel-b").ResolveOne(TimeSpan.FromSeconds(5))).ShouldBe(b);
        (await Sys.ActorSelection(a.Path).Ask<string>("hi")).ShouldBe("hi");
        Sys.ActorSelection("/user/sel-?").Tell(new Identify(1));
        ReceiveN(2).Cast<ActorIdentity>().Select(i => i.Subject).ShouldBe([a, b], ignoreOrder: true);
        await Should.ThrowAsync<ActorNotFoundException>(() => Sys.ActorSelection("/user/none").ResolveOne(TimeSpan.FromSeconds(5)));
        await EventFilter.DeadLetter<string>().ExpectOneAsync(() => Sys.ActorSelection("/user/none").Tell("lost"));
        (await Sys.DeadLetters.Ask<ActorIdentity>(new Identify(2))).Subject.ShouldBeNull();
    }

    [Fact]
    public void Paths_parse_compare_and_print()
    {
        ActorPath path = ActorPath.Parse("akka://sys/user/a/b");
        path.ToString().ShouldBe("akka://sys/user/a/b");
        path.ToStringWithoutAddress().ShouldBe("/user/a/b");
        path.Elements.ShouldBe(["user", "a", "b"]);
        path.Parent.ShouldBe(ActorPath.Parse("akka://sys/user") / "a");
        path.ShouldNotBe(ActorPath.Parse("akka://other/user/a/b"));
        ActorPath.TryParse("nonsense", out _).ShouldBeFalse();
        ActorPath.TryParse("akka://", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task An_answer_after_cancelling_is_no_dead_letter_and_one_after_the_time_is()
    {
        var probe = CreateTestProbe();
        using var cancel = new CancellationTokenSource();
        Task<string> cancelled = probe.Ref.Ask<string>("x", cancel.Token);
        probe.ExpectMsg("x");
        await cancel.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => cancelled);
        EventFilter.DeadLetter<string>().Expect(0, () => probe.Reply("unwanted"));
        Task<string> late = probe.Ref.Ask<string>("y", TimeSpan.FromMilliseconds(1));
        probe.ExpectMsg("y");
        _time.Advance(TimeSpan.FromSeconds(1));
        await Should.ThrowAsync<AskTimeoutException>(() => late);
        EventFilter.DeadLetter<string>(s => s == "late").ExpectOne(() => probe.Reply("late"));
    }

    [Fact]
    public async Task A_message_can_carry_the_reference_to_answer_to()
    {
        var probe = CreateTestProbe();
        Task<string> answer = probe.Ref.Ask<string>(self => self);
        IActorRef asker = probe.ExpectMsg<IActorRef>();
        probe.Sender.ShouldBe(asker);
        asker.Tell("answer");
        (await answer).ShouldBe("answer");
    }

    [Fact]
    public async Task A_status_comes_through_an_ask_for_any_answer()
    {
        var probe = CreateTestProbe();
        Task<object> any = probe.Ref.Ask("x");
        probe.ExpectMsg("x");
        probe.Reply(Status.Success.Instance);
        (await any).ShouldBeOfType<Status.Success>().Status.ShouldBeNull();
        new Status.Success("v").Status.ShouldBe("v");
        new Status.Failure(new FormatException(), "state").State.ShouldBe("state");
    }

    [Fact]
    public async Task PipeTo_takes_value_tasks_and_a_null_result_or_a_failing_mapping_is_a_failure()
    {
        _ = new ValueTask<string>("value").PipeTo(TestActor);
        ExpectMsg("value");
        _ = new ValueTask<int>(1).PipeTo(TestActor, useConfigureAwait: true, success: i => i + 1);
        ExpectMsg(2);
        _ = default(ValueTask).PipeTo(TestActor, success: () => "done");
        ExpectMsg("done");
        _ = ValueTask.FromException(new FormatException()).PipeTo(TestActor, useConfigureAwait: false, failure: ex => ex.GetType().Name);
        ExpectMsg(nameof(FormatException));
        _ = Task.FromResult<string?>(null).PipeTo(TestActor);
        ExpectMsg<Status.Failure>().Cause.ShouldBeOfType<InvalidMessageException>();
        _ = Task.FromResult("x").PipeTo(TestActor, success: _ => throw new FormatException());
        ExpectMsg<Status.Failure>().Cause.ShouldBeOfType<FormatException>();
        // Nothing to say: no message.
        await Task.CompletedTask.PipeTo(TestActor);
        ExpectNoMsg(0);
    }

    [Fact]
    public void Nobody_is_nobody_and_can_be_replaced()
    {
        ActorRefs.Nobody.IsNobody().ShouldBeTrue();
        ActorRefs.NoSender.IsNobody().ShouldBeTrue();
        TestActor.IsNobody().ShouldBeFalse();
        ActorRefs.Nobody.GetOrElse(() => TestActor).ShouldBe(TestActor);
        TestActor.GetOrElse(() => ActorRefs.Nobody).ShouldBe(TestActor);
        ActorRefs.Nobody.Tell("into the void");
        new Identify(1).ShouldBe(new Identify(1));
        new ActorIdentity(1, TestActor).ShouldBe(new ActorIdentity(1, TestActor));
    }

    [Fact]
    public async Task An_ask_ends_with_its_system()
    {
        ActorSystem system = ActorSystem.Create("short");
        IActorRef silent = system.ActorOf(Props.Create(() => new Echo()));
        Task<string> pending = silent.Ask<string>("silent", TimeSpan.FromDays(1));
        await system.Terminate();
        await Should.ThrowAsync<AskTimeoutException>(() => pending.WaitAsync(TimeSpan.FromSeconds(20)));
        await Should.ThrowAsync<AskTimeoutException>(() => silent.Ask<string>("late", TimeSpan.FromDays(1)).WaitAsync(TimeSpan.FromSeconds(20)));
        (await silent.GracefulStop(TimeSpan.FromDays(1))).ShouldBeTrue();
    }

    [Fact]
    public async Task The_longest_timeout_is_no_short_one()
    {
        _time.Advance(TimeSpan.FromDays(1));
        Task<string> ask = StartEcho().Ask<string>("silent", TimeSpan.MaxValue);
        _time.Advance(TimeSpan.FromDays(1000));
        ask.IsCompleted.ShouldBeFalse();
        (await StartEcho().Ask<string>("hello", TimeSpan.MaxValue)).ShouldBe("hello");
    }
}
