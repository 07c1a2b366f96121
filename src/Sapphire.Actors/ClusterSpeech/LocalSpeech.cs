using System.Collections.Frozen;
using Sapphire.Actors.Speech;
using Sapphire.Audio.Speech;

namespace Sapphire.Actors.ClusterSpeech;

/// <summary>The engines of this node, for those roles that it has.</summary>
internal sealed class LocalSpeech
{
    private readonly SpeechEngines _engines;

    public LocalSpeech(ISpeechRecognizer recognizer, ISpeechSynthesizer synthesizer, SpeechWorkerSettings settings, SpeechEngines engines, IReadOnlyCollection<string> roles)
    {
        _engines = engines;
        Recognizer = recognizer;
        Synthesizer = synthesizer;
        RecognitionEngine = roles.Contains(SpeechQueue.RecognitionRole) ? settings.Recognizer.Engine : null;
        Recognizers = RecognitionEngine is null ? null : new EngineSlots(settings.Recognizer.Workers);
        Synthesizers = roles.Contains(SpeechQueue.SynthesisRole)
            ? settings.Synthesizers.ToFrozenDictionary(static pool => pool.Engine, static pool => new EngineSlots(pool.Workers), StringComparer.Ordinal)
            : FrozenDictionary<string, EngineSlots>.Empty;
    }

    public ISpeechRecognizer Recognizer { get; }

    public ISpeechSynthesizer Synthesizer { get; }

    /// <summary>The recogniser; null on a node without the role.</summary>
    public string? RecognitionEngine { get; }

    /// <summary>How many utterances it recognises at once; null on a node without the role.</summary>
    public EngineSlots? Recognizers { get; }

    /// <summary>How many sentences each engine speaks at once; none on a node without the role.</summary>
    public FrozenDictionary<string, EngineSlots> Synthesizers { get; }

    /// <summary>True when this node has the role and the engine.</summary>
    public bool Recognizes => RecognitionEngine is { } engine && _engines.IsAvailable(engine);

    /// <summary>True when this node has the role and the engine.</summary>
    public bool SpeaksWith(string engine) => Synthesizers.ContainsKey(engine) && _engines.IsAvailable(engine);

    public string? WhyMissing(string engine) => _engines.WhyMissing(engine);
}
