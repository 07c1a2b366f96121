#pragma warning disable MA0048, CA1034 // Akka's shape: the outcomes lie within one type.
namespace Sapphire.Kernel.Streams;

/// <summary>What became of an offered element.</summary>
public interface IQueueOfferResult : Actor.INoSerializationVerificationNeeded;

/// <summary>What may become of an offered element.</summary>
public static class QueueOfferResult
{
    /// <summary>The stream has it.</summary>
    public sealed class Enqueued : IQueueOfferResult
    {
        private Enqueued()
        {
        }

        /// <summary>The one instance.</summary>
        public static Enqueued Instance { get; } = new();
    }

    /// <summary>There was no room, and it was dropped.</summary>
    public sealed class Dropped : IQueueOfferResult
    {
        private Dropped()
        {
        }

        /// <summary>The one instance.</summary>
        public static Dropped Instance { get; } = new();
    }

    /// <summary>The stream has failed.</summary>
    public sealed class Failure(Exception cause) : IQueueOfferResult
    {
        /// <summary>Why.</summary>
        public Exception Cause { get; } = cause;
    }

    /// <summary>The stream takes no more.</summary>
    public sealed class QueueClosed : IQueueOfferResult
    {
        private QueueClosed()
        {
        }

        /// <summary>The one instance.</summary>
        public static QueueClosed Instance { get; } = new();
    }
}
