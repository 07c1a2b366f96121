namespace Sapphire.Persistence;

/// <summary>The journal did not answer a recovering actor within <c>akka.persistence.journal-plugin-fallback.recovery-event-timeout</c>.</summary>
public sealed class RecoveryTimedOutException : Exception
{
    /// <summary>A failure with its message.</summary>
    public RecoveryTimedOutException(string message, Exception? cause = null)
        : base(message, cause)
    {
    }
}
