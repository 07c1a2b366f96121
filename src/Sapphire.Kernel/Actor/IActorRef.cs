namespace Sapphire.Kernel.Actor;

/// <summary>The address of one incarnation of one actor; safe to share.</summary>
public interface IActorRef : ICanTell, IEquatable<IActorRef>, IComparable<IActorRef>
{
    /// <summary>Where the actor is in the tree.</summary>
    ActorPath Path { get; }
}

/// <summary>A reference that stands for another, such as a test probe.</summary>
public interface IWrappedActorRef : IActorRef
{
    /// <summary>The reference it stands for.</summary>
    IActorRef Target { get; }
}

/// <summary>Creates actors and selects them.</summary>
public interface IActorRefFactory
{
    /// <summary>Creates a child.</summary>
    /// <param name="props">How to make it.</param>
    /// <param name="name">Its name, unique among its siblings; null for a generated one.</param>
    /// <exception cref="InvalidActorNameException">The name is taken or malformed.</exception>
    IActorRef ActorOf(Props props, string? name = null);

    /// <summary>Selects local actors by path, relative or absolute, with the wildcards * and ?.</summary>
    ActorSelection ActorSelection(string actorPath);

    /// <summary>Selects a local actor by path.</summary>
    ActorSelection ActorSelection(ActorPath actorPath);
}
