using Sapphire.Kernel.Actor;

namespace Sapphire.Kernel.Pattern;

/// <summary>
/// Keeps one child alive, and waits between two lives of it, longer each time: min·2ⁿ up to max, plus a random part.
/// <code>
///  [child runs] ──stopped (OnStop) / restart decided (OnFailure)──► [waiting] ──delay──► [child runs]
///                                   └── retries used up ──► stops itself
/// </code>
/// What it is sent goes to the child with its sender; while there is none, to the dead letters or answered with
/// <see cref="BackoffOptions.WithReplyWhileStopped"/>. What the child sends to it goes to its parent.
/// </summary>
public sealed class BackoffSupervisor : UntypedActor
{
    private readonly BackoffOptions _options;
    private IActorRef? _child;
    private int _restarts;
    private bool _finalStop;
    private bool _waiting;
    private bool _restartWanted;

    /// <summary>Made with <see cref="Props(BackoffOptions)"/>.</summary>
    internal BackoffSupervisor(BackoffOptions options) => _options = options;

    /// <summary>Props with options.</summary>
    public static Props Props(BackoffOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return Actor.Props.CreateBy(() => new BackoffSupervisor(options));
    }

    /// <summary>Props that restart the child when it stops, without a bound.</summary>
    public static Props Props(Props childProps, string childName, TimeSpan minBackoff, TimeSpan maxBackoff, double randomFactor) =>
        Props(Backoff.OnStop(childProps, childName, minBackoff, maxBackoff, randomFactor));

    /// <summary>Props that restart the child when it stops, at most so many times; -1 without a bound.</summary>
    public static Props Props(Props childProps, string childName, TimeSpan minBackoff, TimeSpan maxBackoff, double randomFactor, int maxNrOfRetries) =>
        Props(Backoff.OnStop(childProps, childName, minBackoff, maxBackoff, randomFactor, maxNrOfRetries));

    /// <summary>Props that restart the child when it stops, with a strategy for its failures.</summary>
    public static Props PropsWithSupervisorStrategy(
        Props childProps, string childName, TimeSpan minBackoff, TimeSpan maxBackoff, double randomFactor, OneForOneStrategy strategy) =>
        Props(Backoff.OnStop(childProps, childName, minBackoff, maxBackoff, randomFactor).WithSupervisorStrategy(strategy));

    /// <summary>The delay before a restart.</summary>
    /// <param name="restartCount">Restarts so far.</param>
    /// <param name="minBackoff">The first delay.</param>
    /// <param name="maxBackoff">The longest delay, before the random part.</param>
    /// <param name="randomFactor">The random part: 0.2 adds up to 20 %.</param>
    public static TimeSpan CalculateDelay(int restartCount, TimeSpan minBackoff, TimeSpan maxBackoff, double randomFactor)
    {
#pragma warning disable CA5394 // Spreads load; no secret.
        double random = 1.0 + (Random.Shared.NextDouble() * randomFactor);
#pragma warning restore CA5394
        double delay = restartCount >= 30 ? maxBackoff.TotalMilliseconds : Math.Min(maxBackoff.TotalMilliseconds, minBackoff.TotalMilliseconds * Math.Pow(2, restartCount));
        return TimeSpan.FromMilliseconds(delay * random);
    }

    /// <inheritdoc />
    protected override SupervisorStrategy SupervisorStrategy()
    {
        OneForOneStrategy strategy = _options.Strategy;
        if (!_options.OnFailure) return strategy;
        return new OneForOneStrategy(
            -1,
            -1,
            cause =>
            {
                // A restart becomes an end with a delay before the next life.
                Directive directive = strategy.Decider.Decide(cause);
                _restartWanted = directive == Directive.Restart;
                return _restartWanted ? Directive.Stop : directive;
            },
            strategy.LoggingEnabled);
    }

    /// <inheritdoc />
    protected override void PreStart() => StartChildNow();

