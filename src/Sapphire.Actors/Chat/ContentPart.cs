using System.Text.Json.Serialization;

namespace Sapphire.Actors.Chat;

/// <summary>One piece of what a person said, as it is stored. Pictures and sounds will be further kinds.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(TextContentPart), "text")]
public abstract record ContentPart;

/// <summary>Text.</summary>
public sealed record TextContentPart(string Text) : ContentPart;
