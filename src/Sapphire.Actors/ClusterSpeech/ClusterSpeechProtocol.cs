using Sapphire.Kernel.Serialization;

namespace Sapphire.Actors.ClusterSpeech;

/// <summary>The messages of speech jobs, by the names that stand for them in bytes.</summary>
public static class ClusterSpeechProtocol
{
    /// <summary>All but sound.</summary>
    public static JsonProtocol Jobs { get; } = new JsonProtocol("cluster-speech", 1010, ClusterSpeechJson.Default)
        .Add<SpeechJobOffer>("offer.1")
        .Add<SpeechJobTaken>("taken.1")
        .Add<BeginRecognition>("recognize.1")
        .Add<BeginSynthesis>("synthesize.1")
        .Add<SoundTaken>("sound-taken.1")
        .Add<PartialTranscript>("partial.1")
        .Add<Transcript>("transcript.1")
        .Add<SpeechJobFailed>("failed.1")
        .Add<EndSpeechJob>("end.1")
        .Add<SpeechKeepAlive>("keep-alive.1")
        .Add<GetNodeVoices>("get-voices.1")
        .Add<NodeVoices>("voices.1")
        .Add<WarmNode>("warm.1");

    /// <summary>All, with sound.</summary>
    public static SerializationSetup Setup { get; } = SerializationSetup.Create(Jobs)
        .And(SerializationSetup.Create(static system => [SerializerDetails.Create("cluster-speech-sound", new SoundChunkSerializer(system), [typeof(SoundChunk)])]));
}