    /// <inheritdoc />
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Terminated t when t.ActorRef.Equals(_child):
                ChildEnded();
                break;
            case StartChild:
                _waiting = false;
                StartChildNow();
                if (_options.AutoReset is { } after) Context.System.Scheduler.ScheduleTellOnce(after, Self, new ResetRestartCount(_restarts), Self);
                break;
            case ResetRestartCount reset:
                if (reset.Current is null || reset.Current == _restarts) _restarts = 0;
                break;
            case Reset:
                if (_options.IsManualReset) _restarts = 0;
                else Unhandled(message);
                break;
            case GetCurrentChild:
                Sender.Tell(new CurrentChild(_child ?? ActorRefs.Nobody));
                break;
            case GetRestartCount:
                Sender.Tell(new RestartCount(_restarts));
                break;
            default:
                Pass(message);
                break;
        }
    }

    private void Pass(object message)
    {
        if (_child is not null && Sender.Equals(_child))
        {
            Context.Parent.Tell(message, Self);
        }
        else if (_child is not null)
        {
            _child.Forward(message);
            if (_options.FinalStopMessage?.Invoke(message) == true) _finalStop = true;
        }
        else
        {
            if (_options.ReplyWhileStopped is { } reply) Sender.Tell(reply, Self);
            else Context.System.DeadLetterMailbox.PublishDeadLetter(message, Sender, Self);
            if (_options.FinalStopMessage?.Invoke(message) == true) Context.Stop(Self);
        }
    }

    private void ChildEnded()
    {
        _child = null;
        bool restart = _options.OnFailure ? _restartWanted : !_finalStop;
        _restartWanted = false;
        OneForOneStrategy strategy = _options.Strategy;
        if (!restart || (strategy.MaxNumberOfRetries >= 0 && _restarts >= strategy.MaxNumberOfRetries))
        {
            Context.Stop(Self);
            return;
        }

        if (_waiting) return;
        _waiting = true;
        if (_options.OnFailure && _restarts == 0 && strategy.WithinTimeRangeMilliseconds > 0)
        {
            // A window for the retries: the count that this restart begins goes to zero when the window is over.
            Context.System.Scheduler.ScheduleTellOnce(strategy.WithinTimeRangeMilliseconds, Self, new ResetRestartCount(null), Self);
        }

        TimeSpan delay = CalculateDelay(_restarts, _options.MinBackoff, _options.MaxBackoff, _options.RandomFactor);
        Context.System.Scheduler.ScheduleTellOnce(delay, Self, StartChild.Instance, Self);
        _restarts++;
    }

    private void StartChildNow()
    {
        if (_child is not null) return;
        _child = Context.Watch(Context.ActorOf(_options.ChildProps, _options.ChildName));
    }

    /// <summary>Asks for the child.</summary>
    public sealed class GetCurrentChild : INoSerializationVerificationNeeded
    {
        /// <summary>The one instance.</summary>
        public static GetCurrentChild Instance { get; } = new();
    }

    /// <summary>The child, or <see cref="ActorRefs.Nobody"/> while it waits (Akka.NET says null; <c>IsNobody()</c> is true for both).</summary>
    public sealed class CurrentChild(IActorRef @ref) : INoSerializationVerificationNeeded
    {
        /// <summary>The child.</summary>
        public IActorRef Ref { get; } = @ref;
    }

    /// <summary>Sets the count of restarts to zero, with manual reset.</summary>
    public sealed class Reset : INoSerializationVerificationNeeded
    {
        /// <summary>The one instance.</summary>
        public static Reset Instance { get; } = new();
    }

    /// <summary>Asks for the count of restarts.</summary>
    public sealed class GetRestartCount : INoSerializationVerificationNeeded
    {
        /// <summary>The one instance.</summary>
        public static GetRestartCount Instance { get; } = new();
    }

    /// <summary>The count of restarts since the last reset.</summary>
    public sealed class RestartCount(int count) : INoSerializationVerificationNeeded
    {
        /// <summary>The count.</summary>
        public int Count { get; } = count;
    }

    private sealed class StartChild : INoSerializationVerificationNeeded, Event.IDeadLetterSuppression
    {
        public static StartChild Instance { get; } = new();
    }

    private sealed class ResetRestartCount(int? current) : INoSerializationVerificationNeeded, Event.IDeadLetterSuppression
    {
        /// <summary>The count it may reset; null for any.</summary>
        public int? Current => current;
    }
}
