namespace Sapphire.Actors.Images;

/// <summary>An image that is kept.</summary>
/// <param name="Id">The SHA-256 of its bytes, in lower-case hexadecimal digits.</param>
/// <param name="Info">What it is.</param>
/// <param name="Bytes">The bytes as they came.</param>
public sealed record StoredImage(string Id, ImageInfo Info, ReadOnlyMemory<byte> Bytes);
