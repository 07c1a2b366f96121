using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Sapphire.Actors.Privacy;

namespace Sapphire.Actors.Tests.Privacy;

/// <summary>A SOCKS5 proxy on this machine that connects everybody to one local port, and remembers whom it was asked for.</summary>
internal sealed class FakeSocks : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<string> _asked = new();
    private readonly ConcurrentBag<Task> _served = [];
    private readonly int _target;
    private readonly string _user;
    private readonly string _password;
    private readonly Task _accepting;

    private FakeSocks(int target, string user, string password)
    {
        _target = target;
        _user = user;
        _password = password;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public IReadOnlyList<string> Asked => [.. _asked];

    /// <summary>How long it thinks before it answers.</summary>
    public TimeSpan Delay { get; set; }

    public static FakeSocks Start(int target, string user = "", string password = "") => new(target, user, password);

    public SocksProxy Settings() => new("127.0.0.1", ((IPEndPoint)_listener.LocalEndpoint).Port, _user, _password, TimeSpan.FromSeconds(20));

    public async ValueTask DisposeAsync()
    {
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
            byte[] methods = await ReadAsync(stream, head[1]);
            byte wanted = _user.Length > 0 ? (byte)2 : (byte)0;
            bool offered = methods.Contains(wanted);
            await Task.Delay(Delay, _stop.Token);
            await stream.WriteAsync((byte[])[5, offered ? wanted : (byte)255], _stop.Token);
            if (!offered || (wanted == 2 && !await LogInAsync(stream)))
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
