using Sapphire.Kernel.Actor;

namespace Sapphire.Kernel.TestKit.TestActors;

/// <summary>Sends what it gets to the test actor, and back.</summary>
public sealed class EchoActor : ReceiveActor
{
    /// <summary>Creates it.</summary>
    public EchoActor(TestKitBase testKit, bool echoBackToSenderAsWell = true)
    {
        ArgumentNullException.ThrowIfNull(testKit);
        ReceiveAny(message =>
        {
            if (echoBackToSenderAsWell) Sender.Tell(message);
            testKit.TestActor.Tell(message, Sender);
        });
    }

    /// <summary>Its props.</summary>
    public static Props Props(TestKitBase testKit, bool echoBackToSenderAsWell = true) => Actor.Props.CreateBy(() => new EchoActor(testKit, echoBackToSenderAsWell));
}
