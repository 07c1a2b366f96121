using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;
using Sapphire.Cluster.Links;
using Sapphire.Cluster.Messaging;

namespace Sapphire.Cluster.RabbitMq;

/// <summary>A channel of a connection to RabbitMQ.</summary>
internal sealed class RabbitMqChannel : ILinkChannel
{
    private static readonly TimeSpan LongestClose = TimeSpan.FromSeconds(5);

    private readonly IChannel _channel;
    private readonly bool _confirms;
    private readonly TaskCompletionSource<ClusterException?> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string _what = "";
    private string? _consumer;
    private volatile bool _cancelling;

    public RabbitMqChannel(IChannel channel, bool confirms)
    {
        _channel = channel;
        _confirms = confirms;
        channel.ChannelShutdownAsync += (_, reason) =>
        {
            _closed.TrySetResult(RabbitMqErrors.OfClosing(reason, _what));
            return Task.CompletedTask;
        };
        channel.BasicAcksAsync += (_, ack) =>
        {
            Confirmed?.Invoke(ack.DeliveryTag, ack.Multiple, true);
            return Task.CompletedTask;
        };
        channel.BasicNacksAsync += (_, nack) =>
        {
            Confirmed?.Invoke(nack.DeliveryTag, nack.Multiple, false);
            return Task.CompletedTask;
        };
        channel.BasicReturnAsync += (_, returned) =>
        {
            Returned?.Invoke(returned.RoutingKey, RabbitMqMessages.Read(returned.BasicProperties, returned.Body));
            return Task.CompletedTask;
        };
        if (channel.IsClosed) _closed.TrySetResult(null);
    }

    public Task<ClusterException?> Closed => _closed.Task;

    public Action<ulong, bool, bool>? Confirmed { get; set; }

    public Action<string, WireMessage>? Returned { get; set; }

    public Task DeclareAsync(QueueSpec queue, CancellationToken cancellationToken) => Do(queue.Name, () =>
        _channel.QueueDeclareAsync(queue.Name, durable: queue.Kind != QueueKind.Own, exclusive: queue.Kind == QueueKind.Own, autoDelete: queue.GoesWithConsumer, Arguments(queue), cancellationToken: cancellationToken), cancellationToken);

    public Task DeclareExchangeAsync(string name, bool topics, CancellationToken cancellationToken) => Do(name, () =>
        _channel.ExchangeDeclareAsync(name, topics ? ExchangeType.Topic : ExchangeType.Direct, durable: true, cancellationToken: cancellationToken), cancellationToken);

    public Task BindAsync(string queue, string exchange, string key, CancellationToken cancellationToken) => Do(queue, () =>
        _channel.QueueBindAsync(queue, exchange, key, cancellationToken: cancellationToken), cancellationToken);

    public async ValueTask PublishAsync(string exchange, string key, WireMessage message, bool durable, bool mandatory, Action<ulong>? numbered = null)
    {
        _what = exchange.Length > 0 ? exchange : key;
        try
        {
            if (_confirms) numbered?.Invoke(await _channel.GetNextPublishSequenceNumberAsync());
            await _channel.BasicPublishAsync(exchange, key, mandatory, RabbitMqMessages.Properties(message, durable), message.Body);
        }
        catch (Exception e)
        {
            throw RabbitMqErrors.OfChannel(e, _what);
        }
    }

