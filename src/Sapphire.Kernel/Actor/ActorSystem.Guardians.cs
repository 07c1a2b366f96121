using Sapphire.Kernel.Dispatch;

namespace Sapphire.Kernel.Actor;

/// <content>The actors above all others.</content>
public sealed partial class ActorSystem
{
    /// <summary>The parent of the root: sees the end, and failures that nobody else judged.</summary>
    private sealed class BubbleWalker(ActorSystem system, ActorPath path) : InternalActorRef
    {
        public override ActorPath Path { get; } = path;

        public override ActorSystem System => system;

        public override void Tell(object message, IActorRef? sender) => system.DeadLetterMailbox.PublishDeadLetter(message, sender, this);

        public override void SendSystemMessage(SystemMessage message)
        {
            switch (message)
            {
                case DeathWatchNotification:
                    system.OnTerminated();
                    break;
                case Failed failed:
                    LogGuardian(system._logger, failed.Cause, failed.Child.Path.ToString());
                    failed.Child.Stop();
                    break;
            }
        }
    }

    /// <summary>Holds the guardians: when /user ends, /system follows, then the root itself.</summary>
    private sealed class RootGuardian(ActorSystem system) : ActorBase
    {
        protected override void PreStart()
        {
            Context.Watch(system.UserGuardian);
            Context.Watch(system.SystemGuardian);
        }

        protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(
            0,
            -1,
            ex =>
            {
                // A guardian fails only by escalation: nothing above can repair it.
                LogGuardian(system._logger, ex, Sender.Path.ToString());
                return Directive.Stop;
            },
            loggingEnabled: false);

        protected override bool Receive(object message)
        {
            if (message is not Terminated t) return false;
            Context.Stop(t.ActorRef.Equals(system.UserGuardian) ? system.SystemGuardian : Self);
            if (t.ActorRef.Equals(system.UserGuardian)) Interlocked.Exchange(ref system._finalTerminate, 1);
            else system.UserGuardian.Stop();
            return true;
        }
    }

    private sealed class Guardian(SupervisorStrategy strategy) : ActorBase
    {
        protected override SupervisorStrategy SupervisorStrategy() => strategy;

        protected override bool Receive(object message) => false;

        // The children of a guardian are not its own work: they live until the system ends.
        protected override void PreRestart(Exception reason, object? message)
        {
        }
    }
}
