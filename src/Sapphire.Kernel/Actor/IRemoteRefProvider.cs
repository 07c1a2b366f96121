namespace Sapphire.Kernel.Actor;

/// <summary>Gives a system an address in a cluster, and references to actors of other nodes. Thread-safe.</summary>
internal interface IRemoteRefProvider
{
    /// <summary>The address of this system, in this life of its node.</summary>
    Address Address { get; }

    /// <summary>The reference of an actor of another address; null where nothing can be sent there.</summary>
    /// <param name="text">The reference as it was written there: what is sent to it names it so.</param>
    /// <param name="path">Its path.</param>
    InternalActorRef? Resolve(string text, ActorPath path);
}
