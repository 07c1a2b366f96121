using Sapphire.Kernel.Actor;

namespace Sapphire.Kernel.TestKit.TestActors;

/// <summary>Passes what it gets on, with its sender.</summary>
public sealed class ForwardActor : ReceiveActor
{
    /// <summary>Creates it.</summary>
    public ForwardActor(IActorRef target) => ReceiveAny(message => target.Forward(message));

    /// <summary>Its props.</summary>
    public static Props Props(IActorRef target) => Actor.Props.CreateBy(() => new ForwardActor(target));
}
