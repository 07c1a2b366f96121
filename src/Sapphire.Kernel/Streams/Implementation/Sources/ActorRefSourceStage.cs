using Sapphire.Kernel.Actor;

namespace Sapphire.Kernel.Streams.Implementation.Sources;

/// <summary>Reads what an actor gets; the actor stops with it.</summary>
internal sealed class ActorRefSourceStage<T>(HandoverQueue<T> queue, IActorRef actor, StageScope scope) : HandoverStage<T>(queue, scope)
{
    protected override void OnReleased(Exception? cause)
    {
        base.OnReleased(cause);
        InternalActorRef.Of(actor).Stop();
    }
}
