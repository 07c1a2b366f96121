using System.Collections.Immutable;
using Sapphire.Cluster.Messaging;

namespace Sapphire.Cluster.Links;

/// <summary>Asks the broker how queues stand, over channels of its own: an answer that there is no such queue closes one.</summary>
internal sealed class QueueInspector(Link link, QueueNames names, TimeSpan timeout) : IQueues
{
    public async Task<ImmutableArray<QueueState>> InspectAsync(IEnumerable<EntityKind> kinds, IEnumerable<WorkQueue> workQueues, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(kinds);
        ArgumentNullException.ThrowIfNull(workQueues);
        await using Asking asking = new(await link.SessionAsync(timeout, cancellationToken));
        ImmutableArray<QueueState>.Builder states = ImmutableArray.CreateBuilder<QueueState>();
        foreach (EntityKind kind in kinds)
        {
            states.Add(await StateAsync(asking, kind.Name, Enumerable.Range(0, kind.Shards).Select(shard => names.Shard(kind, shard)[^1].Name), cancellationToken));
        }

        foreach (WorkQueue queue in workQueues)
        {
            states.Add(await StateAsync(asking, queue.Name, [names.Work(queue)[^1].Name], cancellationToken));
        }

        return states.ToImmutable();
    }

    private async Task<QueueState> StateAsync(Asking asking, string name, IEnumerable<string> queues, CancellationToken cancellationToken)
    {
        long waiting = 0;
        int consumers = 0;
        foreach (string queue in queues)
        {
            (long Waiting, int Consumers) one = await asking.AskAsync(queue, cancellationToken);
            waiting += one.Waiting;
            consumers += one.Consumers;
        }

        return new(name, waiting, consumers, (await asking.AskAsync(names.Dead(name), cancellationToken)).Waiting);
    }

    /// <summary>A channel, and another one after each that was closed.</summary>
    private sealed class Asking(ILinkSession session) : IAsyncDisposable
    {
        private ILinkChannel? _channel;

        public async Task<(long Waiting, int Consumers)> AskAsync(string queue, CancellationToken cancellationToken)
        {
            _channel ??= await session.OpenAsync(confirms: false, cancellationToken);
            if (await _channel.InspectAsync(queue, cancellationToken) is { } found) return found;
            await DisposeAsync();
            return default;
        }

        public async ValueTask DisposeAsync()
        {
            if (_channel is { } channel) await channel.DisposeAsync();
            _channel = null;
        }
    }
}
