namespace Sapphire.Kernel.Actor;

/// <summary>How a supervisor treats the failures of its children.</summary>
public abstract class SupervisorStrategy
{
    /// <summary>One for one, without a bound, by <see cref="DefaultDecider"/>.</summary>
    public static SupervisorStrategy DefaultStrategy { get; } = new OneForOneStrategy(DefaultDecide);

    /// <summary>Stops whatever fails.</summary>
    public static SupervisorStrategy StoppingStrategy { get; } = new OneForOneStrategy(_ => Directive.Stop);

    /// <summary>Stops on initialization, kill and death pact; restarts otherwise.</summary>
    public static IDecider DefaultDecider { get; } = Actor.Decider.From(DefaultDecide);

    /// <summary>Whether failures are logged.</summary>
    public bool LoggingEnabled { get; protected init; } = true;

    /// <summary>Judges a failure.</summary>
    public abstract IDecider Decider { get; }

    private static Directive DefaultDecide(Exception cause) => cause switch
    {
        ActorInitializationException or ActorKilledException or DeathPactException => Directive.Stop,
        _ => Directive.Restart,
    };

    /// <returns>False to escalate.</returns>
    internal bool HandleFailure(ActorCell context, ChildRestartStats child, Exception cause, ChildRestartStats[] children)
    {
        Directive directive = Decider.Decide(cause);
        if (LoggingEnabled) Log(context, child, cause, directive);
        switch (directive)
        {
            case Directive.Resume:
                child.Child.SendSystemMessage(new Dispatch.Resume(cause));
                return true;
            case Directive.Restart:
                ProcessFailure(context, restart: true, child, cause, children);
                return true;
            case Directive.Stop:
                ProcessFailure(context, restart: false, child, cause, children);
                return true;
            default:
                return false;
        }
    }

    private protected abstract void ProcessFailure(ActorCell context, bool restart, ChildRestartStats child, Exception cause, ChildRestartStats[] children);

    private protected static void Restart(ChildRestartStats child, Exception cause, bool suspendFirst)
    {
        if (suspendFirst) child.Child.SendSystemMessage(new Dispatch.Suspend());
        child.Child.SendSystemMessage(new Dispatch.Recreate(cause));
    }

    private static void Log(ActorCell context, ChildRestartStats child, Exception cause, Directive directive)
    {
        string path = child.Child.Path.ToStringWithoutAddress();
        string text = (cause as ActorInitializationException)?.InnerException?.Message ?? cause.Message;
        if (directive == Directive.Resume) context.LogWarning($"{path} failed and goes on: {text}");
        else if (directive != Directive.Escalate) context.LogError(cause, $"{path} failed ({directive}): {text}");
    }

    private protected static int MillisecondsOf(TimeSpan? time) =>
        time is null || time == Timeout.InfiniteTimeSpan ? -1 : (int)Math.Min(time.Value.TotalMilliseconds, int.MaxValue);
}
