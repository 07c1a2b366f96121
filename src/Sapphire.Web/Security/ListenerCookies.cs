using Microsoft.AspNetCore.Authentication.Cookies;

namespace Sapphire.Web.Security;

/// <summary>
/// Gives each listener cookies of its own, by port. Browsers keep one jar for all ports of a host and let no http page
/// replace a Secure cookie, so one name for both would break the login at one of the two addresses.
/// </summary>
internal sealed class ListenerCookies : ICookieManager
{
    private readonly ChunkingCookieManager _inner = new();

    /// <summary>The name of a cookie at this listener.</summary>
    public static string Name(HttpContext context, string key) => $"{key}-{context.Connection.LocalPort}";

    /// <inheritdoc />
    public string? GetRequestCookie(HttpContext context, string key) => _inner.GetRequestCookie(context, Name(context, key));

    /// <inheritdoc />
    public void AppendResponseCookie(HttpContext context, string key, string? value, CookieOptions options) =>
        _inner.AppendResponseCookie(context, Name(context, key), value, options);

    /// <inheritdoc />
    public void DeleteCookie(HttpContext context, string key, CookieOptions options) => _inner.DeleteCookie(context, Name(context, key), options);
}
