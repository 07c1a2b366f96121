using Sapphire.Kernel.Actor;

namespace Sapphire.Kernel.TestKit.TestActors;

/// <summary>Sends back what it gets.</summary>
public sealed class SimpleEchoActor : ReceiveActor
{
    /// <summary>Creates it.</summary>
    public SimpleEchoActor() => ReceiveAny(message => Sender.Tell(message));

    /// <summary>Its props.</summary>
    public static Props Props() => Actor.Props.CreateBy(static () => new SimpleEchoActor());
}
