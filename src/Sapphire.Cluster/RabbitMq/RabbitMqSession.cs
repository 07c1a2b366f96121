using System.Net.Sockets;
using RabbitMQ.Client;
using Sapphire.Cluster.Links;
using Sapphire.Cluster.Messaging;

namespace Sapphire.Cluster.RabbitMq;

/// <summary>A connection to RabbitMQ.</summary>
internal sealed class RabbitMqSession : ILinkSession
{
    private static readonly TimeSpan LongestClose = TimeSpan.FromSeconds(3);

    private readonly IConnection _connection;
    private readonly Socket _socket;
    private readonly Pulse _pulse;
    private readonly TaskCompletionSource<ClusterException> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ITimer _look;

    public RabbitMqSession(IConnection connection, Socket socket, Pulse pulse, RabbitMqSettings settings, TimeProvider clock)
    {
        _connection = connection;
        _socket = socket;
        _pulse = pulse;
        connection.ConnectionShutdownAsync += (_, reason) =>
        {
            End(RabbitMqErrors.OfEnd(reason, settings));
            return Task.CompletedTask;
        };
        TimeSpan often = connection.Heartbeat / 6;
        _look = clock.CreateTimer(_ =>
        {
            if (!_pulse.IsAlive) End(new(ClusterError.Unreachable, $"The broker at {settings.Address} was not heard for more than {RabbitMqDriver.Silence * connection.Heartbeat.TotalSeconds:0.#} s. The network may be broken, or one of the two machines stood still."));
            else if (!connection.IsOpen) End(new(ClusterError.Unreachable, $"The connection to the broker at {settings.Address} was lost."));
        }, null, often, often);
        if (connection.CloseReason is { } already) End(RabbitMqErrors.OfEnd(already, settings));
    }

    public bool IsAlive => !_ended.Task.IsCompleted && _connection.IsOpen && _pulse.IsAlive;

    public Task<ClusterException> Ended => _ended.Task;

    public async Task<ILinkChannel> OpenAsync(bool confirms, CancellationToken cancellationToken)
    {
        try
        {
            // No tracking by the client: it would let no second message go before the first is confirmed.
            CreateChannelOptions options = new(confirms, publisherConfirmationTrackingEnabled: false, outstandingPublisherConfirmationsRateLimiter: null, consumerDispatchConcurrency: 1);
            return new RabbitMqChannel(await _connection.CreateChannelAsync(options, cancellationToken), confirms);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            throw RabbitMqErrors.OfChannel(e, "");
        }
    }

    // A dead peer does not answer a farewell: after a while the socket is closed under it.
    public async Task CloseAsync()
    {
        bool wasAlive = IsAlive;
        End(new(ClusterError.Closed, "This node has closed its connection to the broker."));
        if (!wasAlive) _socket.Dispose();
        try
        {
            await _connection.CloseAsync(200, "Goodbye", TimeSpan.FromSeconds(15), abort: true, CancellationToken.None).WaitAsync(LongestClose);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // It is being got rid of.
        }

        _socket.Dispose();
        _ = DisposeLaterAsync();
    }

    private async Task DisposeLaterAsync()
    {
        try
        {
            await _connection.DisposeAsync();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The client complains when its socket is gone.
        }
    }

    private void End(ClusterException reason)
    {
        _ended.TrySetResult(reason);

        // Null where the connection ended while this was made: then the first look ends itself.
        _look?.Dispose();
    }
}
