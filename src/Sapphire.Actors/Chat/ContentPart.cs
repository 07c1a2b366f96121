using System.Text.Json.Serialization;

namespace Sapphire.Actors.Chat;

/// <summary>One piece of what a person said, as it is stored.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(TextContentPart), "text")]
[JsonDerivedType(typeof(ImageContentPart), "image")]
public abstract record ContentPart;

/// <summary>Text.</summary>
public sealed record TextContentPart(string Text) : ContentPart;

/// <summary>A picture. Its bytes are kept apart, under its id.</summary>
/// <param name="Id">The SHA-256 of its bytes, 64 lower-case hexadecimal digits.</param>
/// <param name="MediaType"><c>image/png</c>, <c>image/jpeg</c>, <c>image/gif</c> or <c>image/webp</c>.</param>
/// <param name="Width">In pixels.</param>
/// <param name="Height">In pixels.</param>
/// <param name="Name">The name of its file, where known.</param>
public sealed record ImageContentPart(string Id, string MediaType, int Width, int Height, string? Name) : ContentPart;
