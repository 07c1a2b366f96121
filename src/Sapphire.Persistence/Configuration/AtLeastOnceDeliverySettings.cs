using Sapphire.Kernel.Configuration;

namespace Sapphire.Persistence;

/// <summary>How an actor delivers at least once.</summary>
/// <param name="RedeliverInterval">After so long without a confirmation a message is sent again; more than zero.</param>
/// <param name="RedeliveryBurstLimit">How many messages are sent again at once.</param>
/// <param name="WarnAfterNumberOfUnconfirmedAttempts">After so many attempts the actor gets an <see cref="UnconfirmedWarning"/>.</param>
/// <param name="MaxUnconfirmedMessages">How many messages may be unconfirmed.</param>
public sealed record AtLeastOnceDeliverySettings(
    TimeSpan RedeliverInterval, int RedeliveryBurstLimit, int WarnAfterNumberOfUnconfirmedAttempts, int MaxUnconfirmedMessages)
{
    /// <summary>The same with another interval.</summary>
    public AtLeastOnceDeliverySettings WithRedeliverInterval(TimeSpan redeliverInterval) => this with { RedeliverInterval = redeliverInterval };

    /// <summary>The same with another limit of a burst.</summary>
    public AtLeastOnceDeliverySettings WithRedeliveryBurstLimit(int redeliveryBurstLimit) => this with { RedeliveryBurstLimit = redeliveryBurstLimit };

    /// <summary>The same with another number of attempts before the warning.</summary>
    public AtLeastOnceDeliverySettings WithUnconfirmedAttemptsToWarn(int unconfirmedAttemptsToWarn) => this with { WarnAfterNumberOfUnconfirmedAttempts = unconfirmedAttemptsToWarn };

    /// <summary>The same with another number of unconfirmed messages.</summary>
    public AtLeastOnceDeliverySettings WithMaxUnconfirmedMessages(int maxUnconfirmedMessages) => this with { MaxUnconfirmedMessages = maxUnconfirmedMessages };

    internal static AtLeastOnceDeliverySettings Read(SettingsSection section) => new(
        section.Duration("redeliver-interval", TimeSpan.FromMilliseconds(1)),
        section.Int("redelivery-burst-limit", 1),
        section.Int("warn-after-number-of-unconfirmed-attempts", 1),
        section.Int("max-unconfirmed-messages", 1));

    internal AtLeastOnceDeliverySettings Checked()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(RedeliverInterval, TimeSpan.FromMilliseconds(1), nameof(RedeliverInterval));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(RedeliveryBurstLimit, nameof(RedeliveryBurstLimit));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(WarnAfterNumberOfUnconfirmedAttempts, nameof(WarnAfterNumberOfUnconfirmedAttempts));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxUnconfirmedMessages, nameof(MaxUnconfirmedMessages));
        return this;
    }
}
