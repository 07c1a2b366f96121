using Sapphire.Kernel.Actor;

namespace Sapphire.Actors.ClusterSpeech;

#pragma warning disable MA0048 // A job for a run, and what it says at its end.

/// <summary>A job that was taken from the queue.</summary>
/// <param name="Part">What it works with.</param>
/// <param name="Request">Who needs it done.</param>
/// <param name="Offer">Which offer of the request it is.</param>
/// <param name="Attempt">How often that was taken.</param>
/// <param name="Lost">Cancelled when the broker has given it to another node.</param>
internal sealed record QueuedJob(ClusterSpeechPart Part, IActorRef Request, int Offer, int Attempt, CancellationToken Lost);

/// <summary>From a run to its consumer, its last word.</summary>
/// <param name="Outcome">What becomes of the job.</param>
/// <param name="Reason">Why, where it is not done.</param>
internal sealed record RunEnded(RunOutcome Outcome, string Reason) : INoSerializationVerificationNeeded;
