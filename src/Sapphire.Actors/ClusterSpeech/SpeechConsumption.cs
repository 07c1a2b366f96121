using Sapphire.Kernel.Actor;

namespace Sapphire.Actors.ClusterSpeech;

#pragma warning disable MA0048 // What a consumer does, and what it is told.

/// <summary>What a node does for a queue.</summary>
/// <param name="Part">What it works with.</param>
/// <param name="Queue">The queue.</param>
/// <param name="Engine">The engine here.</param>
/// <param name="Slots">How many of it there are.</param>
/// <param name="Run">The props of a run.</param>
/// <param name="WhyMissing">Why the engine cannot be used here; null when it can.</param>
internal sealed record SpeechConsumption(ClusterSpeechPart Part, SpeechQueue Queue, string Engine, EngineSlots Slots, Func<QueuedJob, Props> Run, Func<string?> WhyMissing);

/// <summary>Take nothing more, and answer when all is done or given back.</summary>
/// <param name="Patience">What is not done by then is given back.</param>
internal sealed record DrainSpeech(TimeSpan Patience) : INoSerializationVerificationNeeded;

/// <summary>Take jobs again.</summary>
internal sealed record ResumeSpeech : INoSerializationVerificationNeeded
{
    public static ResumeSpeech Instance { get; } = new();
}

/// <summary>The engine may have come or gone.</summary>
internal sealed record LookAtEngine : INoSerializationVerificationNeeded
{
    public static LookAtEngine Instance { get; } = new();
}
