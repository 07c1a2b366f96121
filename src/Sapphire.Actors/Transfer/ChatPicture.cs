namespace Sapphire.Actors.Transfer;

/// <summary>A picture in the file of a chat.</summary>
/// <param name="Id">The SHA-256 of its bytes, 64 lower-case hexadecimal digits.</param>
/// <param name="Data">Its bytes; in base64 in the file.</param>
public sealed record ChatPicture(string Id, ReadOnlyMemory<byte> Data);
