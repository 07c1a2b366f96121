using Sapphire.Cluster.Messaging;

namespace Sapphire.Cluster.Links;

/// <summary>Work queues over two connections, as with <see cref="EntitiesClient"/>.</summary>
internal sealed class WorkQueuesClient(Link consume, ConfirmedSender sender, DeadLetterBox deadLetters, QueueNames names) : IWorkQueues
{
    private readonly Declarer _declarer = new();

    public Task EnqueueAsync(WorkQueue queue, WireMessage message, CancellationToken cancellationToken = default) =>
        sender.SendAsync(names.Work(queue), message, cancellationToken);

    public async Task<IWorkConsumer> ConsumeAsync(WorkQueue queue, int prefetch, Func<IJob, ValueTask> handler, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(prefetch, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(prefetch, ushort.MaxValue);
        ArgumentNullException.ThrowIfNull(handler);
        WorkConsumer consumer = new(queue, names.Work(queue), prefetch, handler, consume, _declarer, deadLetters);
        try
        {
            await consumer.FirstAsync(cancellationToken);
            return consumer;
        }
        catch
        {
            await consumer.DisposeAsync();
            throw;
        }
    }
}
