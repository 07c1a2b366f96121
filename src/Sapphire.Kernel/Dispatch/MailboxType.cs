#pragma warning disable MA0048 // The kinds of mailbox are small and belong together.
using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Configuration;

namespace Sapphire.Kernel.Dispatch;

/// <summary>
/// Makes mailboxes of one kind. To give an actor a priority mailbox derive from <see cref="UnboundedPriorityMailbox"/>. System
/// messages (a stop, a restart, a failure of a child) overtake in every mailbox.
/// </summary>
public abstract class MailboxType
{
    private protected MailboxType()
    {
    }

    internal abstract MessageQueue Create();

    /// <summary>Whether it is what an actor asks for by <see cref="IRequiresMessageQueue{T}"/>.</summary>
    internal abstract bool Satisfies(Type semantics);
}

/// <summary>Holds any number of messages.</summary>
public sealed class UnboundedMailbox : MailboxType
{
    /// <summary>Makes the type.</summary>
    public UnboundedMailbox()
    {
    }

    internal override MessageQueue Create() => new UnboundedMessageQueue();

    internal override bool Satisfies(Type semantics) => !typeof(IBoundedMessageQueueSemantics).IsAssignableFrom(semantics);
}

/// <summary>Holds so many messages; never makes the sender wait.</summary>
public sealed class BoundedMailbox : MailboxType
{
    /// <summary>Makes the type.</summary>
    /// <param name="capacity">How many messages it holds; from 1.</param>
    /// <param name="overflow">What it does when it is full.</param>
    public BoundedMailbox(int capacity, MailboxOverflow overflow)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        Capacity = capacity;
        Overflow = overflow;
    }

    /// <summary>How many messages it holds. Those of the kernel itself do not count.</summary>
    public int Capacity { get; }

    /// <summary>What it does when it is full.</summary>
    public MailboxOverflow Overflow { get; }

    internal override MessageQueue Create() => new BoundedMessageQueue(Capacity, Overflow);

    internal override bool Satisfies(Type semantics) =>
        !typeof(IUnboundedDequeBasedMessageQueueSemantics).IsAssignableFrom(semantics) && semantics != typeof(IUnboundedMessageQueueSemantics);
}

/// <summary>
/// Holds any number of messages and hands out the most urgent first; of equally urgent ones the oldest. Derive from it with a
/// constructor (Settings, Config), and name the class as the <c>mailbox-type</c>.
/// </summary>
public abstract class UnboundedPriorityMailbox : MailboxType
{
    /// <summary>Called when a section is read that names the class.</summary>
    /// <param name="settings">The system's settings.</param>
    /// <param name="config">The section.</param>
    protected UnboundedPriorityMailbox(Settings settings, Config config)
    {
        Settings = settings;
        Config = config;
    }

    /// <summary>The system's settings.</summary>
    protected Settings Settings { get; }

    /// <summary>The section that names the class.</summary>
    protected Config Config { get; }

    /// <summary>How urgent a message is: the lower, the sooner. Called by the sender's thread, by several at once; what it throws, the Tell throws.</summary>
    protected abstract int PriorityGenerator(object message);

    internal sealed override MessageQueue Create() => new PriorityMessageQueue(PriorityGenerator);

    internal sealed override bool Satisfies(Type semantics) => !typeof(IBoundedMessageQueueSemantics).IsAssignableFrom(semantics);
}

/// <summary>The same as <see cref="UnboundedPriorityMailbox"/>, which keeps the order of equally urgent messages too.</summary>
/// <param name="settings">The system's settings.</param>
/// <param name="config">The section.</param>
public abstract class UnboundedStablePriorityMailbox(Settings settings, Config config) : UnboundedPriorityMailbox(settings, config);
