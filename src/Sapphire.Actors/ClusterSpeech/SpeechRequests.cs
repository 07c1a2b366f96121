using Sapphire.Kernel.Actor;

namespace Sapphire.Actors.ClusterSpeech;

/// <summary>The requests of this node.</summary>
internal sealed class SpeechRequests : ReceiveActor
{
    // A request that fails has a mistake in it: who waits for it is told by its end, and a second life would be for nobody.
    private static readonly OneForOneStrategy StopFailed = new(static _ => Directive.Stop);

    public SpeechRequests() => Receive<StartRequest>(static start => Context.ActorOf(start.Props));

    /// <inheritdoc />
    protected override SupervisorStrategy SupervisorStrategy() => StopFailed;
}

#pragma warning disable MA0048 // What it is told.

/// <summary>To the requests: another one.</summary>
internal sealed record StartRequest(Props Props) : INoSerializationVerificationNeeded;
