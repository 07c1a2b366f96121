namespace Sapphire.Audio.Speech;

/// <summary>A voice that a synthesizer can speak with.</summary>
/// <param name="Id">Unique among all engines: <c>flite/slt</c>, <c>espeak-ng/de</c>, <c>openai/alloy</c>.</param>
/// <param name="Name">For people: "Slt (female, US English)".</param>
/// <param name="Language">A BCP 47 tag: <c>en-US</c>; empty where the voice speaks any.</param>
/// <param name="Engine">The engine: the part of the id before the slash.</param>
public sealed record Voice(string Id, string Name, string Language, string Engine);
