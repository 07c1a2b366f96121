using Sapphire.Cluster.Messaging;

namespace Sapphire.Cluster.Sharding;

/// <summary>The time during which this node owns a shard, as far as it can know. Thread-safe.</summary>
internal sealed class ShardTerm
{
    private volatile IShardClaim? _claim;
    private volatile bool _over;

    public IShardClaim? Claim
    {
        get => _claim;
        set => _claim = value;
    }

    /// <summary>Nothing more may be done or said in the name of the shard.</summary>
    public bool IsOver => _over;

    /// <summary>Whether the shard is this node's at this moment: a node that stood still finds out here, by its own clock.</summary>
    public bool IsOwner => !_over && _claim?.Status is ClaimStatus.Active or ClaimStatus.Releasing;

    public void End() => _over = true;
}
