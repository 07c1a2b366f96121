using System.Collections.Immutable;
using Sapphire.Audio.Native.EspeakNg;
using Sapphire.Audio.Speech;

namespace Sapphire.Audio.Engines;

/// <summary>espeak-ng's voices: robotic, but of more than a hundred languages, and the fastest. Text is read as it stands: no SSML.</summary>
public sealed class EspeakNgEngine : ISynthesisEngine
{
    private const double WordsPerMinute = 175;
    private const double Slowest = 80;
    private const double Fastest = 450;

    private readonly ImmutableArray<Voice> _voices;
    private readonly Dictionary<string, string> _identifiers = new(StringComparer.Ordinal);

    /// <summary>Starts the library; several engines share it.</summary>
    /// <exception cref="EngineUnavailableException">The library or its data is missing.</exception>
    public EspeakNgEngine()
    {
        EspeakSpeaker.Start();
        List<Voice> voices = [];
        foreach (EspeakVoice voice in EspeakSpeaker.ListVoices())
        {
            string id = $"{EngineNames.EspeakNg}/{voice.Language}";
            if (_identifiers.ContainsKey(id))
            {
                // Of two voices of one language, the second has the name of its file.
                id = $"{EngineNames.EspeakNg}/{Path.GetFileName(voice.Identifier)}";
            }

            if (_identifiers.TryAdd(id, voice.Identifier))
            {
                voices.Add(new Voice(id, voice.Name.Replace('_', ' ').Trim(), LanguageTag.Canonical(voice.Language), EngineNames.EspeakNg));
            }
        }

        _voices = [.. voices.OrderBy(v => v.Name, StringComparer.Ordinal)];
    }

    /// <inheritdoc />
    public IReadOnlyList<Voice> Voices => _voices;

    /// <inheritdoc />
    public SpeechAudio Synthesize(SpeechRequest request)
    {
        SynthesisRules.Check(request);
        string identifier = Identifier(request.Voice);
        int rate = (int)Math.Round(Math.Clamp(WordsPerMinute * SynthesisRules.Factor(request.Rate), Slowest, Fastest));
        // espeak-ng's scale is an octave down at 0 and one up at 100 (pitch_adjust_tab in setlengths.c).
        int pitch = Math.Clamp((int)Math.Round(50 + 50 * Math.Log2(SynthesisRules.Factor(request.Pitch))), 0, 99);
        SpeechAudio audio = EspeakSpeaker.Speak(identifier, request.Text, rate, pitch)
            ?? throw new SpeechException("crashed", $"espeak-ng could not speak with {request.Voice}.", "Choose another voice in the Speech dialog.");
        return audio.AtVolume(request.Volume);
    }

    /// <inheritdoc />
    public void Warm(string voice) => _ = EspeakSpeaker.Speak(Identifier(voice), "a", (int)WordsPerMinute, 50);

    /// <summary>Nothing to do: the library lives as long as the process.</summary>
    public void Dispose()
    {
    }

    private string Identifier(string voice) => _identifiers.TryGetValue(voice, out string? identifier) ? identifier : throw SynthesisRules.UnknownVoice(voice);
}
