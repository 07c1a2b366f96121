using System.Security.Cryptography;
using System.Text;
using Sapphire.Persistence.Documents;

namespace Sapphire.Web.Security;

/// <summary>
/// Double submit: a cookie holds a random value, and the header <c>X-CSRF-Token</c> must hold its HMAC, which only a page of
/// this origin can have read (<c>GET /api/session</c>). The key outlives a restart and is that of all web nodes, so that an open page goes on working.
/// </summary>
internal sealed class CsrfTokens
{
    /// <summary>The header.</summary>
    public const string Header = "X-CSRF-Token";

    private const string Cookie = "sapphire-csrf";
    private const int KeyBytes = 32;

    private readonly byte[] _key;

    private CsrfTokens(byte[] key) => _key = key;

    /// <summary>Reads the key, or makes one.</summary>
    public static CsrfTokens Open(NodeDocuments documents)
    {
        using IDocument document = documents.Secret("csrf.key");
        DocumentContent? known = document.Read();
        DocumentContent key = known is { Bytes.Length: KeyBytes }
            ? known
            : document.Update(static before => before is { Bytes.Length: KeyBytes } ? null : RandomNumberGenerator.GetBytes(KeyBytes))!;
        return new(key.Bytes.ToArray());
    }

    /// <summary>The visitor's token; sets the cookie where it is missing.</summary>
    public string Issue(HttpContext context)
    {
        string name = ListenerCookies.Name(context, Cookie);
        string? value = context.Request.Cookies[name];
        if (!IsValue(value))
        {
            value = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
            context.Response.Cookies.Append(name, value, new() { HttpOnly = true, SameSite = SameSiteMode.Strict, Secure = context.Request.IsHttps, Path = "/", IsEssential = true });
        }

        return Token(value!);
    }

    /// <summary>True when header and cookie belong together.</summary>
    public bool IsValid(HttpContext context)
    {
        string? value = context.Request.Cookies[ListenerCookies.Name(context, Cookie)];
        string header = context.Request.Headers[Header].ToString();
        return IsValue(value) && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(Token(value!)), Encoding.UTF8.GetBytes(header));
    }

    private static bool IsValue(string? value) => value is { Length: 32 } && value.All(char.IsAsciiHexDigit);

    private string Token(string value) => Convert.ToHexStringLower(HMACSHA256.HashData(_key, Encoding.ASCII.GetBytes(value)));
}
