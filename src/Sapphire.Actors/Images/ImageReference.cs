using Microsoft.Extensions.AI;

namespace Sapphire.Actors.Images;

/// <summary>An image that a person attached, before its bytes are read: they are, only for a model that sees.</summary>
/// <param name="id">Its id in <see cref="ImageStore"/>.</param>
/// <param name="mediaType">Such as <c>image/png</c>.</param>
/// <param name="width">In pixels.</param>
/// <param name="height">In pixels.</param>
/// <param name="name">The name of its file, where known.</param>
public sealed class ImageReference(string id, string mediaType, int width, int height, string? name) : AIContent
{
    /// <summary>Its id.</summary>
    public string Id { get; } = id;

    /// <summary>Such as <c>image/png</c>.</summary>
    public string MediaType { get; } = mediaType;

    /// <summary>In pixels.</summary>
    public int Width { get; } = width;

    /// <summary>In pixels.</summary>
    public int Height { get; } = height;

    /// <summary>The name of its file, where known.</summary>
    public string? Name { get; } = name;
}
