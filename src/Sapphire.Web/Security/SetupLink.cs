using System.Security.Cryptography;
using System.Text;
using Sapphire.Persistence.Documents;

namespace Sapphire.Web.Security;

/// <summary>
/// The one-time link that opens the setup from another machine: 128 random bits. In memory only, so that each start draws another;
/// web nodes that share a store have one between them, which is void once it was used.
/// </summary>
internal sealed class SetupLink
{
    private readonly IDocument? _shared;
    private string? _token;

    private SetupLink(IDocument? shared, string? token)
    {
        _shared = shared;
        _token = token;
    }

    /// <summary>The token; null once it was used.</summary>
    public string? Token => _shared is null ? _token : Text(_shared.Read());

    /// <summary>Draws a link, or takes the one of the other nodes.</summary>
    /// <param name="documents">The node's documents.</param>
    /// <param name="needed">False when there is a password already.</param>
    public static SetupLink Open(NodeDocuments documents, bool needed)
    {
        string token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        if (documents.Shared is null)
        {
            return new(null, token);
        }

        IDocument shared = documents.Secret("setup-link");
        if (needed)
        {
            shared.Update(before => Text(before) is null ? Encoding.ASCII.GetBytes(token) : null);
        }

        return new(shared, null);
    }

    /// <summary>True when <paramref name="token"/> is it; compared in constant time.</summary>
    public bool Matches(string? token) =>
        Token is { } mine && token is { Length: <= 128 } && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(mine), Encoding.UTF8.GetBytes(token));

    /// <summary>Ends it.</summary>
    public void Use()
    {
        _token = null;
        _shared?.Update(static before => Text(before) is null ? null : []);
    }

    // Used up is empty.
    private static string? Text(DocumentContent? content) => content is { Bytes.Length: > 0 } ? Encoding.ASCII.GetString(content.Bytes.Span) : null;
}
