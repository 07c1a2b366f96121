namespace Sapphire.Actors.Images;

/// <summary>What an image's own header says.</summary>
/// <param name="MediaType"><c>image/png</c>, <c>image/jpeg</c>, <c>image/gif</c> or <c>image/webp</c>.</param>
/// <param name="Width">In pixels.</param>
/// <param name="Height">In pixels.</param>
public sealed record ImageInfo(string MediaType, int Width, int Height);
