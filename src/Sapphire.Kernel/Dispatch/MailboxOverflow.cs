namespace Sapphire.Kernel.Dispatch;

/// <summary>What a full mailbox does with the next message. Whatever is dropped goes to the event stream as <see cref="Event.Dropped"/>.</summary>
public enum MailboxOverflow
{
    /// <summary>Drops the oldest waiting message: for live data.</summary>
    DropOldest,

    /// <summary>Drops the message that came last.</summary>
    DropNewest,

    /// <summary>Drops the message that came last, and fails the owner with <see cref="Actor.MailboxOverflowException"/>.</summary>
    Fail,
}
