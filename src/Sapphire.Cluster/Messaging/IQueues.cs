using System.Collections.Immutable;

namespace Sapphire.Cluster.Messaging;

#pragma warning disable MA0048 // What is known of a queue, and the door to it.

/// <summary>How a kind of entity or a work queue stands at the broker.</summary>
/// <param name="Name">The name of the kind or work queue.</param>
/// <param name="Waiting">How many messages wait, in all its shards; without those that somebody works on.</param>
/// <param name="Consumers">How many consumers it has: of shards, each node that is in line for one counts.</param>
/// <param name="Dead">How many of its messages are in the dead letters.</param>
public sealed record QueueState(string Name, long Waiting, int Consumers, long Dead);

/// <summary>For operators: how the queues stand.</summary>
public interface IQueues
{
    /// <summary>Asks the broker. A queue that nobody has used yet has nothing in it.</summary>
    /// <param name="kinds">Kinds of entities.</param>
    /// <param name="workQueues">Work queues.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The kinds, then the work queues, in the order in which they were given.</returns>
    /// <exception cref="ClusterException"><see cref="ClusterError.Unreachable"/>.</exception>
    Task<ImmutableArray<QueueState>> InspectAsync(IEnumerable<EntityKind> kinds, IEnumerable<WorkQueue> workQueues, CancellationToken cancellationToken = default);
}
