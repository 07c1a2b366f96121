using System.Diagnostics;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Sapphire.Audio.Workers;

namespace Sapphire.Actors.Speech;

/// <summary>
/// A worker process and the link to it. <see cref="Spawn"/>, then <see cref="ConnectAsync"/>, then job after job; disposing kills it.
/// One job uses the link at a time.
/// </summary>
internal sealed class WorkerProcess : IAsyncDisposable
{
    private static readonly TimeSpan ExitPatience = TimeSpan.FromSeconds(5);

    private readonly Process _process;
    private readonly Socket _listener;
    private readonly string _socketPath;
    private readonly string _token;
    private readonly WorkerFolder _folder;
    private readonly WorkerOutput _output;
    private readonly SemaphoreSlim _sending = new(1);
    private readonly Task _exited;
    private readonly int _pid;
    private Socket? _socket;
    private NetworkStream? _stream;
    private FrameReader? _reader;
    private FrameWriter? _writer;
    private readonly Lock _disposeLock = new();
    private Task? _disposing;

    private WorkerProcess(Process process, Socket listener, string socketPath, string token, WorkerFolder folder, WorkerLog log)
    {
        _process = process;
        _pid = process.Id;
        _listener = listener;
        _socketPath = socketPath;
        _token = token;
        _folder = folder;
        _exited = process.WaitForExitAsync(CancellationToken.None);
        _output = new WorkerOutput(_pid, log, process.StandardOutput.BaseStream, process.StandardError.BaseStream);
        folder.Add(this);
    }

    /// <summary>Its id.</summary>
    public int Pid => _pid;

    /// <summary>Completes when the process has ended.</summary>
    public Task Exited => _exited;

