using System.Collections.Concurrent;
using Sapphire.Actors.Rooms.Devices;
using Sapphire.Actors.Tests.Hosting;
using Sapphire.Cluster.InProcess;
using Sapphire.Cluster.Messaging;

namespace Sapphire.Actors.Tests.Rooms.Devices;

/// <summary>A room is away as long as its machine is not connected to the others.</summary>
public sealed class ClusterRoomLinkTests
{
    [Fact]
    public async Task A_broker_that_is_lost_is_away_and_one_that_returns_is_not()
    {
        InProcessBroker broker = new();
        await using IClusterTransport transport = InProcessTransport.Create(broker, new ClusterSettings { NodeName = "pi" });
        ConcurrentQueue<RoomLinkState> told = new();
        using IDisposable watch = new ClusterRoomLink(transport).Watch(told.Enqueue);
        told.ShouldHaveSingleItem().IsAway.ShouldBeTrue("it is not connected yet");
        transport.Start();
        await UntilAsync(() => !told.Last().IsAway);
        broker.Lose();
        await UntilAsync(() => told.Last().IsAway);
        broker.Return();
        await UntilAsync(() => !told.Last().IsAway);
        told.Last().Reason.ShouldBeNull();
    }

    private static Task UntilAsync(Func<bool> condition) => AssistantHarness.UntilAsync(() => Task.FromResult(condition()), "the link is so");
}
