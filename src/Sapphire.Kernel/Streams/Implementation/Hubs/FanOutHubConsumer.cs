using Sapphire.Kernel.Streams.Dsl;

namespace Sapphire.Kernel.Streams.Implementation.Hubs;

/// <summary>A consumer of a fan-out hub: reads its own queue.</summary>
internal sealed class FanOutHubConsumer<T> : HandoverStage<T>
{
    private readonly FanOutHubLogic<T> _hub;

    public FanOutHubConsumer(FanOutHubLogic<T> hub, HandoverQueue<T> queue, FanOutConsumer statistics, StageScope scope)
        : base(queue, scope)
    {
        _hub = hub;
        Queue = queue;
        Statistics = statistics;
        hub.Join(this);

        // Aborted between the base and here: released before it has joined.
        if (scope.Token.IsCancellationRequested) hub.Leave(this);
    }

    public HandoverQueue<T> Queue { get; }

    public FanOutConsumer Statistics { get; }

    protected override void OnReleased(Exception? cause)
    {
        _hub?.Leave(this);
        Queue?.End(null, discard: true);
    }
}
