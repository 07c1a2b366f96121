using System.Collections.Immutable;
using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Event;

namespace Sapphire.Persistence;

/// <summary>
/// Delivery at least once, for an actor that stores what it sends and what was confirmed, and so rebuilds this state when it recovers.
/// A message may arrive more than once, and later than one that was sent after it; its number lets the receiver see that.
/// <code>
///   Deliver ──► unconfirmed ──ConfirmDelivery──► (gone)
///                 │      ▲
///                 └ tick ┘  each half interval: sends what is overdue again, at most a burst of it; warns after some attempts
/// </code>
/// Used by its actor alone.
/// </summary>
public sealed class AtLeastOnceDeliverySemantic
{
    private readonly IActorContext _context;
    private readonly AtLeastOnceDeliverySettings _settings;
    private ImmutableSortedDictionary<long, Delivery> _unconfirmed = ImmutableSortedDictionary<long, Delivery>.Empty;
    private long _deliverySequenceNr;
    private ICancelable? _ticks;

    /// <summary>The deliveries of an actor.</summary>
    /// <param name="context">Its context.</param>
    /// <param name="settings">How to deliver.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is not allowed.</exception>
    public AtLeastOnceDeliverySemantic(IActorContext context, AtLeastOnceDeliverySettings settings)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(settings);
        _context = context;
        _settings = settings.Checked();
    }

    /// <summary>After so long without a confirmation a message is sent again.</summary>
    public TimeSpan RedeliverInterval => _settings.RedeliverInterval;

    /// <summary>How many messages are sent again at once.</summary>
    public int RedeliveryBurstLimit => _settings.RedeliveryBurstLimit;

    /// <summary>After so many attempts the actor gets an <see cref="UnconfirmedWarning"/>. Counted anew after each start.</summary>
    public int WarnAfterNumberOfUnconfirmedAttempts => _settings.WarnAfterNumberOfUnconfirmedAttempts;

    /// <summary>How many messages may be unconfirmed.</summary>
    public int MaxUnconfirmedMessages => _settings.MaxUnconfirmedMessages;

    /// <summary>How many are.</summary>
    public int UnconfirmedCount => _unconfirmed.Count;

    private DateTimeOffset Now => _context.System.TimeProvider.GetUtcNow();

    /// <summary>Sends a message, and again until it is confirmed; while events are replayed it is only noted.</summary>
    /// <param name="destination">Where it goes.</param>
    /// <param name="deliveryMessageMapper">Makes the message of its number.</param>
    /// <param name="isRecovering">Whether events are being replayed.</param>
    /// <exception cref="MaxUnconfirmedMessagesExceededException">Too many are unconfirmed.</exception>
    public void Deliver(ActorPath destination, Func<long, object> deliveryMessageMapper, bool isRecovering)
    {
        ArgumentNullException.ThrowIfNull(destination);
        ArgumentNullException.ThrowIfNull(deliveryMessageMapper);
        if (_unconfirmed.Count >= MaxUnconfirmedMessages)
        {
            throw new MaxUnconfirmedMessagesExceededException(
                $"{_context.Self.Path} has {_unconfirmed.Count} unconfirmed messages, and may have no more. Slow down, or raise akka.persistence.at-least-once-delivery.max-unconfirmed-messages.");
        }

        long id = ++_deliverySequenceNr;
        Delivery delivery = new(destination, deliveryMessageMapper(id), Now, 0);
        if (isRecovering)
        {
            // Overdue: sent as soon as recovery is over, unless it turns out to be confirmed.
            _unconfirmed = _unconfirmed.Add(id, delivery with { Timestamp = DateTimeOffset.MinValue });
        }
        else
        {
            Send(id, delivery);
            StartTicks();
        }
    }

    /// <summary>Sends a message, and again until it is confirmed.</summary>
    /// <param name="destination">One actor, without wildcards.</param>
    /// <param name="deliveryMessageMapper">Makes the message of its number.</param>
    /// <param name="isRecovering">Whether events are being replayed.</param>
    /// <exception cref="NotSupportedException">The selection has wildcards.</exception>
    /// <exception cref="MaxUnconfirmedMessagesExceededException">Too many are unconfirmed.</exception>
    public void Deliver(ActorSelection destination, Func<long, object> deliveryMessageMapper, bool isRecovering)
    {
        ArgumentNullException.ThrowIfNull(destination);
        if (destination.PathString.AsSpan().ContainsAny('*', '?'))
        {
            throw new NotSupportedException($"{destination} has wildcards: which of several actors would have to confirm? Deliver to one path.");
        }

        ActorPath path = destination.PathString.Split('/', StringSplitOptions.RemoveEmptyEntries)
            .Aggregate(destination.Anchor.Path, (at, name) => name == ".." ? at.Parent : at / name);
        Deliver(path, deliveryMessageMapper, isRecovering);
    }

    /// <summary>A message was confirmed, or is given up.</summary>
    /// <returns>False when it was confirmed before, or never sent.</returns>
    public bool ConfirmDelivery(long deliveryId)
    {
        int before = _unconfirmed.Count;
        _unconfirmed = _unconfirmed.Remove(deliveryId);
        if (_unconfirmed.IsEmpty)
        {
            Cancel();
        }

        return _unconfirmed.Count < before;
    }

    /// <summary>The whole state, for a snapshot.</summary>
    public AtLeastOnceDeliverySnapshot GetDeliverySnapshot() => new(
        _deliverySequenceNr, [.. _unconfirmed.Select(pair => new UnconfirmedDelivery(pair.Key, pair.Value.Destination, pair.Value.Message))]);

    /// <summary>Takes over the state of a snapshot; when recovery is over its messages are sent again.</summary>
    public void SetDeliverySnapshot(AtLeastOnceDeliverySnapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        _deliverySequenceNr = snapshot.CurrentDeliveryId;
        _unconfirmed = snapshot.UnconfirmedDeliveries.ToImmutableSortedDictionary(
            one => one.DeliveryId, one => new Delivery(one.Destination, one.Message, DateTimeOffset.MinValue, 0));
    }

    /// <summary>No message is sent again from now on: the actor ends.</summary>
    public void Cancel()
    {
        _ticks?.Cancel();
        _ticks = null;
    }

    /// <summary>Recovery is over: sends what is unconfirmed.</summary>
    public void OnReplaySuccess()
    {
        if (!_unconfirmed.IsEmpty)
        {
            RedeliverOverdue();
            StartTicks();
        }
    }

    /// <summary>Whether a message was a tick of this, and nothing for the actor.</summary>
    public bool AroundReceive(object message)
    {
        if (message is not RedeliveryTick)
        {
            return false;
        }

        RedeliverOverdue();
        return true;
    }

    private void RedeliverOverdue()
    {
        DateTimeOffset deadline = Now - RedeliverInterval;
        ImmutableArray<UnconfirmedDelivery>.Builder warnings = ImmutableArray.CreateBuilder<UnconfirmedDelivery>();
        foreach ((long id, Delivery delivery) in _unconfirmed.Where(pair => pair.Value.Timestamp <= deadline).Take(RedeliveryBurstLimit).ToArray())
        {
            Send(id, delivery);
            if (delivery.Attempt == WarnAfterNumberOfUnconfirmedAttempts)
            {
                warnings.Add(new(id, delivery.Destination, delivery.Message));
            }
        }

        if (warnings.Count > 0)
        {
            _context.Self.Tell(new UnconfirmedWarning(warnings.DrainToImmutable()), _context.Self);
        }
    }

    private void Send(long id, Delivery delivery)
    {
        _unconfirmed = _unconfirmed.SetItem(id, delivery with { Timestamp = Now, Attempt = delivery.Attempt + 1 });
        _context.ActorSelection(delivery.Destination).Tell(delivery.Message, _context.Self);
    }

    private void StartTicks()
    {
        TimeSpan half = RedeliverInterval / 2;
        _ticks ??= _context.System.Scheduler.ScheduleTellRepeatedlyCancelable(half, half, _context.Self, RedeliveryTick.Instance, _context.Self);
    }

    private sealed record Delivery(ActorPath Destination, object Message, DateTimeOffset Timestamp, int Attempt);

    private sealed class RedeliveryTick : INotInfluenceReceiveTimeout, IDeadLetterSuppression, INoSerializationVerificationNeeded
    {
        public static readonly RedeliveryTick Instance = new();
    }
}
