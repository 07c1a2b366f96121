using Sapphire.Kernel.Actor;

namespace Sapphire.Cluster.Sharding;

/// <summary>
/// From an entity to its parent: it has begun, or ended, work that a hand-over would cut off, such as an answer that is being written.
/// While it has, its shard is not moved for the balance, and is drained last; see <see cref="ClusterSharding.DrainAsync"/>.
/// </summary>
/// <param name="IsBusy">True when it has begun.</param>
public sealed record EntityWork(bool IsBusy) : INoSerializationVerificationNeeded
{
    /// <summary>It has begun.</summary>
    public static EntityWork Begun { get; } = new(IsBusy: true);

    /// <summary>It has ended.</summary>
    public static EntityWork Ended { get; } = new(IsBusy: false);
}
