namespace Sapphire.Kernel.Actor;

/// <summary>Makes the instances of an actor: the first one, and one for each restart.</summary>
public interface IIndirectActorProducer
{
    /// <summary>What it makes.</summary>
    Type ActorType { get; }

    /// <summary>Makes an instance.</summary>
    ActorBase Produce();

    /// <summary>Gives up what belongs to an instance that has ended.</summary>
    void Release(ActorBase actor);
}
