using Sapphire.Cluster.Messaging;

namespace Sapphire.Actors.ClusterSpeech;

/// <summary>
/// A kind of job and its work queue: <c>stt</c> for recognition, whoever recognises; <c>tts-ENGINE</c> for synthesis, since a node
/// that has not the engine of a voice must not be given its sentences.
/// </summary>
/// <param name="Role">The role of the nodes that do it.</param>
/// <param name="Engine">The engine that is needed; null where any will do.</param>
public sealed record SpeechQueue(string Role, string? Engine)
{
    /// <summary>The role of nodes that recognise.</summary>
    public const string RecognitionRole = "stt";

    /// <summary>The role of nodes that speak.</summary>
    public const string SynthesisRole = "tts";

    /// <summary>Recognition.</summary>
    public static SpeechQueue Recognition { get; } = new(RecognitionRole, null);

    /// <summary>The name of the queue.</summary>
    public string Name => Engine is null ? Role : $"{Role}-{Engine}";

    /// <summary>Synthesis with an engine.</summary>
    public static SpeechQueue Synthesis(string engine) => new(SynthesisRole, engine);

    /// <summary>The queue as the transport knows it.</summary>
    public WorkQueue ToWorkQueue(ClusterSpeechSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return new(Name) { Attempts = settings.Attempts, MaxLength = settings.QueueLength };
    }

    /// <inheritdoc />
    public override string ToString() => Name;
}
