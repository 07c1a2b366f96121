#pragma warning disable MA0048, CA1034 // Akka's shape: the probe and its events lie within one type.
using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Streams;
using Sapphire.Kernel.Streams.Implementation;

namespace Sapphire.Kernel.TestKit.Streams;

/// <summary>What steers a source in a test.</summary>
public static class TestPublisher
{
    /// <summary>What a source sees of its downstream.</summary>
    public interface IPublisherEvent : INoSerializationVerificationNeeded;

    /// <summary>Downstream wants elements; since it pulls, always one.</summary>
    public sealed record RequestMore(long NrOfElements) : IPublisherEvent;

    /// <summary>Downstream wants no more; with a cause when it has failed.</summary>
    public sealed record CancelSubscription(Exception? Cause) : IPublisherEvent;

    /// <summary>Sends elements into a stream, and expects what comes from downstream.</summary>
    public sealed class Probe<T>
    {
        internal Probe(TestProbe events) => Events = events;

        /// <summary>How many elements downstream waits for, as far as the test has looked.</summary>
        public long Pending { get; private set; }

        internal TestProbe Events { get; }

        internal HandoverQueue<T> Queue { get; } = new(int.MaxValue);

        internal bool HasEnded { get; private set; }

        /// <summary>The subscription is in place: a source is connected once it is materialised.</summary>
        public Probe<T> EnsureSubscription() => this;

        /// <summary>Waits until downstream wants an element, and sends it.</summary>
        public Probe<T> SendNext(T element)
        {
            if (Pending == 0) ExpectRequest();
            Pending--;
            return UnsafeSendNext(element);
        }

        /// <summary>Sends an element, wanted or not.</summary>
        public Probe<T> UnsafeSendNext(T element)
        {
            Queue.Put(element, OverflowStrategy.Fail, out _);
            return this;
        }

        /// <summary>Completes the stream, after what was sent.</summary>
        public Probe<T> SendComplete()
        {
            HasEnded = true;
            Queue.End(null, discard: false);
            return this;
        }

        /// <summary>Fails the stream, after what was sent.</summary>
        public Probe<T> SendError(Exception cause)
        {
            HasEnded = true;
            Queue.End(cause, discard: false);
            return this;
        }

        /// <summary>Downstream wants more; how many.</summary>
        public long ExpectRequest()
        {
            long wanted = Events.ExpectMsg<RequestMore>().NrOfElements;
            Pending += wanted;
            return wanted;
        }

        /// <summary>Downstream wants no more, perhaps after more requests.</summary>
        /// <returns>Why, when it has failed.</returns>
        public Exception? ExpectCancellation() => ((CancelSubscription)Events.FishForMessage(static m => m is CancelSubscription)).Cause;

        /// <summary>Nothing comes from downstream for a while.</summary>
        public Probe<T> ExpectNoMsg(TimeSpan? duration = null)
        {
            Events.ExpectNoMsg(duration ?? TestKitBase.DefaultNoMsgTimeout);
            return this;
        }
    }
}
