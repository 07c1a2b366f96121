using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Sapphire.EndToEnd.Tests.Support;

/// <summary>
/// The cable between browser and server. It can be cut (every connection reset), unplugged (connections reset and new ones refused)
/// and frozen (nothing passes, and nobody is told).
///
///   plugged ──Cut──► plugged      plugged ◄──Plug── unplugged ◄──Unplug── plugged      plugged ──Freeze──► frozen ──Thaw──► plugged
/// </summary>
public sealed class TcpRelay : IAsyncDisposable
{
    private readonly int _server;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<Socket, Socket> _pairs = new();
    private readonly ConcurrentBag<Task> _pumps = [];
    private readonly int _port;
    private Socket? _listener;
    private Task _accepting = Task.CompletedTask;
    private volatile TaskCompletionSource _flow = Done();

    private TcpRelay(int server)
    {
        _server = server;
        // A port of its own: one that the system gives out may be taken by somebody else while this is unplugged.
        _listener = Listen(Ports.FreePair());
        _port = ((IPEndPoint)_listener.LocalEndPoint!).Port;
        _accepting = AcceptAsync(_listener);
    }

    /// <summary>Where it listens on 127.0.0.1.</summary>
    public int Port => _port;

    /// <summary>How many connections pass now.</summary>
    public int Connections => _pairs.Count;

    /// <summary>Starts a relay to a port of 127.0.0.1.</summary>
    public static TcpRelay To(int port) => new(port);

    /// <summary>Resets every connection; new ones pass.</summary>
    public void Cut()
    {
        foreach ((Socket client, Socket server) in _pairs)
        {
            Reset(client);
            Reset(server);
        }
    }

    /// <summary>Resets every connection, and refuses new ones.</summary>
    public async Task UnplugAsync()
    {
        _listener?.Dispose();
        _listener = null;
        await _accepting;
        Cut();
    }

    /// <summary>Accepts again.</summary>
    public void Plug()
    {
        _listener = Listen(_port);
        _accepting = AcceptAsync(_listener);
    }

    /// <summary>Keeps everything, passes nothing.</summary>
    public void Freeze() => _flow = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Passes on what was held back.</summary>
    public void Thaw() => _flow.TrySetResult();

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener?.Dispose();
        Cut();
        await _accepting;
        await Task.WhenAll(_pumps);
        _stop.Dispose();
    }

    private static TaskCompletionSource Done()
    {
        TaskCompletionSource done = new();
        done.SetResult();
        return done;
    }

    private static Socket Listen(int port)
    {
        Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
        listener.Listen(100);
        return listener;
    }

    // Closing at once with a reset instead of a FIN, as when a cable or a router is gone.
    private static void Reset(Socket socket)
    {
        try
        {
            socket.LingerState = new(true, 0);
            socket.Close();
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It is gone already.
        }
    }

    private async Task AcceptAsync(Socket listener)
    {
        while (true)
        {
            Socket client;
            try
            {
                client = await listener.AcceptAsync(_stop.Token);
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
            {
                return;
            }

            _pumps.Add(ServeAsync(client));
        }
    }

    private async Task ServeAsync(Socket client)
    {
        Socket server = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        client.NoDelay = true;
        _pairs[client] = server;
        try
        {
            await _flow.Task.WaitAsync(_stop.Token);
            await server.ConnectAsync(IPAddress.Loopback, _server, _stop.Token);
            await Task.WhenAll(PumpAsync(client, server), PumpAsync(server, client));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // Cut, or the server is away: the browser sees its connection reset.
        }
        finally
        {
            _pairs.TryRemove(client, out _);
            Reset(client);
            Reset(server);
        }
    }

    private async Task PumpAsync(Socket from, Socket to)
    {
        byte[] buffer = new byte[16 * 1024];
        while (true)
        {
            int count = await from.ReceiveAsync(buffer, _stop.Token);
            await _flow.Task.WaitAsync(_stop.Token);
            if (count == 0)
            {
                to.Shutdown(SocketShutdown.Send);
                return;
            }

            for (int sent = 0; sent < count;)
            {
                sent += await to.SendAsync(buffer.AsMemory(sent, count - sent), _stop.Token);
            }
        }
    }
}
