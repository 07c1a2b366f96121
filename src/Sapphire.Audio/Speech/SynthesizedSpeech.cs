namespace Sapphire.Audio.Speech;

/// <summary>A spoken sentence.</summary>
/// <param name="Audio">The whole sentence, at the engine's own rate.</param>
/// <param name="EngineTime">How long the engine itself took.</param>
public sealed record SynthesizedSpeech(SpeechAudio Audio, TimeSpan EngineTime);
