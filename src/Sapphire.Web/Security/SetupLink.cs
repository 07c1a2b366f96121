using System.Security.Cryptography;
using System.Text;

namespace Sapphire.Web.Security;

/// <summary>The one-time link that opens the setup from another machine: 128 random bits, in memory only, so each start draws another.</summary>
internal sealed class SetupLink
{
    private string? _token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    /// <summary>The token; null once it was used.</summary>
    public string? Token => _token;

    /// <summary>True when <paramref name="token"/> is it; compared in constant time.</summary>
    public bool Matches(string? token) =>
        _token is { } mine && token is { Length: <= 128 } && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(mine), Encoding.UTF8.GetBytes(token));

    /// <summary>Ends it.</summary>
    public void Use() => _token = null;
}
