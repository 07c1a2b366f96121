namespace Sapphire.Kernel.Actor;

/// <summary>Applies the directive to all children when one fails.</summary>
public sealed class AllForOneStrategy : SupervisorStrategy
{
    /// <summary>Without a bound.</summary>
    public AllForOneStrategy(Func<Exception, Directive> localOnlyDecider)
        : this(-1, -1, localOnlyDecider)
    {
    }

    /// <summary>With a bound of restarts.</summary>
    public AllForOneStrategy(int? maxNrOfRetries, TimeSpan? withinTimeRange, Func<Exception, Directive> localOnlyDecider)
        : this(maxNrOfRetries ?? -1, MillisecondsOf(withinTimeRange), localOnlyDecider)
    {
    }

    /// <summary>With a bound of restarts, the window in milliseconds.</summary>
    public AllForOneStrategy(int maxNrOfRetries, int withinTimeMilliseconds, Func<Exception, Directive> localOnlyDecider, bool loggingEnabled = true)
        : this(maxNrOfRetries, withinTimeMilliseconds, Actor.Decider.From(localOnlyDecider), loggingEnabled)
    {
    }

    /// <summary>With a bound of restarts, the window in milliseconds.</summary>
    public AllForOneStrategy(int maxNrOfRetries, int withinTimeMilliseconds, IDecider decider, bool loggingEnabled = true)
    {
        MaxNumberOfRetries = maxNrOfRetries;
        WithinTimeRangeMilliseconds = withinTimeMilliseconds;
        Decider = decider;
        LoggingEnabled = loggingEnabled;
    }

    /// <summary>The bound; -1 for none.</summary>
    public int MaxNumberOfRetries { get; }

    /// <summary>The window in milliseconds; -1 for the children's whole life.</summary>
    public int WithinTimeRangeMilliseconds { get; }

    /// <inheritdoc />
    public override IDecider Decider { get; }

    private protected override void ProcessFailure(ActorCell context, bool restart, ChildRestartStats child, Exception cause, ChildRestartStats[] children)
    {
        bool permitted = restart;
        if (restart)
        {
            foreach (ChildRestartStats c in children) permitted &= c.RequestRestartPermission(MaxNumberOfRetries, WithinTimeRangeMilliseconds, context.System.TimeProvider);
        }

        foreach (ChildRestartStats c in children)
        {
            if (permitted) Restart(c, cause, suspendFirst: !ReferenceEquals(c, child));
            else context.Stop(c.Child);
        }
    }
}
