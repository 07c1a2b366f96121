namespace Sapphire.Kernel.Actor;

/// <summary>How a supervisor treats the failures of its children.</summary>
public abstract class SupervisorStrategy
{
    /// <summary>Stops on initialization, kill and death pact; restarts otherwise.</summary>
    public static readonly IDecider DefaultDecider = Actor.Decider.From(
        Directive.Restart,
        Directive.Stop.When<ActorInitializationException>(),
        Directive.Stop.When<ActorKilledException>(),
        Directive.Stop.When<DeathPactException>());

    /// <summary>One for one, without a bound, by <see cref="DefaultDecider"/>.</summary>
    public static readonly SupervisorStrategy DefaultStrategy = new OneForOneStrategy(DefaultDecider);

    /// <summary>Stops whatever fails.</summary>
    public static readonly OneForOneStrategy StoppingStrategy = new(_ => Directive.Stop);

    /// <summary>Whether failures are logged.</summary>
    public bool LoggingEnabled { get; protected init; } = true;

    /// <summary>Judges a failure.</summary>
    public abstract IDecider Decider { get; }

    /// <summary>Judges the failure of a child; by default what the decider says.</summary>
    protected virtual Directive Handle(IActorRef child, Exception exception) => Decider.Decide(exception);

    /// <returns>False to escalate.</returns>
    internal bool HandleFailure(ActorCell context, ChildRestartStats child, Exception cause)
    {
        Directive directive = Handle(child.Child, cause);
        if (LoggingEnabled) Log(context, child, cause, directive);
        switch (directive)
        {
            case Directive.Resume:
                child.Child.SendSystemMessage(new Dispatch.Resume(cause));
                return true;
            case Directive.Restart:
                ProcessFailure(context, restart: true, child, cause);
                return true;
            case Directive.Stop:
                ProcessFailure(context, restart: false, child, cause);
                return true;
            default:
                return false;
        }
    }

    private protected abstract void ProcessFailure(ActorCell context, bool restart, ChildRestartStats child, Exception cause);

    private protected static void Restart(ChildRestartStats child, Exception cause, bool suspendFirst)
    {
        if (suspendFirst) child.Child.SendSystemMessage(new Dispatch.Suspend());
        child.Child.SendSystemMessage(new Dispatch.Recreate(cause));
    }

    // The events are Akka.NET's: source is the child, text is the failure's own. The log for people says more.
    private void Log(ActorCell context, ChildRestartStats child, Exception cause, Directive directive)
    {
        if (directive == Directive.Escalate) return;
        string path = child.Child.Path.ToStringWithoutAddress();
        string text = (cause as ActorInitializationException)?.InnerException?.Message ?? cause.Message;
        string source = child.Child.Path.ToString();
        if (directive == Directive.Resume) context.LogWarning($"{path} failed and goes on: {text}", new Event.Warning(cause, source, GetType(), text));
        else context.LogError(cause, $"{path} failed ({directive}): {text}", new Event.Error(cause, source, GetType(), text));
    }

    private protected static int MillisecondsOf(TimeSpan? time) =>
        time is null || time == Timeout.InfiniteTimeSpan ? -1 : (int)Math.Min(time.Value.TotalMilliseconds, int.MaxValue);
}
