using Sapphire.Kernel.Streams.Implementation;

namespace Sapphire.Kernel.TestKit.Streams;

/// <summary>Reads what the test sends; tells it each move and the cancellation.</summary>
internal sealed class TestPublisherStage<T>(TestPublisher.Probe<T> probe, StageScope scope) : HandoverStage<T>(probe.Queue, scope)
{
    public override ValueTask<bool> MoveNextAsync()
    {
        probe.Events.Tell(new TestPublisher.RequestMore(1), null);
        return base.MoveNextAsync();
    }

    protected override void OnReleased(Exception? cause)
    {
        base.OnReleased(cause);
        if (!probe.HasEnded) probe.Events.Tell(new TestPublisher.CancelSubscription(cause), null);
    }
}
