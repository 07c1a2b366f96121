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
}
