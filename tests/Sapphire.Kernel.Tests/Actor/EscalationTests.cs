using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Dispatch;
using Sapphire.Kernel.Tests.Dispatch;

namespace Sapphire.Kernel.Tests.Actor;

/// <summary>Several failures at once, run turn by turn.</summary>
public sealed class EscalationTests
{
    private sealed class Judge(Directive directive, Func<IActorContext, IActorRef[]> start) : ReceiveActor
    {
        protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => directive);

        protected override void PreStart() => start(Context);
    }

    private sealed class Patient : ReceiveActor
    {
        public Patient()
        {
            ReceiveAsync<Task>(task => task);
            Receive<Exception>(ex => throw ex);
            ReceiveAny(m => Sender.Tell(m));
        }
    }

    [Fact]
    public void A_child_whose_failure_was_escalated_second_stays_suspended_while_its_supervisor_is_suspended_and_resumed_from_above()
    {
        var above = new HandDispatcher("above");
        var below = new HandDispatcher("below");
        using ActorSystem system = ActorSystem.Create("hands", new ActorSystemSetup { Dispatchers = [above, below] });
        Props patient = Props.Create(() => new Patient()).WithDispatcher("below");
        Props parent = Props.CreateBy(() => new Judge(Directive.Escalate, c => [c.ActorOf(patient, "first"), c.ActorOf(patient, "second")])).WithDispatcher("below");
        var top = (LocalActorRef)system.ActorOf(Props.CreateBy(() => new Judge(Directive.Resume, c => [c.ActorOf(parent, "parent")])).WithDispatcher("above"));
        above.RunAll();
        below.RunAll();
        top.Cell.TryGetChild("parent", out LocalActorRef? middle).ShouldBeTrue();
        middle.Cell.TryGetChild("first", out LocalActorRef? first).ShouldBeTrue();
        middle.Cell.TryGetChild("second", out LocalActorRef? second).ShouldBeTrue();

        // The second fails while it is suspended by the failure of its parent, which is the first one's.
        var work = new TaskCompletionSource();
        second.Tell(work.Task);
        below.RunAll();
        first.Tell(new InvalidOperationException("first"));
        below.RunAll();
        work.SetException(new InvalidOperationException("second"));
        below.RunAll();
        for (int i = 0; i < 3; i++)
        {
            middle.SendSystemMessage(new Suspend());
            middle.SendSystemMessage(new Resume(null));
            below.RunAll();
            second.Cell.Mailbox.IsSuspended.ShouldBeTrue();
            first.Cell.Mailbox.IsSuspended.ShouldBeTrue();
        }

        above.RunAll();
        below.RunAll();
        first.Cell.Mailbox.IsSuspended.ShouldBeFalse();
        second.Cell.Mailbox.IsSuspended.ShouldBeFalse();
        middle.Cell.Mailbox.IsSuspended.ShouldBeFalse();

        // Nobody runs them any more by himself.
        system.Stop(top);
        while (!top.IsTerminated)
        {
            above.RunAll();
            below.RunAll();
        }
    }
}
