using System.Text.Json.Serialization;

namespace Sapphire.Audio.Speech;

/// <summary>What a recogniser made of an utterance.</summary>
/// <param name="Text">The text; empty when nothing was understood.</param>
/// <param name="By">Which search won.</param>
/// <param name="Grammar">What the grammar made of it; null when there is none or it heard nothing.</param>
/// <param name="Open">What the open language model made of it; null when there is none or it heard nothing.</param>
/// <param name="Audio">How long the utterance sounds.</param>
/// <param name="EngineTime">How long the engine worked after the end of the sound.</param>
public sealed record Recognized(string Text, RecognizedBy By, string? Grammar, string? Open, TimeSpan Audio, TimeSpan EngineTime);

/// <summary>The search whose result counts.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RecognizedBy>))]
public enum RecognizedBy
{
    /// <summary>Nothing was understood.</summary>
    Nothing,

    /// <summary>The grammar of the built-in assistant's commands.</summary>
    Grammar,

    /// <summary>The open language model.</summary>
    Open,

    /// <summary>A service on the network.</summary>
    Service,
}
