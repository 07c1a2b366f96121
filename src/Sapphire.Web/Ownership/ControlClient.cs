using System.IO.Pipelines;
using System.Net.Sockets;
using Sapphire.Actors.Ask;
using Sapphire.Actors.Import;
using Sapphire.Actors.Rooms.Devices;
using Sapphire.Persistence.Files;

namespace Sapphire.Web.Ownership;

/// <summary>A verb's side of the control socket. One request each.</summary>
internal sealed class ControlClient : IDisposable
{
    private readonly Socket _socket;

    private ControlClient(Socket socket) => _socket = socket;

    /// <summary>Connects to the server of a home; null when none listens.</summary>
    public static async Task<ControlClient?> ConnectAsync(HomeFolder home, CancellationToken cancellationToken)
    {
        string path = ControlSocketPath.Find(home);
        if (!ControlSocketPath.Fits(path) || !File.Exists(path))
        {
            return null;
        }

        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
            return new(socket);
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.AccessDenied)
        {
            socket.Dispose();
            throw new IOException($"The control socket {path} belongs to another user. Run this as that user.", e);
        }
        catch (SocketException)
        {
            // A stale socket, or a server that has just gone: the lock tells.
            socket.Dispose();
            return null;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Who owns the home.</summary>
    public async Task<HomeOwner> PingAsync(CancellationToken cancellationToken) =>
        (await SendAsync(new("ping"), cancellationToken)).Owner ?? throw new IOException("The running server gave an answer that is not understood. Are both of the same version?");

    /// <summary>Asks one thing.</summary>
    /// <exception cref="AskException">The server could not answer.</exception>
    public async Task<AskResult> AskAsync(AskRequest request, CancellationToken cancellationToken) =>
        (await SendAsync(new("ask", Ask: request), cancellationToken)).Ask ?? throw new IOException("The running server gave an answer that is not understood. Are both of the same version?");

    /// <summary>Sets the password; true when there was one before.</summary>
    public async Task<bool> SetPasswordAsync(string password, CancellationToken cancellationToken) =>
        (await SendAsync(new("password", Password: password), cancellationToken)).Changed;

    /// <summary>Has the server do something to its journal.</summary>
    /// <param name="request">What.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellationToken">Gives up, and so does the server.</param>
    /// <exception cref="AskException">The server could not do it.</exception>
    public async Task<JournalAnswer> JournalAsync(JournalRequest request, IProgress<string>? progress, CancellationToken cancellationToken) =>
        (await SendAsync(new("journal", Journal: request), cancellationToken, progress)).Journal ?? throw new IOException("The running server gave an answer that is not understood. Are both of the same version?");

    /// <summary>Has the server take an old folder.</summary>
    /// <param name="request">Which.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellationToken">Gives up, and so does the server.</param>
    /// <exception cref="AskException">The server could not do it.</exception>
    public async Task<FolderReport> FolderAsync(FolderRequest request, IProgress<string>? progress, CancellationToken cancellationToken) =>
        (await SendAsync(new("folder", Folder: request), cancellationToken, progress)).Folder ?? throw new IOException("The running server gave an answer that is not understood. Are both of the same version?");

    /// <summary>The rooms with microphones and speakers.</summary>
    /// <exception cref="AskException">The server could not say.</exception>
    public async Task<IReadOnlyList<RoomView>> RoomsAsync(CancellationToken cancellationToken) =>
        (await SendAsync(new("rooms"), cancellationToken)).Rooms ?? throw new IOException("The running server gave an answer that is not understood. Are both of the same version?");

    /// <summary>Says something in a room.</summary>
    /// <exception cref="AskException">It cannot be said there; says why.</exception>
    public async Task TellRoomAsync(SayInRoom say, CancellationToken cancellationToken) => await SendAsync(new("room-say", RoomSay: say), cancellationToken);

    /// <summary>Asks the cluster something, through the node that owns the home.</summary>
    /// <param name="request">What.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="AskException">It cannot be done.</exception>
    public async Task<OperatorReply> OperatorAsync(OperatorRequest request, IProgress<string>? progress, CancellationToken cancellationToken) =>
        (await SendAsync(new("operator", Operator: request), cancellationToken, progress)).Operator ?? throw new IOException("The running server gave an answer that is not understood. Are both of the same version?");

    /// <summary>Asks something of the settings.</summary>
    /// <exception cref="AskException">There is no such setting, or it cannot have this value.</exception>
    public async Task<SettingsTold> SettingsAsync(SettingsAsk ask, CancellationToken cancellationToken) =>
        (await SendAsync(new("settings", Settings: ask), cancellationToken)).Settings ?? throw new IOException("The running server gave an answer that is not understood. Are both of the same version?");

    /// <summary>Asks the server to stop; it has not stopped yet when this completes.</summary>
    public async Task StopAsync(CancellationToken cancellationToken) => await SendAsync(new("stop"), cancellationToken);

    /// <inheritdoc />
    public void Dispose() => _socket.Dispose();

    private async Task<ControlReply> SendAsync(ControlRequest request, CancellationToken cancellationToken, IProgress<string>? progress = null)
    {
        await using NetworkStream stream = new(_socket, ownsSocket: false);
        await ControlLines.WriteAsync(stream, request, OwnershipJson.Default.ControlRequest, cancellationToken);
        PipeReader reader = PipeReader.Create(stream);
        while (true)
        {
            ControlReply reply = await ControlLines.ReadAsync(reader, OwnershipJson.Default.ControlReply, cancellationToken)
                ?? throw new IOException("The server ended before it answered. Look into its log, and try again.");
            if (reply.Error is { } error)
            {
                throw new AskException(error.Title, error.Detail);
            }

            if (reply.Progress is not { } text)
            {
                return reply;
            }

            progress?.Report(text);
        }
    }
}
