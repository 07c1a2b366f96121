using System.Threading.Channels;
using Sapphire.Cluster.Links;
using Sapphire.Cluster.Messaging;

namespace Sapphire.Cluster.InProcess;

/// <summary>A channel of a connection to the broker of this process. Its fields are the broker's, under the broker's lock.</summary>
internal sealed class InProcessChannel(InProcessBroker broker, InProcessSession session) : ILinkChannel
{
    private readonly TaskCompletionSource<ClusterException?> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Channel<RawDelivery> _deliveries = Channel.CreateUnbounded<RawDelivery>(new() { SingleReader = true });
    private ulong _published;

    public InProcessSession Session => session;

    public Task<ClusterException?> Closed => _closed.Task;

    public Action<ulong, bool, bool>? Confirmed { get; set; }

    public Action<string, WireMessage>? Returned { get; set; }

    /// <summary>What was delivered and not answered, by tag.</summary>
    public SortedDictionary<ulong, (BrokerQueue Queue, BrokerEntry Entry)> Unanswered { get; } = [];

    public ulong LastTag { get; set; }

    public bool IsClosed { get; set; }

    /// <summary>What it consumes, and how much of it at a time.</summary>
    public BrokerQueue? Consuming { get; set; }

    public int Prefetch { get; private set; }

    public Task DeclareAsync(QueueSpec queue, CancellationToken cancellationToken) => Do(() => broker.Declare(this, queue));

    public Task DeclareExchangeAsync(string name, bool topics, CancellationToken cancellationToken) => Do(() => broker.DeclareExchange(this, name, topics));

    public Task BindAsync(string queue, string exchange, string key, CancellationToken cancellationToken) => Do(() => broker.Bind(this, queue, exchange, key));

    public ValueTask PublishAsync(string exchange, string key, WireMessage message, bool durable, bool mandatory, Action<ulong>? numbered = null)
    {
        ulong number = ++_published;
        numbered?.Invoke(number);

        // As bytes of its own: what the sender does with its buffer afterwards is nobody else's business.
        WireMessage travelling = message with { Body = message.Body.ToArray() };
        (bool routed, bool accepted) = broker.Publish(this, exchange, key, travelling, durable);
        if (mandatory && !routed) Returned?.Invoke(key, travelling);
        Confirmed?.Invoke(number, false, accepted);
        return ValueTask.CompletedTask;
    }

    public Task ConsumeAsync(string queue, int prefetch, Func<RawDelivery, ValueTask> handler, CancellationToken cancellationToken) => Do(() =>
    {
        Prefetch = prefetch;
        _ = Task.Run(() => PumpAsync(handler), CancellationToken.None);
        broker.Consume(this, queue);
    });

    public Task CancelAsync() => Do(() => broker.Cancel(this));

    public ValueTask AckAsync(ulong tag)
    {
        broker.Answer(this, tag, BrokerAnswer.Done);
        return ValueTask.CompletedTask;
    }

    public ValueTask NackAsync(ulong tag, bool requeue)
    {
        broker.Answer(this, tag, requeue ? BrokerAnswer.Back : BrokerAnswer.Dead);
        return ValueTask.CompletedTask;
    }

    public Task<RawDelivery?> GetAsync(string queue, CancellationToken cancellationToken) => Task.FromResult(broker.Get(this, queue));

    public Task<(long Waiting, int Consumers)?> InspectAsync(string queue, CancellationToken cancellationToken) => Task.FromResult(broker.Inspect(this, queue));

    public Task<long> PurgeAsync(string queue, CancellationToken cancellationToken) => Task.FromResult(broker.Purge(this, queue));

    public ValueTask DisposeAsync()
    {
        broker.Close(this);
        return ValueTask.CompletedTask;
    }

    /// <summary>Hands a delivery to the consumer.</summary>
    public void Push(RawDelivery delivery) => _deliveries.Writer.TryWrite(delivery);

    /// <summary>The end.</summary>
    public void End(ClusterException? reason)
    {
        _deliveries.Writer.TryComplete();
        _closed.TrySetResult(reason);
    }

    private static Task Do(Action action)
    {
        action();
        return Task.CompletedTask;
    }

    private async Task PumpAsync(Func<RawDelivery, ValueTask> handler)
    {
        await foreach (RawDelivery delivery in _deliveries.Reader.ReadAllAsync())
        {
            if (_closed.Task.IsCompleted) return;
            try
            {
                await handler(delivery);
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                // As with a broker far away: it stays unanswered until the channel is closed.
            }
        }
    }
}
