using System.Net;
using System.Net.Sockets;

namespace Sapphire.EndToEnd.Tests.Support;

/// <summary>Ports for a server that has to come back where it was.</summary>
public static class Ports
{
    /// <summary>A port that is free, and the next one too. Below the range from which systems give out ports, so that nobody takes one meanwhile.</summary>
    public static int FreePair()
    {
        for (int i = 0; i < 1_000; i++)
        {
            int port = Random.Shared.Next(20_000, 32_000);
            if (IsFree(port) && IsFree(port + 1))
            {
                return port;
            }
        }

        throw new InvalidOperationException("No two ports in a row are free.");
    }

    private static bool IsFree(int port)
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Any, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
