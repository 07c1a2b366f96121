using Sapphire.Kernel.Actor;

namespace Sapphire.Cluster.Sharding;

/// <summary>
/// An idle entity asks its region to be stopped. The region sends <paramref name="StopMessage"/> back and keeps what arrives
/// meanwhile for the entity's next life; an entity that stopped itself would lose it.
/// </summary>
public sealed record Passivate(object StopMessage) : INoSerializationVerificationNeeded;
