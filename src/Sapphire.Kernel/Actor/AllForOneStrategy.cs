namespace Sapphire.Kernel.Actor;

/// <summary>Applies the directive to all children when one fails.</summary>
public class AllForOneStrategy : SupervisorStrategy, IEquatable<AllForOneStrategy>
{
    /// <summary>Without a bound.</summary>
    public AllForOneStrategy(Func<Exception, Directive> localOnlyDecider, bool loggingEnabled = true)
        : this(-1, -1, localOnlyDecider, loggingEnabled)
    {
    }

    /// <summary>Without a bound.</summary>
    public AllForOneStrategy(IDecider decider)
        : this(-1, -1, decider)
    {
    }

    /// <summary>With a bound of restarts.</summary>
    /// <param name="maxNrOfRetries">Restarts within the window before the child is stopped; null or negative without a bound, 0 for none.</param>
    /// <param name="withinTimeRange">The window; null, infinite or zero for the children's whole life. A window without a bound allows one restart in it.</param>
    /// <param name="localOnlyDecider">Judges a failure.</param>
    public AllForOneStrategy(int? maxNrOfRetries, TimeSpan? withinTimeRange, Func<Exception, Directive> localOnlyDecider)
        : this(maxNrOfRetries ?? -1, MillisecondsOf(withinTimeRange), localOnlyDecider)
    {
    }

    /// <summary>With a bound of restarts.</summary>
    public AllForOneStrategy(int? maxNrOfRetries, TimeSpan? withinTimeRange, IDecider decider)
        : this(maxNrOfRetries ?? -1, MillisecondsOf(withinTimeRange), decider)
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
        ArgumentNullException.ThrowIfNull(decider);
        MaxNumberOfRetries = maxNrOfRetries;
        WithinTimeRangeMilliseconds = withinTimeMilliseconds;
        Decider = decider;
        LoggingEnabled = loggingEnabled;
    }

    /// <summary>Without a bound, by the default decider.</summary>
    protected AllForOneStrategy()
        : this(DefaultDecider)
    {
    }

    /// <summary>The bound; -1 for none.</summary>
    public int MaxNumberOfRetries { get; }

    /// <summary>The window in milliseconds; -1 for the children's whole life.</summary>
    public int WithinTimeRangeMilliseconds { get; }

    /// <inheritdoc />
    public override IDecider Decider { get; }

    /// <summary>Equality of bound, window and decider.</summary>
    public bool Equals(AllForOneStrategy? other) => other is not null
        && MaxNumberOfRetries == other.MaxNumberOfRetries
        && WithinTimeRangeMilliseconds == other.WithinTimeRangeMilliseconds
        && Decider.Equals(other.Decider);

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as AllForOneStrategy);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(MaxNumberOfRetries, WithinTimeRangeMilliseconds, Decider);

    private protected override void ProcessFailure(ActorCell context, bool restart, ChildRestartStats child, Exception cause)
    {
        ChildRestartStats[] children = [.. context.ChildRefs().Select(c => c.Cell.RestartStats)];
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
