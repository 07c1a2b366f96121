using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Sapphire.Actors.Privacy;

/// <summary>The client's side of SOCKS5 (RFC 1928) with user and password (RFC 1929). Names go to the proxy as they are: nothing is looked up here.</summary>
internal static class SocksClient
{
    private const int MaxName = 255;

    /// <summary>Greets the proxy and logs in.</summary>
    /// <exception cref="IOException">It closed the connection.</exception>
    public static async Task<SocksGreeting> GreetAsync(Stream stream, SocksProxy proxy, CancellationToken cancellationToken)
    {
        // With a user both ways are offered: a proxy that wants none is content too.
        await stream.WriteAsync(proxy.User.Length > 0 ? new byte[] { 5, 2, 0, 2 } : [5, 1, 0], cancellationToken);
        byte[] answer = new byte[2];
        await stream.ReadExactlyAsync(answer, cancellationToken);
        return answer switch
        {
            [5, 0] => SocksGreeting.Open,
            [5, 2] when proxy.User.Length > 0 => await LogInAsync(stream, proxy, cancellationToken),
            [5, _] => proxy.User.Length > 0 ? SocksGreeting.TakesNeither : SocksGreeting.WantsUser,
            _ => SocksGreeting.NotSocks,
        };
    }

    /// <summary>Greets the proxy and has it connect to a server.</summary>
    /// <exception cref="OutboundBlockedException">The proxy does not let anything through.</exception>
    /// <exception cref="SocketException">The proxy cannot reach the server.</exception>
    /// <exception cref="IOException">The proxy closed the connection.</exception>
    public static async Task ConnectAsync(Stream stream, SocksProxy proxy, string host, int port, CancellationToken cancellationToken)
    {
        SocksGreeting greeting = await GreetAsync(stream, proxy, cancellationToken);
        if (greeting is not (SocksGreeting.Open or SocksGreeting.LoggedIn))
        {
            throw OutboundBlockedException.ProxyRefuses(Words(proxy, greeting));
        }

        await stream.WriteAsync(Request(host, port), cancellationToken);
        byte[] head = new byte[4];
        await stream.ReadExactlyAsync(head, cancellationToken);
        if (head[0] != 5)
        {
            throw OutboundBlockedException.ProxyRefuses(Words(proxy, SocksGreeting.NotSocks));
        }

        Check(proxy, host, head[1]);
        // The address that the proxy uses: read, so that what follows is the server's.
        int length = head[3] switch { 1 => 4, 4 => 16, _ => await ByteAsync(stream, cancellationToken) };
        await stream.ReadExactlyAsync(new byte[length + 2], cancellationToken);
    }

    /// <summary>A greeting for people.</summary>
    public static string Words(SocksProxy proxy, SocksGreeting greeting) => greeting switch
    {
        SocksGreeting.Open => $"The proxy at {proxy} answers, and asks for no user.",
        SocksGreeting.LoggedIn => $"The proxy at {proxy} answers, and takes the user.",
        SocksGreeting.WantsUser => $"The proxy at {proxy} wants a user and a password: enter them.",
        SocksGreeting.TakesNeither => $"The proxy at {proxy} answers, but takes neither no user nor a user with a password.",
        SocksGreeting.RefusesUser => $"The proxy at {proxy} refuses the user or the password.",
        _ => $"What answers at {proxy} is no SOCKS5 proxy.",
    };

    private static async Task<SocksGreeting> LogInAsync(Stream stream, SocksProxy proxy, CancellationToken cancellationToken)
    {
        byte[] user = Encoding.UTF8.GetBytes(proxy.User);
        byte[] password = Encoding.UTF8.GetBytes(proxy.Password);
        if (user.Length > SocksSecret.MaxLength || password.Length > SocksSecret.MaxLength)
        {
            // The protocol has one byte for each length.
            return SocksGreeting.RefusesUser;
        }

        await stream.WriteAsync((byte[])[1, (byte)user.Length, .. user, (byte)password.Length, .. password], cancellationToken);
        byte[] answer = new byte[2];
        await stream.ReadExactlyAsync(answer, cancellationToken);
        return answer[1] == 0 ? SocksGreeting.LoggedIn : SocksGreeting.RefusesUser;
    }

    private static byte[] Request(string host, int port)
    {
        byte[] address;
        byte kind;
        if (IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? literal))
        {
            literal = literal.IsIPv4MappedToIPv6 ? literal.MapToIPv4() : literal;
            address = literal.GetAddressBytes();
            kind = literal.AddressFamily == AddressFamily.InterNetwork ? (byte)1 : (byte)4;
        }
        else
        {
            byte[] name = Encoding.ASCII.GetBytes(host);
            if (name.Length is 0 or > MaxName)
            {
                throw new SocketException((int)SocketError.HostNotFound);
            }

            address = [(byte)name.Length, .. name];
            kind = 3;
        }

        byte[] end = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(end, (ushort)port);
        return [5, 1, 0, kind, .. address, .. end];
    }

    private static void Check(SocksProxy proxy, string host, byte reply)
    {
        switch (reply)
        {
            case 0:
                return;
            case 2:
                throw OutboundBlockedException.ProxyRefuses($"The proxy at {proxy} does not permit {host}.");
            case 3:
                throw new SocketException((int)SocketError.NetworkUnreachable);
            case 4 or 6:
                throw new SocketException((int)SocketError.HostUnreachable);
            case 5:
                throw new SocketException((int)SocketError.ConnectionRefused);
            default:
                throw OutboundBlockedException.ProxyRefuses($"The proxy at {proxy} could not connect to {host}.");
        }
    }

    private static async Task<int> ByteAsync(Stream stream, CancellationToken cancellationToken)
    {
        byte[] one = new byte[1];
        await stream.ReadExactlyAsync(one, cancellationToken);
        return one[0];
    }
}
