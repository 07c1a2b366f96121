namespace Sapphire.Cluster.Sharding;

/// <summary>A message for one entity, wherever it lives.</summary>
/// <param name="EntityId">The entity; also the name of its actor.</param>
/// <param name="Message">What the entity receives, from the original sender.</param>
public sealed record ShardingEnvelope(string EntityId, object Message);
