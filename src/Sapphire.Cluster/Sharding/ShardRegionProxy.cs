using Sapphire.Kernel.Actor;

namespace Sapphire.Cluster.Sharding;

/// <summary>The region of a node that has no entities of the kind: it only sends.</summary>
internal sealed class ShardRegionProxy : ReceiveActor
{
    public ShardRegionProxy(ShardServices services)
    {
        ShardSender sender = new(services, Self);
        RegionQueries queries = new(services, Self);
        Receive<ShardingEnvelope>(envelope => sender.Send(envelope, Sender.Equals(Context.System.DeadLetters) ? null : Sender));
        Receive<SendEnded>(sender.Ended);
        Receive<GetEntities>(_ => Sender.Tell(new Entities([])));
        Receive<GetShardRegionState>(_ => Sender.Tell(new CurrentShardRegionState(services.Remoting.Self.Name, Draining: false, [], [])));
        Receive<GetClusterShardingStats>(get => _ = queries.AllAsync(get.Timeout).PipeTo(Sender, Self));
        Receive<DrainRegion>(_ => Sender.Tell(DrainReport.None));
        Receive<GetDrainStanding>(_ => Sender.Tell(new DrainStanding(0, 0, TimeSpan.Zero)));
        Receive<ResumeRegion>(_ => { });
    }
}
