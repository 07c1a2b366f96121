using System.Collections.Immutable;
using Sapphire.Cluster.Messaging;

namespace Sapphire.Cluster.Links;

/// <summary>Sends to shards over one connection and consumes them over another, which a slow broker may hold up by itself.</summary>
internal sealed class EntitiesClient : IEntities
{
    private readonly Link _consume;
    private readonly ConfirmedSender _sender;
    private readonly Declarer _declarer = new();
    private readonly DeadLetterBox _deadLetters;
    private readonly QueueNames _names;
    private readonly ClusterSettings _settings;
    private readonly Lock _lock = new();
    private readonly HashSet<ShardClaim> _claims = [];

    /// <param name="consume">The connection for consuming.</param>
    /// <param name="sender">Sends.</param>
    /// <param name="deadLetters">For what is rejected.</param>
    /// <param name="names">The names.</param>
    /// <param name="settings">The settings.</param>
    public EntitiesClient(Link consume, ConfirmedSender sender, DeadLetterBox deadLetters, QueueNames names, ClusterSettings settings)
    {
        _consume = consume;
        _sender = sender;
        _deadLetters = deadLetters;
        _names = names;
        _settings = settings;
    }

    public Task SendAsync(EntityKind kind, int shard, WireMessage message, CancellationToken cancellationToken = default) =>
        _sender.SendAsync(_names.Shard(kind, shard), message, cancellationToken);

    public async Task<IShardClaim> ClaimAsync(EntityKind kind, int shard, Func<IDelivery, ValueTask> handler, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(handler);
        QueueSpec[] queues = _names.Shard(kind, shard);
        ILinkSession session = await _consume.SessionAsync(_settings.SendTimeout, cancellationToken);
        ILinkChannel? channel = null;
        try
        {
            await _declarer.EnsureAsync(session, queues, cancellationToken);
            channel = await session.OpenAsync(confirms: false, cancellationToken);
            ShardClaim claim = new(kind, shard, queues[^1].Name, session, channel, handler, _deadLetters);
            lock (_lock) _claims.Add(claim);
            claim.Watch(status =>
            {
                if (status is not (ClaimStatus.Released or ClaimStatus.Lost)) return;
                lock (_lock) _claims.Remove(claim);
            });
            await claim.BeginAsync(_settings.ShardPrefetch, cancellationToken);
            return claim;
        }
        catch (Exception e)
        {
            if (channel is not null) await channel.DisposeAsync();
            if (e is ClusterException or OperationCanceledException or ArgumentException) throw;
            throw _consume.Unreachable();
        }
    }

    /// <summary>A node has gone: whichever of ours is next in line owns its shards now, and should know.</summary>
    public async Task ProbeAsync()
    {
        ShardClaim[] claims;
        lock (_lock) claims = [.. _claims];
        foreach (ShardClaim claim in claims)
        {
            try
            {
                await claim.ProbeAsync();
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                // The claim is lost, or about to be.
            }
        }
    }

    /// <summary>How many shards of each kind this node owns.</summary>
    public ImmutableDictionary<string, int> Held()
    {
        lock (_lock)
        {
            return _claims.Where(c => c.Standing is ClaimStatus.Active or ClaimStatus.Releasing)
                .GroupBy(c => c.Kind.Name, StringComparer.Ordinal)
                .ToImmutableDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal);
        }
    }
}
