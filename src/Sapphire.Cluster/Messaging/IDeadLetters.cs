using System.Collections.Immutable;
using Sapphire.Kernel.Actor;

namespace Sapphire.Cluster.Messaging;

#pragma warning disable MA0048 // A dead letter, and the door to them.

/// <summary>A message that nobody could handle.</summary>
/// <param name="Message">The message.</param>
/// <param name="Origin">Where it was: <c>session.12</c> for a shard, <c>stt</c> for a work queue.</param>
/// <param name="Reason">Why it is here: what the one who rejected it said, or that its attempts were used up.</param>
/// <param name="At">When; null where the broker does not say.</param>
public sealed record DeadLetter(WireMessage Message, string Origin, string Reason, DateTimeOffset? At) : INoSerializationVerificationNeeded;

/// <summary>For operators: the dead letters of a kind of entity or of a work queue, by its name.</summary>
public interface IDeadLetters
{
    /// <summary>How many there are.</summary>
    /// <exception cref="ClusterException"><see cref="ClusterError.Unreachable"/>.</exception>
    Task<long> CountAsync(string name, CancellationToken cancellationToken = default);

    /// <summary>The oldest of them; they stay.</summary>
    /// <exception cref="ClusterException"><see cref="ClusterError.Unreachable"/>.</exception>
    Task<ImmutableArray<DeadLetter>> PeekAsync(string name, int atMost, CancellationToken cancellationToken = default);

    /// <summary>Sends them back to where they were, oldest first, with all attempts before them; returns how many.</summary>
    /// <param name="name">The kind or work queue.</param>
    /// <param name="messageId">Only this one; all when null.</param>
    /// <param name="cancellationToken">Stops in between; each is at one of the two places.</param>
    /// <exception cref="ClusterException"><see cref="ClusterError.Unreachable"/>.</exception>
    Task<int> RequeueAsync(string name, string? messageId = null, CancellationToken cancellationToken = default);

    /// <summary>Deletes them; returns how many.</summary>
    /// <param name="name">The kind or work queue.</param>
    /// <param name="messageId">Only this one; all when null.</param>
    /// <param name="cancellationToken">Stops in between.</param>
    /// <exception cref="ClusterException"><see cref="ClusterError.Unreachable"/>.</exception>
    Task<int> PurgeAsync(string name, string? messageId = null, CancellationToken cancellationToken = default);
}
