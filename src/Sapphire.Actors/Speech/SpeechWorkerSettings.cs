using System.Collections.Immutable;

namespace Sapphire.Actors.Speech;

/// <summary>The engines of each kind.</summary>
/// <param name="Synthesizers">Synthesizers; at least one.</param>
/// <param name="Recognizer">The recogniser.</param>
/// <param name="Files">Audio files.</param>
public sealed record SpeechWorkerSettings(ImmutableArray<WorkerPoolSettings> Synthesizers, WorkerPoolSettings Recognizer, WorkerPoolSettings Files);