    public Task ConsumeAsync(string queue, int prefetch, Func<RawDelivery, ValueTask> handler, CancellationToken cancellationToken) => Do(queue, async () =>
    {
        await _channel.BasicQosAsync(0, (ushort)Math.Min(prefetch, ushort.MaxValue), global: false, cancellationToken);
        AsyncEventingBasicConsumer consumer = new(_channel);
        consumer.ReceivedAsync += async (_, delivery) =>
        {
            try
            {
                await handler(RabbitMqMessages.Delivery(delivery.DeliveryTag, delivery.RoutingKey, delivery.BasicProperties, delivery.Body));
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                // It stays unanswered until the channel is closed, as when this node had died over it.
            }
        };

        // The broker ends a consumer when its queue is deleted. Not awaited: closing waits for the end of this handler.
        consumer.UnregisteredAsync += (_, _) =>
        {
            if (!_cancelling) _ = DisposeAsync().AsTask();
            return Task.CompletedTask;
        };
        _consumer = await _channel.BasicConsumeAsync(queue, autoAck: false, consumer, cancellationToken);
        return 0;
    }, cancellationToken);

    public async Task CancelAsync()
    {
        _cancelling = true;
        if (_consumer is { } consumer) await Do(_what, () => _channel.BasicCancelAsync(consumer), CancellationToken.None);
    }

    public ValueTask AckAsync(ulong tag) => _channel.BasicAckAsync(tag, multiple: false);

    public ValueTask NackAsync(ulong tag, bool requeue) => _channel.BasicNackAsync(tag, multiple: false, requeue);

    public Task<RawDelivery?> GetAsync(string queue, CancellationToken cancellationToken) => Do(queue, async () =>
        await _channel.BasicGetAsync(queue, autoAck: false, cancellationToken) is { } got ? RabbitMqMessages.Delivery(got.DeliveryTag, got.RoutingKey, got.BasicProperties, got.Body) : null, cancellationToken);

    public Task<(long Waiting, int Consumers)?> InspectAsync(string queue, CancellationToken cancellationToken) => Do<(long, int)?>(queue, async () =>
    {
        try
        {
            QueueDeclareOk known = await _channel.QueueDeclarePassiveAsync(queue, cancellationToken);
            return (known.MessageCount, (int)known.ConsumerCount);
        }
        catch (OperationInterruptedException e) when (e.ShutdownReason?.ReplyCode == 404)
        {
            return null;
        }
    }, cancellationToken);

    public Task<long> PurgeAsync(string queue, CancellationToken cancellationToken) => Do(queue, async () => (long)await _channel.QueuePurgeAsync(queue, cancellationToken), cancellationToken);

    public async ValueTask DisposeAsync()
    {
        _cancelling = true;
        try
        {
            if (_channel.IsOpen) await _channel.CloseAsync(200, "Goodbye", abort: true, CancellationToken.None).WaitAsync(LongestClose);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Its connection is gone, or about to be.
        }

        _closed.TrySetResult(null);
    }

    private static Dictionary<string, object?>? Arguments(QueueSpec queue)
    {
        Dictionary<string, object?> arguments = [];
        if (queue.MaxLength > 0) arguments["x-max-length"] = (long)queue.MaxLength;
        if (queue.Kind == QueueKind.Own) arguments["x-overflow"] = "drop-head";
        if (queue.Kind is QueueKind.Shard or QueueKind.Work)
        {
            arguments["x-queue-type"] = "quorum";
            arguments["x-overflow"] = "reject-publish";

            // The broker counts how often it came again.
            arguments["x-delivery-limit"] = (long)queue.Attempts - 1;
            arguments["x-dead-letter-exchange"] = "";
            arguments["x-dead-letter-routing-key"] = queue.DeadLetters;
            arguments["x-dead-letter-strategy"] = "at-least-once";
        }

        if (queue.Kind == QueueKind.Shard) arguments["x-single-active-consumer"] = true;
        return arguments.Count > 0 ? arguments : null;
    }

    private Task<int> Do(string what, Func<Task> action, CancellationToken cancellationToken) => Do(what, async () =>
    {
        await action();
        return 0;
    }, cancellationToken);

    private async Task<T> Do<T>(string what, Func<Task<T>> action, CancellationToken cancellationToken)
    {
        _what = what;
        try
        {
            return await action();
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            throw RabbitMqErrors.OfChannel(e, what);
        }
    }
}
