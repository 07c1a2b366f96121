using System.Net.Sockets;

namespace Sapphire.Actors.Privacy;

/// <summary>Asks a SOCKS5 proxy whether it is there and takes its user. Nothing is sent through it.</summary>
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
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(proxy.Timeout);
        try
        {
            using Socket socket = await gate.DialProxyAsync(proxy, limit.Token);
            await using NetworkStream stream = new(socket);
            SocksGreeting greeting = await SocksClient.GreetAsync(stream, proxy, limit.Token);
            return (greeting is SocksGreeting.Open or SocksGreeting.LoggedIn, SocksClient.Words(proxy, greeting));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (false, FormattableString.Invariant($"The proxy at {proxy} did not answer within {proxy.Timeout.TotalSeconds:0.#} seconds."));
        }
        catch (OutboundBlockedException e)
        {
            return (false, $"{e.Message} {e.Detail}");
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
}
