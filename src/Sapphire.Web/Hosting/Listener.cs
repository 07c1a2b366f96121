using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Sapphire.Web.Hosting;

/// <summary>Which listener a connection came in by: a feature of the connection, which no header can forge.</summary>
internal sealed class Listener
{
    /// <summary>https, for browsers everywhere.</summary>
    public static readonly Listener Https = new();

    /// <summary>http, for this machine only.</summary>
    public static readonly Listener Loopback = new();

    private Listener()
    {
    }

    /// <summary>Marks the connections of an endpoint.</summary>
    public void Mark(ListenOptions options) =>
        options.Use(next => connection =>
        {
            connection.Features.Set(this);
            return next(connection);
        });

    /// <summary>The listener of a request.</summary>
    public static Listener Of(HttpContext context) =>
        context.Features.Get<Listener>() ?? throw new InvalidOperationException("The request came over an endpoint that is not marked.");

    /// <summary>True for the loopback listener's loopback peer: somebody on this machine.</summary>
    public static bool IsThisMachine(HttpContext context) =>
        Of(context) == Loopback && context.Connection.RemoteIpAddress is { } peer && IPAddress.IsLoopback(peer);
}
