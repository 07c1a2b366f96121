using System.IO.Pipelines;
using System.Net.Sockets;
using Sapphire.Persistence.Files;

namespace Sapphire.Web.Ownership;

/// <summary>Listens on the control socket of a home that this process owns.</summary>
internal sealed partial class ControlServer : IAsyncDisposable
{
    private const int MaximumConnections = 32;

    private readonly HomeFolder _home;
    private readonly Socket _listener;
    private readonly Func<ControlRequest, IProgress<string>, CancellationToken, Task<ControlReply>> _handle;
    private readonly ILogger _log;
    private readonly CancellationTokenSource _stopping = new();
    private readonly SemaphoreSlim _slots = new(MaximumConnections, MaximumConnections);
    private readonly Task _accepting;
    private bool _disposed;

    private ControlServer(HomeFolder home, Socket listener, Func<ControlRequest, IProgress<string>, CancellationToken, Task<ControlReply>> handle, ILogger log)
    {
        _home = home;
        _listener = listener;
        _handle = handle;
        _log = log;
        _accepting = AcceptAsync();
    }

    /// <summary>Starts to listen.</summary>
    /// <param name="home">Whose socket.</param>
    /// <param name="handle">Answers a request; may tell how far a long work is.</param>
    /// <param name="log">The log.</param>
    public static ControlServer Start(HomeFolder home, Func<ControlRequest, IProgress<string>, CancellationToken, Task<ControlReply>> handle, ILogger log)
    {
        string path = ControlSocketPath.Prepare(home);
        Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            listener.Bind(new UnixDomainSocketEndPoint(path));
            if (!OperatingSystem.IsWindows())
            {
                // Before Listen: nobody can connect while the mode is still what the umask left.
                File.SetUnixFileMode(path, DurableFile.Private);
            }

            listener.Listen(MaximumConnections);
        }
        catch (Exception e) when (e is SocketException or UnauthorizedAccessException)
        {
            listener.Dispose();
            throw new IOException($"Cannot listen on the control socket {path}: {e.Message}", e);
        }

        return new(home, listener, handle, log);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        await _stopping.CancelAsync();
        _listener.Dispose();
        await _accepting;
        // Every connection gives its slot back when it has ended.
        for (int i = 0; i < MaximumConnections; i++)
        {
            await _slots.WaitAsync();
        }

        ControlSocketPath.Remove(_home);
        _slots.Dispose();
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        await Task.Yield();
        try
        {
            while (true)
            {
                await _slots.WaitAsync(_stopping.Token);
                try
                {
                    _ = ServeAsync(await _listener.AcceptAsync(_stopping.Token));
                }
                catch (Exception e)
                {
                    _slots.Release();
                    if (e is not SocketException || _stopping.IsCancellationRequested)
                    {
                        throw;
                    }

                    LogAcceptFailed(_log, e);
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException && _stopping.IsCancellationRequested)
        {
            LogConnectionEnded(_log, "the server stops");
        }
    }

    private async Task ServeAsync(Socket connection)
    {
        try
        {
            await using NetworkStream stream = new(connection, ownsSocket: true);
            using CancellationTokenSource gone = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
            PipeReader reader = PipeReader.Create(stream);
            ControlRequest? request;
            try
            {
                request = await ControlLines.ReadAsync(reader, OwnershipJson.Default.ControlRequest, gone.Token);
            }
            catch (InvalidDataException e)
            {
                await ControlLines.WriteAsync(stream, new ControlReply(new ControlError("The request is not understood.", e.Message)), OwnershipJson.Default.ControlReply, gone.Token);
                return;
            }

            if (request is null)
            {
                return;
            }

            // One request a connection; anything more, the end included, means that the verb has given up.
            Task watch = CancelAtEndAsync(reader, gone);
            ControlReply reply;
            await using (ControlProgress progress = new(stream, _stopping.Token))
            {
                reply = await _handle(request, progress, gone.Token);
            }

            await ControlLines.WriteAsync(stream, reply, OwnershipJson.Default.ControlReply, _stopping.Token);
            connection.Shutdown(SocketShutdown.Send);
            await gone.CancelAsync();
            await watch;
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            LogConnectionEnded(_log, e.Message);
        }
        finally
        {
            _slots.Release();
        }
    }

    private static async Task CancelAtEndAsync(PipeReader reader, CancellationTokenSource gone)
    {
        try
        {
            await reader.ReadAsync(gone.Token);
            await gone.CancelAsync();
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or SocketException)
        {
            if (!gone.IsCancellationRequested)
            {
                await gone.CancelAsync();
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The control socket could not accept a connection.")]
    private static partial void LogAcceptFailed(ILogger log, Exception exception);

    [LoggerMessage(Level = LogLevel.Debug, Message = "A control connection ended early: {Reason}")]
    private static partial void LogConnectionEnded(ILogger log, string reason);
}
