using System.Security.Cryptography;

namespace Sapphire.Persistence.Blobs;

/// <summary>The id of bytes.</summary>
public static class BlobId
{
    /// <summary>Its length, in characters.</summary>
    public const int Length = 64;

    /// <summary>The id of these bytes.</summary>
    public static string Of(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    /// <summary>True for what can be an id: 64 lower-case hexadecimal digits.</summary>
    public static bool IsValid(string? id) => id?.Length == Length && id.All(static c => c is (>= '0' and <= '9') or (>= 'a' and <= 'f'));
}
