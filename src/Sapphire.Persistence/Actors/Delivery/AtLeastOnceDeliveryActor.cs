using Sapphire.Kernel.Actor;

namespace Sapphire.Persistence;

/// <summary>
/// A persistent actor that delivers messages at least once. Store an event before each <see cref="Deliver(ActorPath, Func{long, object})"/> and before
/// each <see cref="ConfirmDelivery"/>, and call them in the handlers of those events, replayed ones included: that is what rebuilds the
/// deliveries after a crash.
/// </summary>
public abstract class AtLeastOnceDeliveryActor : PersistentActor
{
    private readonly AtLeastOnceDeliverySemantic _deliveries;

    /// <summary>Delivers as <c>akka.persistence.at-least-once-delivery</c> says.</summary>
    protected AtLeastOnceDeliveryActor()
        : this(static settings => settings)
    {
    }

    /// <summary>Delivers as the settings say.</summary>
    protected AtLeastOnceDeliveryActor(AtLeastOnceDeliverySettings settings)
        : this(_ => settings)
    {
    }

    /// <summary>Delivers as the system's settings say, with changes.</summary>
    protected AtLeastOnceDeliveryActor(Func<AtLeastOnceDeliverySettings, AtLeastOnceDeliverySettings> overrideSettings)
    {
        ArgumentNullException.ThrowIfNull(overrideSettings);
        _deliveries = new(Context, overrideSettings(Extension.Settings.AtLeastOnceDelivery));
    }

    /// <summary>After so long without a confirmation a message is sent again.</summary>
    public TimeSpan RedeliverInterval => _deliveries.RedeliverInterval;

    /// <summary>How many messages are sent again at once.</summary>
    public int RedeliveryBurstLimit => _deliveries.RedeliveryBurstLimit;

    /// <summary>After so many attempts the actor gets an <see cref="UnconfirmedWarning"/>.</summary>
    public int WarnAfterNumberOfUnconfirmedAttempts => _deliveries.WarnAfterNumberOfUnconfirmedAttempts;

    /// <summary>How many messages may be unconfirmed.</summary>
    public int MaxUnconfirmedMessages => _deliveries.MaxUnconfirmedMessages;

    /// <summary>How many are.</summary>
    public int UnconfirmedCount => _deliveries.UnconfirmedCount;

    /// <summary>Sends a message, and again until it is confirmed; while events are replayed it is only noted, and sent after <see cref="RecoveryCompleted"/>.</summary>
    /// <param name="destination">Where it goes.</param>
    /// <param name="deliveryMessageMapper">Makes the message of its number, which the receiver gives back.</param>
    /// <exception cref="MaxUnconfirmedMessagesExceededException">Too many are unconfirmed.</exception>
    protected void Deliver(ActorPath destination, Func<long, object> deliveryMessageMapper) => _deliveries.Deliver(destination, deliveryMessageMapper, IsRecovering);

    /// <summary>Sends a message to the actor of a selection, and again until it is confirmed.</summary>
    /// <param name="destination">One actor, without wildcards.</param>
    /// <param name="deliveryMessageMapper">Makes the message of its number, which the receiver gives back.</param>
    /// <exception cref="NotSupportedException">The selection has wildcards.</exception>
    /// <exception cref="MaxUnconfirmedMessagesExceededException">Too many are unconfirmed.</exception>
    protected void Deliver(ActorSelection destination, Func<long, object> deliveryMessageMapper) => _deliveries.Deliver(destination, deliveryMessageMapper, IsRecovering);

    /// <summary>A message was confirmed, or is given up.</summary>
    /// <returns>False when it was confirmed before, or never sent.</returns>
    protected bool ConfirmDelivery(long deliveryId) => _deliveries.ConfirmDelivery(deliveryId);

    /// <summary>The whole state of the deliveries, to be part of a snapshot.</summary>
    protected AtLeastOnceDeliverySnapshot GetDeliverySnapshot() => _deliveries.GetDeliverySnapshot();

    /// <summary>Takes over the state in a <see cref="SnapshotOffer"/>.</summary>
    protected void SetDeliverySnapshot(AtLeastOnceDeliverySnapshot snapshot) => _deliveries.SetDeliverySnapshot(snapshot);

    private protected override bool Intercept(object message) => _deliveries.AroundReceive(message);

    private protected override void OnRecovered() => _deliveries.OnReplaySuccess();

    private protected override void OnEnding() => _deliveries.Cancel();
}
