using Sapphire.Actors.Speech;
using Sapphire.Audio.Engines;
using Sapphire.Audio.Speech;

namespace Sapphire.Actors.ClusterSpeech;

/// <summary>Which embedded engines this node can use: its own, and those of the nodes with the roles <c>stt</c> and <c>tts</c>.</summary>
public sealed class ClusterEngines : ISpeechEngines
{
    private readonly SpeechCluster _cluster;

    internal ClusterEngines(SpeechCluster cluster) => _cluster = cluster;

    /// <inheritdoc />
    public bool IsAvailable(string engine) => WhyMissing(engine) is null;

    /// <inheritdoc />
    public string? WhyMissing(string engine)
    {
        bool recognizer = engine == EngineNames.PocketSphinx;
        LocalSpeech local = _cluster.Local;
        if (recognizer ? local.Recognizes : local.SpeaksWith(engine)) return null;
        SpeechException? missing = _cluster.Part.Directory.WhyMissing(recognizer ? SpeechQueue.Recognition : SpeechQueue.Synthesis(engine));

        // What this node lacks itself is said by the package to install.
        bool hasRole = recognizer ? local.RecognitionEngine is not null : local.Synthesizers.ContainsKey(engine);
        return missing is null ? null : hasRole && local.WhyMissing(engine) is { } own ? own : $"{missing.Message} {missing.Detail}";
    }
}
