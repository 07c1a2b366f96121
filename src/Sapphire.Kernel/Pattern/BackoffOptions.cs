using Sapphire.Kernel.Actor;

namespace Sapphire.Kernel.Pattern;

/// <summary>How a <see cref="BackoffSupervisor"/> works. Immutable.</summary>
public sealed record BackoffOptions
{
    internal BackoffOptions(bool onFailure, Props childProps, string childName, TimeSpan minBackoff, TimeSpan maxBackoff, double randomFactor, int maxNrOfRetries)
    {
        ArgumentNullException.ThrowIfNull(childProps);
        ArgumentException.ThrowIfNullOrEmpty(childName);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(minBackoff, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxBackoff, minBackoff);
        ArgumentOutOfRangeException.ThrowIfNegative(randomFactor);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(randomFactor, 1);
        OnFailure = onFailure;
        ChildProps = childProps;
        ChildName = childName;
        MinBackoff = minBackoff;
        MaxBackoff = maxBackoff;
        RandomFactor = randomFactor;
        Strategy = new OneForOneStrategy(SupervisorStrategy.DefaultDecider).WithMaxNrOfRetries(maxNrOfRetries);
        AutoReset = minBackoff;
    }

    internal bool OnFailure { get; }

    internal Props ChildProps { get; }

    internal string ChildName { get; }

    internal TimeSpan MinBackoff { get; }

    internal TimeSpan MaxBackoff { get; }

    internal double RandomFactor { get; }

    internal TimeSpan? AutoReset { get; private init; }

    internal bool IsManualReset => AutoReset is null;

    internal OneForOneStrategy Strategy { get; private init; }

    internal object? ReplyWhileStopped { get; private init; }

    internal Func<object, bool>? FinalStopMessage { get; private init; }

    /// <summary>The count of restarts goes to zero when the child has lived this long (by default the first delay).</summary>
    public BackoffOptions WithAutoReset(TimeSpan resetBackoff) => this with { AutoReset = resetBackoff };

    /// <summary>The count of restarts goes to zero only on <see cref="BackoffSupervisor.Reset"/>.</summary>
    public BackoffOptions WithManualReset() => this with { AutoReset = null };

    /// <summary>Judges the child's failures. Its bound on restarts becomes the supervisor's own, in place of one given before.</summary>
    public BackoffOptions WithSupervisorStrategy(OneForOneStrategy supervisorStrategy)
    {
        ArgumentNullException.ThrowIfNull(supervisorStrategy);
        return this with { Strategy = supervisorStrategy };
    }

    /// <summary>Stops the child at any failure; the bound on restarts stays.</summary>
    public BackoffOptions WithDefaultStoppingStrategy() =>
        this with { Strategy = new OneForOneStrategy(Strategy.MaxNumberOfRetries, null, SupervisorStrategy.StoppingStrategy.Decider) };

    /// <summary>Answers what comes while there is no child.</summary>
    public BackoffOptions WithReplyWhileStopped(object replyWhileStopped) => this with { ReplyWhileStopped = replyWhileStopped };

    /// <summary>After such a message the child's end is the supervisor's too; when it comes while there is no child, the supervisor ends at once.</summary>
    public BackoffOptions WithFinalStopMessage(Func<object, bool> isFinalStopMessage) => this with { FinalStopMessage = isFinalStopMessage };

    /// <summary>After so many restarts it stops itself; -1 without a bound.</summary>
    public BackoffOptions WithMaxNrOfRetries(int maxNrOfRetries) => this with { Strategy = Strategy.WithMaxNrOfRetries(maxNrOfRetries) };
}