    /// <summary>Starts the process. Blocks for the moment that takes.</summary>
    public static WorkerProcess Spawn(WorkerCommand command, string engine, WorkerFolder folder, WorkerLog log)
    {
        string path = folder.NextSocket();
        string token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            listener.Bind(new UnixDomainSocketEndPoint(path));
            listener.Listen(1);
            Process process = WorkerEnvironment.Start(command, engine, path);
            WorkerProcess worker = new(process, listener, path, token, folder, log);
            worker.SendToken();
            return worker;
        }
        catch
        {
            listener.Dispose();
            File.Delete(path);
            throw;
        }
    }

    /// <summary>Waits until the worker has its engine.</summary>
    /// <exception cref="WorkerUnavailableException">The engine cannot be used here.</exception>
    /// <exception cref="WorkerGoneException">The worker ended before.</exception>
    /// <exception cref="FrameFormatException">It is not the worker that speaks.</exception>
    public async Task<WorkerReady> ConnectAsync(string engine, WorkerConfiguration configuration, CancellationToken cancellationToken)
    {
        using CancellationTokenSource ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task<Socket> accepting = _listener.AcceptAsync(ended.Token).AsTask();
        if (await Task.WhenAny(accepting, _exited) != accepting)
        {
            await ended.CancelAsync();
            throw await GoneAsync();
        }

        _socket = await accepting;
        _listener.Dispose();
        File.Delete(_socketPath);
        _stream = new NetworkStream(_socket);
        _reader = new FrameReader(_stream);
        _writer = new FrameWriter(_stream);
        Frame first = await ReadAsync(cancellationToken);
        WorkerHello hello = WorkerJson.Read(Expect(first, FrameKind.Hello), WorkerJsonContext.Default.WorkerHello);
        if (hello.Protocol != WorkerHello.Version || hello.Engine != engine || hello.Token != _token)
        {
            throw new FrameFormatException($"Who has connected is not the worker that was started: protocol {hello.Protocol}, engine {hello.Engine}.");
        }

        await SendAsync(FrameKind.Configure, 0, System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(configuration, WorkerJsonContext.Default.WorkerConfiguration));
        Frame second = await ReadAsync(cancellationToken);
        return second.Kind == FrameKind.Unavailable
            ? throw new WorkerUnavailableException(WorkerJson.Read(second, WorkerJsonContext.Default.WorkerUnavailable).Message)
            : WorkerJson.Read(Expect(second, FrameKind.Ready), WorkerJsonContext.Default.WorkerReady);
    }

    /// <summary>The next frame; its payload is valid until the next call.</summary>
    /// <exception cref="WorkerGoneException">The link is closed.</exception>
    public async ValueTask<Frame> ReadAsync(CancellationToken cancellationToken)
    {
        Frame? frame;
        try
        {
            frame = await _reader!.ReadAsync(cancellationToken);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException || (e is FrameFormatException && _exited.IsCompleted))
        {
            // Killed, perhaps within a frame.
            frame = null;
        }

        return frame ?? throw await GoneAsync();
    }

    /// <summary>Sends a frame, whole: half a frame would spoil the link. A link that is broken is not noticed here, but by who reads it.</summary>
    public async Task SendAsync(FrameKind kind, long job, ReadOnlyMemory<byte> payload)
    {
        await _sending.WaitAsync();
        try
        {
            await _writer!.WriteAsync(kind, job, payload, CancellationToken.None);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The reader of the link says that it is gone, and why.
        }
        finally
        {
            _sending.Release();
        }
    }

    /// <summary>Sends sound; see <see cref="SendAsync"/>.</summary>
    public async Task SendSoundAsync(long job, ReadOnlyMemory<short> samples)
    {
        await _sending.WaitAsync();
        try
        {
            await _writer!.WriteSoundAsync(FrameKind.Sound, job, samples, CancellationToken.None);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The reader of the link says that it is gone, and why.
        }
        finally
        {
            _sending.Release();
        }
    }

    /// <summary>What it has in memory, in bytes; 0 when that cannot be read.</summary>
    public long ResidentBytes() => _exited.IsCompleted ? 0 : WorkerEnvironment.ResidentBytes(_pid);

    /// <summary>kill -9.</summary>
    public void Kill()
    {
        try
        {
            _process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself, or is being disposed.
        }
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync()
    {
        // The worker's actor and the folder may dispose it at the same time: it is done once, and both wait for it.
        lock (_disposeLock)
        {
            return new(_disposing ??= DisposeCoreAsync());
        }
    }

    private async Task DisposeCoreAsync()
    {
        // Closing the link is enough for a worker in health; kill -9 is for the others.
        _stream?.Dispose();
        _socket?.Dispose();
        _listener.Dispose();
        File.Delete(_socketPath);
        Kill();
        await _exited.WaitAsync(ExitPatience, TimeProvider.System);
        await _output.FinishAsync();
        // Disposing a process leaves the streams open that were asked for.
        _process.StandardOutput.Dispose();
        _process.StandardError.Dispose();
        _process.Dispose();
        _folder.Remove(this);
    }

    private void SendToken()
    {
        try
        {
            _process.StandardInput.WriteLine(_token);
            _process.StandardInput.Dispose();
        }
        catch (IOException)
        {
            // It has ended already; who waits for it to connect says so.
        }
    }

    private static Frame Expect(Frame frame, FrameKind kind) =>
        frame.Kind == kind ? frame : throw new FrameFormatException($"A frame of kind {frame.Kind} came where one of kind {kind} was expected.");

    private async Task<WorkerGoneException> GoneAsync()
    {
        // The link is closed a moment before the process is seen to end. One that closes its link and lives on is killed.
        if (await Task.WhenAny(_exited, Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System)) != _exited) Kill();
        await _exited.WaitAsync(ExitPatience, TimeProvider.System);
        string last = await _output.LastLinesAsync();
        StringBuilder text = new("The worker process ");
        int status = _process.ExitCode;
        text.Append(status > 128 ? $"was ended by {WorkerEnvironment.SignalName(status - 128)}" : $"ended with status {status}");
        if (last.Length > 0) text.Append(": ").Append(last);
        return new WorkerGoneException(text.Append('.').ToString());
    }
}
