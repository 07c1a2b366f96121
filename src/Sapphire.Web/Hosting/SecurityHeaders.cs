using System.Net;
using System.Security.Cryptography;

namespace Sapphire.Web.Hosting;

/// <summary>The headers that keep a browser from doing harm with a response.</summary>
internal static class SecurityHeaders
{
    private const string NothingElse = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>Sets those of every response.</summary>
    public static void Set(HttpContext context)
    {
        IHeaderDictionary headers = context.Response.Headers;
        headers.ContentSecurityPolicy = NothingElse;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Permissions-Policy"] = "microphone=(self), camera=(), geolocation=(), payment=(), usb=(), display-capture=()";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";

        // Never for localhost: it would hold for every port of it, and turn the http address of this machine off.
        // Addresses have no HSTS (RFC 6797, 8.1.1).
        string host = context.Request.Host.Host;
        if (context.Request.IsHttps && !host.Equals("localhost", StringComparison.OrdinalIgnoreCase) && !IPAddress.TryParse(host.Trim('[', ']'), out _))
        {
            headers.StrictTransportSecurity = "max-age=31536000";
        }
    }

    /// <summary>Allows the page what it needs, and returns the nonce for its style elements.</summary>
    public static string SetPage(HttpContext context)
    {
        string nonce = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
        context.Response.Headers.ContentSecurityPolicy =
            $"default-src 'none'; script-src 'self'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data: blob:; font-src 'self'; media-src 'self' blob:; "
            + "connect-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'";
        return nonce;
    }
}
