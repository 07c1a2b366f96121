#pragma warning disable MA0048 // A family of messages.
using System.Collections.Immutable;
using Sapphire.Audio.Speech;
using Sapphire.Kernel.Actor;

namespace Sapphire.Actors.Speech;

/// <summary>To the workers of a kind: do this with that engine.</summary>
internal sealed record SubmitJob(string Engine, SpeechJob Job) : INoSerializationVerificationNeeded;

/// <summary>To the workers of a kind: nobody waits for this job any more.</summary>
internal sealed record JobCancelled(string Engine, SpeechJob Job) : INoSerializationVerificationNeeded;

/// <summary>To the workers of a kind: which voices are there. Starts the engine when they are not known.</summary>
internal sealed record GetVoices(string Engine) : INoSerializationVerificationNeeded;

/// <summary>The voices of an engine; none when it cannot be used.</summary>
internal sealed record EngineVoices(ImmutableArray<Voice> Voices) : INoSerializationVerificationNeeded;

/// <summary>To the workers of a kind: how an engine is.</summary>
internal sealed record GetPoolStatus(string Engine) : INoSerializationVerificationNeeded;

/// <summary>How an engine is.</summary>
/// <param name="Pids">Its worker processes that have loaded it.</param>
/// <param name="Running">Jobs that are being done.</param>
/// <param name="Waiting">Jobs that wait.</param>
/// <param name="Deaths">Workers that died, since the start.</param>
internal sealed record PoolStatus(ImmutableArray<int> Pids, int Running, int Waiting, int Deaths) : INoSerializationVerificationNeeded;

/// <summary>To a worker: do this.</summary>
internal sealed record RunJob(SpeechJob Job) : INoSerializationVerificationNeeded;

/// <summary>From a worker: its engine is loaded.</summary>
internal sealed record WorkerStarted(int Pid, ImmutableArray<Voice> Voices) : INoSerializationVerificationNeeded;

/// <summary>From a worker: it is free again.</summary>
internal sealed record WorkerFree : INoSerializationVerificationNeeded
{
    /// <summary>The one instance.</summary>
    public static WorkerFree Instance { get; } = new();
}

/// <summary>From a worker, its last word: its engine cannot be used here.</summary>
internal sealed record EngineMissing(string Reason) : INoSerializationVerificationNeeded;

/// <summary>From a worker, its last word.</summary>
/// <param name="Job">What it was doing.</param>
/// <param name="TimedOut">It did not answer.</param>
/// <param name="Reason">A sentence.</param>
internal sealed record WorkerDied(SpeechJob? Job, bool TimedOut, string Reason) : INoSerializationVerificationNeeded;
