using System.Net;
using System.Net.Sockets;

namespace Sapphire.RabbitMq.TestKit;

/// <summary>Stands between a client and the broker: can cut the connections, refuse new ones, and stop passing anything on.</summary>
public sealed class BrokerProxy : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly int _brokerPort;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private readonly HashSet<TcpClient> _clients = [];
    private readonly Task _accepting;
    private TaskCompletionSource _flowing = Done();
    private bool _cut;

    /// <summary>Begins to listen, at a free port unless given.</summary>
    public BrokerProxy(int brokerPort, int port = 0)
    {
        _listener = new(IPAddress.Loopback, port);
        _brokerPort = brokerPort;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>The port on 127.0.0.1.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Resets all connections, and each new one at once, until <see cref="Heal"/>.</summary>
    public void Cut()
    {
        lock (_lock)
        {
            _cut = true;
            foreach (TcpClient client in _clients) Reset(client);
            _clients.Clear();
        }
    }

    /// <summary>Passes nothing on, in both directions, without closing anything: a broken network.</summary>
    public void Freeze()
    {
        lock (_lock)
        {
            if (_flowing.Task.IsCompleted) _flowing = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>All is well again; what was held is passed on.</summary>
    public void Heal()
    {
        lock (_lock)
        {
            _cut = false;
            _flowing.TrySetResult();
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        Heal();
        Cut();
        _listener.Stop();
        await _accepting;
        _stop.Dispose();
    }

    private static TaskCompletionSource Done()
    {
        TaskCompletionSource done = new();
        done.SetResult();
        return done;
    }

    private static void Reset(TcpClient client)
    {
        try
        {
            client.Client.LingerState = new(enable: true, seconds: 0);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Closed by the other side.
        }

        client.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                TcpClient client = await _listener.AcceptTcpClientAsync(_stop.Token);
                bool cut;
                lock (_lock)
                {
                    cut = _cut;
                    if (!cut) _clients.Add(client);
                }

                if (cut) Reset(client);
                else _ = ServeAsync(client);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
            // Stopped.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        TcpClient broker = new() { NoDelay = true };
        client.NoDelay = true;
        try
        {
            await broker.ConnectAsync(IPAddress.Loopback, _brokerPort, _stop.Token);
            bool cut;
            lock (_lock)
            {
                cut = _cut;
                if (!cut) _clients.Add(broker);
            }

            if (!cut) await Task.WhenAny(CopyAsync(client, broker), CopyAsync(broker, client));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The broker is not there.
        }

        lock (_lock)
        {
            _clients.Remove(client);
            _clients.Remove(broker);
        }

        Reset(client);
        Reset(broker);
    }

    private async Task CopyAsync(TcpClient source, TcpClient target)
    {
        byte[] buffer = new byte[64 * 1024];
        try
        {
            while (await source.GetStream().ReadAsync(buffer, _stop.Token) is > 0 and int count)
            {
                Task flowing;
                lock (_lock) flowing = _flowing.Task;
                await flowing.WaitAsync(_stop.Token);
                await target.GetStream().WriteAsync(buffer.AsMemory(0, count), _stop.Token);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or SocketException or InvalidOperationException)
        {
            // Cut, or ended by one of them.
        }
    }
}
