using Sapphire.Kernel.Actor;

namespace Sapphire.Kernel.Tests.Actor;

public sealed class AsyncHandlerTests : Sapphire.Kernel.TestKit.TestKit
{
    private sealed record Work(Task Gate)
    {
        private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Start() => _started.TrySetResult();

        public void AwaitStart(Sapphire.Kernel.TestKit.TestKit kit) => kit.AwaitCondition(() => _started.Task.IsCompleted);
    }

    private sealed record Ping(int N);

    private sealed class Worker : ReceiveActor
    {
        private readonly IActorRef _probe;

        public Worker(IActorRef probe)
        {
            _probe = probe;
            ReceiveAsync<Work>(async w =>
            {
                IActorRef sender = Sender, self = Context.Self;
                w.Start();
                try
                {
                    await w.Gate;
                    await Task.Yield();
                    probe.Tell($"done {Sender.Equals(sender)} {Context.Self.Equals(self)} {Self.Equals(self)}");
                }
                finally
                {
                    probe.Tell("finally");
                }
            });
            Receive<Ping>(p => Sender.Tell(p));
            Receive<string>(_ => throw new InvalidOperationException("sync"));
        }

        protected override void PreRestart(Exception reason, object? message) => _probe.Tell($"preRestart {reason.Message} {message?.GetType().Name}");

        protected override void PostStop() => _probe.Tell("postStop");
    }

    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private IActorRef Start() => Sys.ActorOf(Props.Create(() => new Worker(TestActor)));

    [Fact]
    public void A_handler_goes_on_in_its_actor_with_its_sender_and_others_wait()
    {
        IActorRef worker = Start();
        worker.Tell(new Work(_gate.Task));
        worker.Tell(new Ping(1));
        ExpectNoMsg();
        _gate.SetResult();
        ExpectMsg("done True True True");
        ExpectMsg("finally");
        ExpectMsg(new Ping(1));
    }

    [Fact]
    public void A_handler_that_completes_at_once_does_not_suspend()
    {
        IActorRef worker = Start();
        for (int i = 0; i < 100; i++)
        {
            worker.Tell(new Work(Task.CompletedTask));
            worker.Tell(new Ping(i));
            ExpectMsg("done True True True");
            ExpectMsg("finally");
            ExpectMsg(new Ping(i));
        }
    }

    [Fact]
    public void Its_exception_fails_the_actor_with_its_message()
    {
        IActorRef worker = Start();
        worker.Tell(new Work(_gate.Task));
        worker.Tell(new Ping(2));
        _gate.SetException(new InvalidOperationException("async"));
        ExpectMsg("finally");
        ExpectMsg("preRestart async Work");
        ExpectMsg(new Ping(2));
    }

    [Fact]
    public void An_exception_before_the_first_await_fails_the_actor()
    {
        IActorRef worker = Start();
        worker.Tell(new Work(Task.FromException(new InvalidOperationException("early"))));
        ExpectMsg("finally");
        ExpectMsg("preRestart early Work");
    }

    [Fact]
    public void Stop_acts_while_it_awaits_and_the_rest_runs_without_the_actor()
    {
        IActorRef worker = Start();
        Watch(worker);
        var work = new Work(_gate.Task);
        worker.Tell(work);
        work.AwaitStart(this);
        worker.Tell(new Ping(3));
        Sys.Stop(worker);
        ExpectMsg("postStop");
        ExpectTerminated(worker);
        _gate.SetResult();
        // Sender throws, the finally block still runs.
        ExpectMsg("finally");
        ExpectNoMsg();
    }

    private sealed class Supervisor : ReceiveActor
    {
        public Supervisor(IActorRef probe)
        {
            Receive<string>(_ => Sender.Tell(Context.ActorOf(Props.Create(() => new Worker(probe)))));
        }

        protected override SupervisorStrategy SupervisorStrategy() => new AllForOneStrategy(_ => Directive.Restart);
    }

    [Fact]
    public void A_restart_from_above_abandons_it_and_the_mailbox_goes_on()
    {
        IActorRef supervisor = Sys.ActorOf(Props.Create(() => new Supervisor(TestActor)));
        supervisor.Tell("start");
        IActorRef a = ExpectMsg<IActorRef>();
        supervisor.Tell("start");
        IActorRef b = ExpectMsg<IActorRef>();
        var work = new Work(_gate.Task);
        a.Tell(work);
        work.AwaitStart(this);
        a.Tell(new Ping(4));
        ExpectNoMsg();
        b.Tell("fail");
        ReceiveN(3).ShouldBe(["preRestart sync String", "preRestart sync Work", new Ping(4)], ignoreOrder: true);
        _gate.SetResult();
        ExpectMsg("finally");
        a.Tell(new Ping(5));
        ExpectMsg(new Ping(5));
    }

    private sealed class Racer : ReceiveActor
    {
        private int _inside;
        private int _count;

        public Racer()
        {
            ReceiveAsync<int>(async n =>
            {
                for (int i = 0; i < 3; i++)
                {
                    if (++_inside != 1) throw new InvalidOperationException("two at once");
                    _count++;
                    _inside--;
                    await Task.Yield();
                }

                if (n == 999) Sender.Tell(_count);
            });
        }
    }

    [Fact]
    public void Continuations_never_run_side_by_side()
    {
        IActorRef racer = Sys.ActorOf(Props.Create(() => new Racer()));
        for (int i = 0; i < 1000; i++) racer.Tell(i);
        ExpectMsg(3000);
    }

    private sealed class EarlyWorker : ReceiveActor
    {
        private int _made;

        public EarlyWorker(Task ready, IActorRef probe)
        {
            RunTask(async () =>
            {
                probe.Tell("begun");
                await ready;
                _made++;
            });
            ReceiveAny(_ => Sender.Tell(_made));
        }
    }

    [Fact]
    public void A_task_that_the_constructor_begins_belongs_to_the_actor()
    {
        var ready = new TaskCompletionSource();
        IActorRef actor = Sys.ActorOf(Props.CreateBy(() => new EarlyWorker(ready.Task, TestActor)));
        ExpectMsg("begun");
        actor.Tell("ask", TestActor);
        ready.SetResult();
        ExpectMsg(1);
    }
}
