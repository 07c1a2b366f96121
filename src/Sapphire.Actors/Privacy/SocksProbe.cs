using System.Net.Sockets;
using System.Text;

namespace Sapphire.Actors.Privacy;

/// <summary>Asks a SOCKS5 proxy whether it is there and takes its user (RFC 1928, RFC 1929). Nothing is sent through it.</summary>
public static class SocksProbe
{
    /// <summary>Asks. It fails with a message, not with an exception.</summary>
    /// <param name="proxy">The proxy.</param>
    /// <param name="gate">Privacy mode holds for the proxy too.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<(bool Ok, string Message)> RunAsync(SocksProxy proxy, OutboundGate gate, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(proxy);
        ArgumentNullException.ThrowIfNull(gate);
        if (gate.Rules.Private && gate.Rules.Blocks(proxy.Host) is { } blocked)
        {
            return (false, $"{blocked.Message} {blocked.Detail}");
        }

        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(proxy.Timeout);
        try
        {
            using Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(proxy.Host, proxy.Port, limit.Token);
            await using NetworkStream stream = new(socket);
            // With a user both ways are offered, as the client does.
            await stream.WriteAsync(proxy.User.Length > 0 ? new byte[] { 5, 2, 0, 2 } : [5, 1, 0], limit.Token);
            byte[] answer = new byte[2];
            await stream.ReadExactlyAsync(answer, limit.Token);
            return answer switch
            {
                [5, 0] => (true, $"The proxy at {proxy} answers, and asks for no user."),
                [5, 2] => await LogInAsync(stream, proxy, limit.Token),
                [5, _] => (false, proxy.User.Length > 0 ? $"The proxy at {proxy} answers, but takes neither no user nor a user with a password." : $"The proxy at {proxy} wants a user and a password: enter them."),
                _ => (false, $"What answers at {proxy} is no SOCKS5 proxy."),
            };
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (false, FormattableString.Invariant($"The proxy at {proxy} did not answer within {proxy.Timeout.TotalSeconds:0.#} seconds."));
        }
        catch (EndOfStreamException)
        {
            return (false, $"What answers at {proxy} closed the connection: it is no SOCKS5 proxy, or does not want this machine.");
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            return (false, $"The proxy at {proxy} cannot be reached: {e.Message}");
        }
    }

    private static async Task<(bool Ok, string Message)> LogInAsync(NetworkStream stream, SocksProxy proxy, CancellationToken cancellationToken)
    {
        byte[] user = Encoding.UTF8.GetBytes(proxy.User);
        byte[] password = Encoding.UTF8.GetBytes(proxy.Password);
        await stream.WriteAsync((byte[])[1, (byte)user.Length, .. user, (byte)password.Length, .. password], cancellationToken);
        byte[] answer = new byte[2];
        await stream.ReadExactlyAsync(answer, cancellationToken);
        return answer[1] == 0
            ? (true, $"The proxy at {proxy} answers, and takes the user.")
            : (false, $"The proxy at {proxy} refuses the user or the password.");
    }
}
