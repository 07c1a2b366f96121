using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Sapphire.Web.Cli;

namespace Sapphire.Web.Hosting;

/// <summary>Why the listeners could not start, for a person.</summary>
internal static class ListenProblem
{
    /// <summary>The message; null when the exception is about something else.</summary>
    public static CliException? Describe(Exception e, WebSettings web)
    {
        bool loopback = e.Message.Contains($":{web.LoopbackPort}", StringComparison.Ordinal) && e.Message.Contains("http://", StringComparison.Ordinal);
        (int port, string address, string option) = loopback
            ? (web.LoopbackPort, "127.0.0.1", "'--port N' (it takes N + 1), or web.http-port in sapphire.conf,")
            : (web.HttpsPort, web.HttpsAddress.ToString(), "'--port N', or web.https-port in sapphire.conf,");
        for (Exception? cause = e; cause is not null; cause = cause.InnerException)
        {
            if (cause is AddressInUseException || cause is SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse })
            {
                return new($"Port {port} of {address} is taken by another program. {option} chooses another; 'ss -ltnp' shows who has it.", ExitStatus.PortBusy, e);
            }

            if (cause is SocketException { SocketErrorCode: SocketError.AccessDenied })
            {
                return new($"Port {port} of {address} may not be used by this user: ports below 1024 need root. {option} chooses another.", ExitStatus.PortBusy, e);
            }

            if (cause is SocketException { SocketErrorCode: SocketError.AddressNotAvailable })
            {
                return new($"This machine has no address {address}. web.https-address in sapphire.conf chooses another; 0.0.0.0 takes all.", ExitStatus.Configuration, e);
            }
        }

        return null;
    }
}
