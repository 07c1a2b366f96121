using System.Security.Cryptography;
using System.Text;
using Sapphire.Persistence.Sqlite;

namespace Sapphire.Persistence.Documents;

/// <summary>
/// Encrypts documents with AES-256-GCM. The key comes from the cluster's secret by HKDF-SHA256 (RFC 5869), and a document's key is
/// bound to its text: one cannot be put into another's place.
/// <code>1 | nonce (12) | tag (16) | text</code>
/// </summary>
public sealed class DocumentCipher
{
    /// <summary>The shortest secret, in characters.</summary>
    public const int ShortestSecret = 32;

    private const byte Version = 1;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private readonly byte[] _key;

    private DocumentCipher(byte[] key) => _key = key;

    /// <summary>A cipher of the cluster's secret.</summary>
    /// <exception cref="StorageException">ReadOnly: there is no secret, or it is too short to be one.</exception>
    public static DocumentCipher Create(string? secret)
    {
        const string Advice = "Make one with 'openssl rand -base64 32' and give the same to every node: in the environment variable SAPPHIRE_CLUSTER_SECRET, or as sapphire.cluster.secret.";
        if (string.IsNullOrWhiteSpace(secret))
        {
            throw new StorageException(StorageReason.ReadOnly, $"Nodes that share a store keep passwords and keys in it, and those are not written in clear: the cluster's secret is missing. {Advice}");
        }

        return secret.Trim() is { Length: >= ShortestSecret } text
            ? new(HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(text), 32, info: "sapphire documents 1"u8.ToArray()))
            : throw new StorageException(StorageReason.ReadOnly, $"The cluster's secret is too short: at least {ShortestSecret} characters. {Advice}");
    }

    /// <summary>Encrypts the content of a document.</summary>
    public byte[] Encrypt(string document, ReadOnlySpan<byte> content)
    {
        byte[] sealedContent = new byte[1 + NonceBytes + TagBytes + content.Length];
        sealedContent[0] = Version;
        Span<byte> nonce = sealedContent.AsSpan(1, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using AesGcm aes = new(_key, TagBytes);
        aes.Encrypt(nonce, content, sealedContent.AsSpan(1 + NonceBytes + TagBytes), sealedContent.AsSpan(1 + NonceBytes, TagBytes), Encoding.UTF8.GetBytes(document));
        return sealedContent;
    }

    /// <summary>The content of a document.</summary>
    /// <exception cref="CryptographicException">It was encrypted with another secret, belongs to another document, or is damaged.</exception>
    public byte[] Decrypt(string document, ReadOnlySpan<byte> sealedContent)
    {
        if (sealedContent.Length < 1 + NonceBytes + TagBytes || sealedContent[0] != Version)
        {
            throw new CryptographicException($"The document {document} is not encrypted as this version of Sapphire does it.");
        }

        byte[] content = new byte[sealedContent.Length - 1 - NonceBytes - TagBytes];
        using AesGcm aes = new(_key, TagBytes);
        aes.Decrypt(sealedContent.Slice(1, NonceBytes), sealedContent[(1 + NonceBytes + TagBytes)..], sealedContent.Slice(1 + NonceBytes, TagBytes), content, Encoding.UTF8.GetBytes(document));
        return content;
    }
}
