using Sapphire.Kernel.Actor;

namespace Sapphire.Kernel.Dispatch;

/// <summary>The user messages of a mailbox: many producers, one consumer at a time.</summary>
internal abstract class MessageQueue
{
    /// <summary>Adds a message.</summary>
    /// <param name="envelope">What to add.</param>
    /// <param name="dropped">The message dropped to keep the bound, if the result says so.</param>
    /// <returns>Whether something was dropped.</returns>
    public abstract bool Enqueue(in Envelope envelope, out Envelope dropped);

    /// <summary>Takes the next message; consumer only.</summary>
    public abstract bool TryDequeue(out Envelope envelope);

    /// <summary>Whether a message is ready; consumer only.</summary>
    public abstract bool HasMessages { get; }

    /// <summary>An estimate of the length.</summary>
    public abstract int Count { get; }

    /// <summary>The owner has ended: gives back what is shared. What comes later is still taken, and drained.</summary>
    public virtual void Release()
    {
    }

    /// <summary>The bound whose overflow fails the owner; 0 where none does.</summary>
    public virtual int FailingCapacity => 0;
}
