using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Sapphire.ScriptedProvider;

/// <summary>A SOCKS5 proxy on this machine that connects everybody to one local port, and remembers whom it was asked for.</summary>
public sealed class SocksServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<string> _asked = new();
    private readonly ConcurrentBag<Task> _served = [];
    private readonly int _target;
    private readonly string _user;
    private readonly string _password;
    private readonly Task _accepting;
    private bool _disposed;

    private SocksServer(int target, string user, string password)
    {
        _target = target;
        _user = user;
        _password = password;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Whom it was asked for, in order: <c>name:port</c>, as it was written to it.</summary>
    public IReadOnlyList<string> Asked => [.. _asked];

    /// <summary>Where it listens on 127.0.0.1.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>How long it thinks before it answers.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>What it answers a request with (RFC 1928): 0 connects.</summary>
    public byte Reply { get; set; }

    /// <summary>It takes connections and says nothing.</summary>
    public bool Silent { get; set; }

    /// <summary>It closes each connection after the greeting.</summary>
    public bool Closes { get; set; }

    /// <summary>Starts one.</summary>
    /// <param name="target">The port of this machine to which everybody is connected.</param>
    /// <param name="user">Who may use it; empty for everybody.</param>
    /// <param name="password">With which password.</param>
    public static SocksServer Start(int target, string user = "", string password = "") => new(target, user, password);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_served);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _served.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or InvalidOperationException)
        {
            // The end.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using TcpClient owned = client;
        try
        {
            NetworkStream stream = client.GetStream();
            byte[] head = await ReadAsync(stream, 2);
            if (Silent)
            {
                await Task.Delay(Timeout.Infinite, _stop.Token);
            }

            byte[] methods = await ReadAsync(stream, head[1]);
            byte wanted = _user.Length > 0 ? (byte)2 : (byte)0;
            bool offered = methods.Contains(wanted);
            await Task.Delay(Delay, _stop.Token);
            await stream.WriteAsync((byte[])[5, offered ? wanted : (byte)255], _stop.Token);
            if (Closes || !offered || (wanted == 2 && !await LogInAsync(stream)))
            {
                return;
            }

            byte[] request = await ReadAsync(stream, 4);
            string host = request[3] switch
            {
                1 => new IPAddress(await ReadAsync(stream, 4)).ToString(),
                4 => new IPAddress(await ReadAsync(stream, 16)).ToString(),
                _ => Encoding.ASCII.GetString(await ReadAsync(stream, (await ReadAsync(stream, 1))[0])),
            };
            byte[] port = await ReadAsync(stream, 2);
            _asked.Enqueue($"{host}:{(port[0] << 8) | port[1]}");
            if (Reply != 0)
            {
                await stream.WriteAsync((byte[])[5, Reply, 0, 1, 0, 0, 0, 0, 0, 0], _stop.Token);
                return;
            }

            using TcpClient target = new();
            await target.ConnectAsync(IPAddress.Loopback, _target, _stop.Token);
            await stream.WriteAsync((byte[])[5, 0, 0, 1, 0, 0, 0, 0, 0, 0], _stop.Token);
            NetworkStream there = target.GetStream();
            await Task.WhenAny(stream.CopyToAsync(there, _stop.Token), there.CopyToAsync(stream, _stop.Token));
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or SocketException)
        {
            // Either side went away, which is often what the test wants.
        }
    }

    private async Task<bool> LogInAsync(NetworkStream stream)
    {
        byte[] head = await ReadAsync(stream, 2);
        string user = Encoding.UTF8.GetString(await ReadAsync(stream, head[1]));
        string password = Encoding.UTF8.GetString(await ReadAsync(stream, (await ReadAsync(stream, 1))[0]));
        bool ok = user == _user && password == _password;
        await stream.WriteAsync((byte[])[1, ok ? (byte)0 : (byte)1], _stop.Token);
        return ok;
    }

    private async Task<byte[]> ReadAsync(NetworkStream stream, int count)
    {
        byte[] bytes = new byte[count];
        await stream.ReadExactlyAsync(bytes, _stop.Token);
        return bytes;
    }
}
