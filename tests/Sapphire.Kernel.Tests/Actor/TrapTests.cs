using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Event;
using Sapphire.Kernel.TestKit;

namespace Sapphire.Kernel.Tests.Actor;

/// <summary>What people get wrong with actors, and that the kernel then says so or does what was meant.</summary>
public sealed class TrapTests : Sapphire.Kernel.TestKit.TestKit
{
    private readonly ManualTimeProvider _time;

    public TrapTests()
        : this(new ManualTimeProvider())
    {
    }

    private TrapTests(ManualTimeProvider time)
        : base(null, time) => _time = time;

    private int Scheduled => ((TimeProviderScheduler)Sys.Scheduler).Count;

    private static TimeSpan S(double s) => TimeSpan.FromSeconds(s);

    private sealed record Do(Action<Open> Action) : INoSerializationVerificationNeeded;

    private sealed class Open : ReceiveActor, IWithTimers
    {
        public Open()
        {
            Receive<Do>(d => d.Action(this));
            Receive<string>(s => s == "who", _ => Sender.Tell("me"));
            Receive<string>(s => s == "fail", _ => throw new FormatException());
            Receive<(IActorRef Probe, string Text)>(m => m.Probe.Tell(m.Text));
        }

        public ITimerScheduler Timers { get; set; } = null!;

        public IActorRef Asker => Sender;

        public IActorRef Me => Self;

        public static IActorContext Where => Context;
    }

    private IActorRef Start() => Sys.ActorOf(Props.Create(() => new Open()));

    private static void Then(IActorRef actor, Action<Open> action) => actor.Tell(new Do(action));

    [Fact]
    public async Task The_sender_in_a_callback_is_refused_and_in_a_local_variable_kept()
    {
        var result = new TaskCreated();
        IActorRef actor = Start();
        Then(actor, o =>
        {
            IActorRef sender = o.Asker;
            result.Set(Task.Run(() =>
            {
                sender.Tell("kept");
                return (Should.Throw<NotSupportedException>(() => o.Asker).Message, Should.Throw<NotSupportedException>(() => Open.Where).Message);
            }));
        });
        ExpectMsg("kept");
        var (asker, context) = await (await result.Created);
        asker.ShouldContain("local variable");
        context.ShouldContain("ConfigureAwait(false)");
    }

    private sealed class TaskCreated
    {
        private readonly TaskCompletionSource<Task<(string, string)>> _task = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<Task<(string, string)>> Created => _task.Task;

        public void Set(Task<(string, string)> task) => _task.SetResult(task);
    }

    [Fact]
    public void A_piped_failure_that_nobody_maps_is_published_as_unhandled()
    {
        IActorRef actor = Start();
        Sys.EventStream.Subscribe<UnhandledMessage>(TestActor);
        Then(actor, o => _ = Task.FromException<string>(new FormatException()).PipeTo(o.Me));
        ExpectMsg<UnhandledMessage>().Message.ShouldBeOfType<Status.Failure>().Cause.ShouldBeOfType<FormatException>();
    }

    [Fact]
    public void PipeTo_keeps_no_sender_unless_it_is_given_one()
    {
        IActorRef actor = Start();
        Then(actor, o => _ = Task.FromResult("x").PipeTo(o.Asker));
        ExpectMsg("x");
        LastSender.ShouldBe(ActorRefs.NoSender ?? Sys.DeadLetters);
    }

    [Fact]
    public void An_ask_without_a_time_waits_for_ever()
    {
        var probe = CreateTestProbe();
        Task<string> answer = probe.Ref.Ask<string>("x");
        probe.ExpectMsg("x");
        Scheduled.ShouldBe(0);
        _time.Advance(TimeSpan.FromDays(40));
        answer.IsCompleted.ShouldBeFalse();
        probe.Reply("late");
        AwaitCondition(() => answer.IsCompletedSuccessfully);
    }

    [Fact]
    public void A_timer_ends_at_a_restart_and_what_the_scheduler_has_does_not()
    {
        IActorRef actor = Start();
        IActorRef probe = TestActor;
        Then(actor, o =>
        {
            o.Timers.StartSingleTimer("t", (probe, "timer"), S(1));
            Open.Where.System.Scheduler.ScheduleTellOnce(S(1), o.Me, (probe, "scheduler"), ActorRefs.NoSender);
            probe.Tell("set");
        });
        ExpectMsg("set");
        EventFilter.Exception<FormatException>().ExpectOne(() => actor.Tell("fail"));
        actor.Tell("who");
        ExpectMsg("me");
        _time.Advance(S(1));
        ExpectMsg("scheduler");
        ExpectNoMsg(20);
    }

    [Fact]
    public void The_message_that_fails_an_actor_is_not_tried_again()
    {
        IActorRef actor = Start();
        EventFilter.Exception<FormatException>().ExpectOne(() =>
        {
            actor.Tell("fail");
            actor.Tell("who");
            ExpectMsg("me");
        });
    }

    [Fact]
    public void Each_life_is_made_anew_by_its_props()
    {
        int made = 0;
        IActorRef actor = Sys.ActorOf(Props.CreateBy(() =>
        {
            Interlocked.Increment(ref made);
            return new Open();
        }));
        actor.Tell("fail");
        actor.Tell("who");
        ExpectMsg("me");
        made.ShouldBe(2);
    }

    [Fact]
    public void Whoever_answers_a_message_of_nobody_makes_a_dead_letter()
    {
        IActorRef actor = Start();
        EventFilter.DeadLetter<string>(s => s == "me").ExpectOne(() => actor.Tell("who", ActorRefs.NoSender));
    }

    [Fact]
    public void The_receive_timeout_can_be_set_and_ended_in_the_handler_of_a_message_that_does_not_count()
    {
        IActorRef probe = TestActor;
        IActorRef actor = Sys.ActorOf(Props.Create(() => new Timed(probe)));
        actor.Tell(new Quiet(S(5)));
        ExpectMsg("ok");
        _time.Advance(S(5));
        ExpectMsg(ReceiveTimeout.Instance);
        actor.Tell(new Quiet(null));
        ExpectMsg("ok");
        _time.Advance(S(50));
        ExpectNoMsg(20);
    }

    private sealed record Quiet(TimeSpan? Timeout) : INotInfluenceReceiveTimeout;

    private sealed class Timed : ReceiveActor
    {
        public Timed(IActorRef probe)
        {
            Receive<Quiet>(q =>
            {
                SetReceiveTimeout(q.Timeout);
                probe.Tell("ok");
            });
            Receive<ReceiveTimeout>(probe.Tell);
        }
    }

    [Fact]
    public async Task A_graceful_stop_of_the_dead_is_done_and_a_message_of_ones_own_can_end_it()
    {
        IActorRef actor = Start();
        (await actor.GracefulStop(S(20), new Do(o => Open.Where.Stop(o.Me)))).ShouldBeTrue();
        (await actor.GracefulStop(S(20))).ShouldBeTrue();
        AwaitCondition(() => Scheduled == 0);
    }
}
