using System.Collections.Immutable;
using Sapphire.Kernel.Actor;

namespace Sapphire.Cluster.Sharding;

/// <summary>Asks a region of this process for its entities; answered with <see cref="Entities"/>.</summary>
public sealed record GetEntities : INoSerializationVerificationNeeded
{
    /// <summary>The only one.</summary>
    public static GetEntities Instance { get; } = new();
}

/// <summary>The entities of a region that are active on this node.</summary>
/// <param name="Refs">Their references.</param>
public sealed record Entities(ImmutableArray<IActorRef> Refs) : INoSerializationVerificationNeeded;
