namespace Sapphire.Web.Contracts;

/// <summary>The answer to <c>POST /api/images</c>: an image that can be attached to a message, and is at <c>/api/images/{id}</c>.</summary>
/// <param name="Id">The SHA-256 of its bytes, in lower-case hexadecimal digits.</param>
/// <param name="MediaType"><c>image/png</c>, <c>image/jpeg</c>, <c>image/gif</c> or <c>image/webp</c>: what its bytes say.</param>
/// <param name="Width">In pixels.</param>
/// <param name="Height">In pixels.</param>
/// <param name="Size">In bytes.</param>
public sealed record ImageUploaded(string Id, string MediaType, int Width, int Height, long Size);
