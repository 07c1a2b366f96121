using System.Security.Claims;
using System.Security.Cryptography;

namespace Sapphire.Web.Security;

/// <summary>What a login's ticket says: its own id, and the stamp of the password that it was made with.</summary>
internal static class Login
{
    /// <summary>The authentication scheme, and the start of the cookie's name.</summary>
    public const string Scheme = "sapphire";

    private const string IdClaim = "login";
    private const string StampClaim = "stamp";

    /// <summary>A new login.</summary>
    public static ClaimsPrincipal Create(string stamp) =>
        new(new ClaimsIdentity([new(ClaimTypes.Name, "owner"), new(IdClaim, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16))), new(StampClaim, stamp)], Scheme));

    /// <summary>The id of the visitor's login; null without one.</summary>
    public static string? Id(ClaimsPrincipal? user) => user?.FindFirstValue(IdClaim);

    /// <summary>The stamp of the password that the login was made with.</summary>
    public static string? Stamp(ClaimsPrincipal? user) => user?.FindFirstValue(StampClaim);
}
