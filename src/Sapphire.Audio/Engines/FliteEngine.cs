using System.Collections.Immutable;
using Sapphire.Audio.Native.Flite;
using Sapphire.Audio.Speech;

namespace Sapphire.Audio.Engines;

/// <summary>
/// flite's voices, each loaded when it first speaks. The same request always gives the same samples, in this process or in
/// another. Letters that English does not have are spoken without their accents, other scripts not at all.
/// </summary>
public sealed class FliteEngine : ISynthesisEngine
{
    /// <summary>The voice that speaks when none was chosen.</summary>
    public const string DefaultVoice = "flite/slt";

    private static readonly ImmutableArray<Voice> Known =
        [.. FliteVoiceInfo.All.Select(v => new Voice($"{EngineNames.Flite}/{v.Name}", v.Title, v.Name == "awb" ? "en-GB" : "en-US", EngineNames.Flite))];

    private readonly Dictionary<string, FliteVoice> _loaded = new(StringComparer.Ordinal);

    /// <summary>Loads the library and the default voice.</summary>
    /// <exception cref="EngineUnavailableException">The library is missing.</exception>
    public FliteEngine() => Load(DefaultVoice);

    /// <inheritdoc />
    public IReadOnlyList<Voice> Voices => Known;

    /// <inheritdoc />
    public SpeechAudio Synthesize(SpeechRequest request)
    {
        SynthesisRules.Check(request);
        FliteVoice voice = Load(request.Voice);
        SpeechAudio audio = voice.Speak(PlainLetters.ToAscii(request.Text), SynthesisRules.Factor(request.Rate), SynthesisRules.Factor(request.Pitch))
            ?? throw new SpeechException("crashed", "flite gave no sound.", "Try again, or choose another voice.");
        return audio.AtVolume(request.Volume);
    }

    /// <inheritdoc />
    public void Warm(string voice) => _ = Load(voice).Speak("a", 1, 1);

    /// <summary>Nothing to do: voices live as long as the process.</summary>
    public void Dispose()
    {
    }

    private FliteVoice Load(string id)
    {
        if (!_loaded.TryGetValue(id, out FliteVoice? voice))
        {
            FliteVoiceInfo info = FliteVoiceInfo.All.FirstOrDefault(v => id == $"{EngineNames.Flite}/{v.Name}") ?? throw SynthesisRules.UnknownVoice(id);
            voice = FliteVoice.Load(info);
            _loaded.Add(id, voice);
        }

        return voice;
    }
}
