using System.Text.Json.Serialization;

namespace Sapphire.Actors.Chat.Views;

/// <summary>One piece of a message, in the order in which it was said.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(TextPart), "text")]
[JsonDerivedType(typeof(ReasoningPart), "reasoning")]
[JsonDerivedType(typeof(ToolPart), "tool")]
[JsonDerivedType(typeof(ImagePart), "image")]
public abstract record PartView;

/// <summary>Text for the reader: Markdown.</summary>
public sealed record TextPart(string Text) : PartView;

/// <summary>What a reasoning model thought before it answered; shown folded, never sent back to a model.</summary>
public sealed record ReasoningPart(string Text) : PartView;

/// <summary>One tool call.</summary>
/// <param name="CallId">The model's id of the call, unique in its turn.</param>
/// <param name="Name">The tool.</param>
/// <param name="Arguments">The arguments: a JSON object as text.</param>
/// <param name="Result">What the tool returned (JSON or plain text); null while it runs, or when it failed.</param>
/// <param name="Error">Why the tool failed, for the reader and the model; null when it did not.</param>
/// <param name="DurationMs">How long the tool ran, in milliseconds; null while it runs.</param>
public sealed record ToolPart(string CallId, string Name, string Arguments, string? Result, string? Error, long? DurationMs) : PartView;

/// <summary>A picture that a person sent.</summary>
/// <param name="Id">Names its bytes: the SHA-256, 64 lower-case hexadecimal digits.</param>
/// <param name="MediaType"><c>image/png</c>, <c>image/jpeg</c>, <c>image/gif</c> or <c>image/webp</c>.</param>
/// <param name="Width">In pixels.</param>
/// <param name="Height">In pixels.</param>
/// <param name="Name">The name of its file, where known.</param>
public sealed record ImagePart(string Id, string MediaType, int Width, int Height, string? Name) : PartView;
