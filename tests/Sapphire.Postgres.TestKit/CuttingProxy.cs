using System.Net;
using System.Net.Sockets;
using System.Text;
using Npgsql;

namespace Sapphire.Postgres.TestKit;

/// <summary>Stands between clients and a server, and cuts the connection over which a certain text is sent, at a chosen point.</summary>
public sealed class CuttingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly int _serverPort;
    private readonly Task _accepting;
    private readonly List<Task> _connections = [];
    private Cut? _cut;
    private int _silent;

    /// <summary>Begins to listen.</summary>
    public CuttingProxy(int serverPort)
    {
        _serverPort = serverPort;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>The same connection string by way of this proxy.</summary>
    public string Through(string connectionString) =>
        new NpgsqlConnectionStringBuilder(connectionString) { Host = "127.0.0.1", Port = ((IPEndPoint)_listener.LocalEndpoint).Port }.ConnectionString;

    /// <summary>Cuts the next connection that sends a text. Completes when it has happened.</summary>
    public Task CutAt(string text, CutPoint point)
    {
        Cut cut = new(Encoding.UTF8.GetBytes(text), point, new(TaskCreationOptions.RunContinuationsAsynchronously));
        Volatile.Write(ref _cut, cut);
        return cut.Done.Task;
    }

    /// <summary>Accepts the next connection and says nothing on it, as a server that is too busy.</summary>
    public void SilenceNext() => Volatile.Write(ref _silent, 1);

    /// <summary>Whether the next connection is still to be met with silence.</summary>
    public bool WillBeSilent => Volatile.Read(ref _silent) == 1;

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_connections);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                TcpClient client = await _listener.AcceptTcpClientAsync(_stop.Token);
                _connections.Add(ServeAsync(client));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
            // Stopped.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using TcpClient from = client;
        using TcpClient to = new() { NoDelay = true };
        from.NoDelay = true;
        using CancellationTokenSource ended = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        Cut? answer = null;
        try
        {
            if (Interlocked.Exchange(ref _silent, 0) == 1)
            {
                await Task.Delay(Timeout.Infinite, ended.Token);
            }

            await to.ConnectAsync(IPAddress.Loopback, _serverPort, ended.Token);
            Task up = CopyAsync(from.GetStream(), to.GetStream(), async chunk =>
            {
                if (Volatile.Read(ref _cut) is not { } cut || chunk.Span.IndexOf(cut.Text) < 0 || Interlocked.CompareExchange(ref _cut, null, cut) != cut)
                {
                    return true;
                }

                if (cut.Point != CutPoint.BeforeTheServer)
                {
                    answer = cut.Point == CutPoint.AfterTheAnswer ? cut : null;
                    await to.GetStream().WriteAsync(chunk, ended.Token);
                    if (answer is not null)
                    {
                        return false;
                    }
                }

                await ended.CancelAsync();
                cut.Done.SetResult();
                return false;
            }, ended.Token);
            Task down = CopyAsync(to.GetStream(), from.GetStream(), async _ =>
            {
                if (Volatile.Read(ref answer) is not { } cut)
                {
                    return true;
                }

                await ended.CancelAsync();
                cut.Done.SetResult();
                return false;
            }, ended.Token);
            await Task.WhenAny(up, down);
            if (answer is not null)
            {
                await down;
            }

            await ended.CancelAsync();
            await Task.WhenAll(up, down);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or SocketException)
        {
            // Cut, or ended by one of them.
        }
    }

    /// <param name="source">From where.</param>
    /// <param name="target">To where.</param>
    /// <param name="pass">Whether a chunk goes on; when not, copying ends.</param>
    /// <param name="cancellationToken">Ends it.</param>
    private static async Task CopyAsync(NetworkStream source, NetworkStream target, Func<ReadOnlyMemory<byte>, Task<bool>> pass, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[256 * 1024];
        try
        {
            while (await source.ReadAsync(buffer, cancellationToken) is > 0 and int count && await pass(buffer.AsMemory(0, count)))
            {
                await target.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or SocketException)
        {
            // Cut, or ended by one of them.
        }
    }

    private sealed record Cut(byte[] Text, CutPoint Point, TaskCompletionSource Done);
}
