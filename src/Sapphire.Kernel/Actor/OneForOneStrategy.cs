namespace Sapphire.Kernel.Actor;

/// <summary>Applies the directive to the failed child alone.</summary>
public sealed class OneForOneStrategy : SupervisorStrategy
{
    /// <summary>Without a bound.</summary>
    public OneForOneStrategy(Func<Exception, Directive> localOnlyDecider)
        : this(-1, -1, localOnlyDecider)
    {
    }

    /// <summary>With a bound of restarts.</summary>
    /// <param name="maxNrOfRetries">Restarts within the window before the child is stopped; null or -1 without a bound, 0 for none.</param>
    /// <param name="withinTimeRange">The window; null for the child's whole life.</param>
    /// <param name="localOnlyDecider">Judges a failure.</param>
    public OneForOneStrategy(int? maxNrOfRetries, TimeSpan? withinTimeRange, Func<Exception, Directive> localOnlyDecider)
        : this(maxNrOfRetries ?? -1, MillisecondsOf(withinTimeRange), localOnlyDecider)
    {
    }

    /// <summary>With a bound of restarts, the window in milliseconds.</summary>
    public OneForOneStrategy(int maxNrOfRetries, int withinTimeMilliseconds, Func<Exception, Directive> localOnlyDecider, bool loggingEnabled = true)
        : this(maxNrOfRetries, withinTimeMilliseconds, Actor.Decider.From(localOnlyDecider), loggingEnabled)
    {
    }

    /// <summary>With a bound of restarts, the window in milliseconds.</summary>
    public OneForOneStrategy(int maxNrOfRetries, int withinTimeMilliseconds, IDecider decider, bool loggingEnabled = true)
    {
        MaxNumberOfRetries = maxNrOfRetries;
        WithinTimeRangeMilliseconds = withinTimeMilliseconds;
        Decider = decider;
        LoggingEnabled = loggingEnabled;
    }

    /// <summary>The bound; -1 for none.</summary>
    public int MaxNumberOfRetries { get; }

    /// <summary>The window in milliseconds; -1 for the child's whole life.</summary>
    public int WithinTimeRangeMilliseconds { get; }

    /// <inheritdoc />
    public override IDecider Decider { get; }

    private protected override void ProcessFailure(ActorCell context, bool restart, ChildRestartStats child, Exception cause, ChildRestartStats[] children)
    {
        if (restart && child.RequestRestartPermission(MaxNumberOfRetries, WithinTimeRangeMilliseconds, context.System.TimeProvider)) Restart(child, cause, suspendFirst: false);
        else context.Stop(child.Child);
    }
}
