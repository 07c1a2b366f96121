using System.Text;

namespace Sapphire.Cluster.Sharding;

/// <summary>
/// Which node should own which shard: rendezvous hashing (highest random weight; Thaler and Ravishankar, 1996) with even loads. Each
/// shard goes to the node that ranks highest for it and is not full; no two nodes differ by more than one shard. All nodes that
/// know the same nodes come to the same result, and when a node comes or goes most shards stay where they are.
/// </summary>
internal static class ShardAllocation
{
    /// <summary>The owner of each shard; empty where there is no node.</summary>
    public static string[] Allocate(IEnumerable<string> nodes, int shards)
    {
        string[] names = [.. nodes.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        if (names.Length == 0) return [];
        int share = shards / names.Length, larger = shards % names.Length;
        int[] load = new int[names.Length];
        string[] owners = new string[shards];

        // The strongest bonds first: then a shard that must go elsewhere is one that was loosely bound.
        var bonds = from shard in Enumerable.Range(0, shards)
                    from node in Enumerable.Range(0, names.Length)
                    orderby Weight(names[node], shard) descending, shard, node
                    select (shard, node);
        foreach ((int shard, int node) in bonds)
        {
            if (owners[shard] is not null || load[node] > share || (load[node] == share && larger == 0)) continue;
            if (load[node]++ == share) larger--;
            owners[shard] = names[node];
        }

        return owners;
    }

    // FNV-1a alone barely mixes its last bytes into the upper bits; the finaliser of SplitMix64 does.
    private static ulong Weight(string node, int shard)
    {
        ulong hash = 14_695_981_039_346_656_037;
        foreach (byte b in Encoding.UTF8.GetBytes($"{node}/{shard}")) hash = (hash ^ b) * 1_099_511_628_211;
        hash = (hash ^ (hash >> 30)) * 0xBF58476D1CE4E5B9;
        hash = (hash ^ (hash >> 27)) * 0x94D049BB133111EB;
        return hash ^ (hash >> 31);
    }
}
