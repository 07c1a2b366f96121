using System.Collections.Immutable;
using Sapphire.Audio.Speech;
using Sapphire.Kernel.Actor;

namespace Sapphire.Actors.ClusterSpeech;

#pragma warning disable MA0048 // The messages between who needs a job done (the request) and who does it (the run).

/// <summary>What waits in the queue: small, without sound or text. Whoever takes it asks the request for the rest.</summary>
/// <param name="Number">Which offer of the request it is, from 1: one whose worker was lost is offered again.</param>
/// <param name="Request">Who needs it done.</param>
internal sealed record SpeechJobOffer(int Number, IActorRef Request);

/// <summary>To the request: the sender has taken its job, and waits to be told what to do.</summary>
/// <param name="Offer">Which offer.</param>
/// <param name="Attempt">How often that has been taken, with this time.</param>
internal sealed record SpeechJobTaken(int Offer, int Attempt);

/// <summary>To the run: recognise the sound that follows.</summary>
internal sealed record BeginRecognition
{
    public static BeginRecognition Instance { get; } = new();
}

/// <summary>To the run: speak this.</summary>
internal sealed record BeginSynthesis(SpeechRequest Request);

/// <summary>A piece of sound: to the run what was said, to the request what was spoken.</summary>
/// <param name="From">The number of its first sample, from 0.</param>
/// <param name="IsLast">Nothing follows.</param>
/// <param name="SampleRate">Samples a second, in Hz.</param>
/// <param name="EngineTime">How long the engine took for all of it; zero for what was said.</param>
/// <param name="Samples">Mono, signed 16 bits; may be none.</param>
internal sealed record SoundChunk(long From, bool IsLast, int SampleRate, TimeSpan EngineTime, ReadOnlyMemory<short> Samples);

/// <summary>To the sender of sound.</summary>
/// <param name="Received">All samples before this one have come.</param>
/// <param name="Used">All samples before this one are used.</param>
/// <param name="IsWhole">The last has come.</param>
/// <param name="Gap">Something between is missing: go on from <paramref name="Received"/>.</param>
internal sealed record SoundTaken(long Received, long Used, bool IsWhole, bool Gap);

/// <summary>To the request: what was understood so far, the whole text.</summary>
internal sealed record PartialTranscript(string Text);

/// <summary>To the request: the text. Said again until it is answered with <see cref="EndSpeechJob"/>.</summary>
internal sealed record Transcript(Recognized Result);

/// <summary>To the request: it cannot be done. Said again as <see cref="Transcript"/> is.</summary>
internal sealed record SpeechJobFailed(string Code, string Title, string Detail);

/// <summary>To the run: nothing more is wanted; the result is there, or nobody waits for it any more.</summary>
internal sealed record EndSpeechJob
{
    public static EndSpeechJob Instance { get; } = new();
}

/// <summary>Both ways, now and then: I am here.</summary>
internal sealed record SpeechKeepAlive
{
    public static SpeechKeepAlive Instance { get; } = new();
}

/// <summary>To a node: which voices has an engine of yours.</summary>
internal sealed record GetNodeVoices(string Engine);

/// <summary>The voices; none when the engine cannot be used there.</summary>
internal sealed record NodeVoices(ImmutableArray<Voice> Voices);

/// <summary>To a node: somebody will soon need a recogniser (no voice), or this voice.</summary>
internal sealed record WarmNode(string? Voice);
