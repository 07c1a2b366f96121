using Sapphire.Kernel.Actor;

namespace Sapphire.Kernel.TestKit.TestActors;

/// <summary>Takes everything and does nothing.</summary>
public sealed class BlackHoleActor : ActorBase
{
    /// <summary>Its props.</summary>
    public static Props Props { get; } = Actor.Props.CreateBy(static () => new BlackHoleActor());

    /// <inheritdoc />
    protected override bool Receive(object message) => true;
}
