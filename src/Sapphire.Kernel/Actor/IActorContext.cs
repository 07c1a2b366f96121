namespace Sapphire.Kernel.Actor;

/// <summary>What a running actor sees of its place in the tree. Valid only inside the actor's own handlers and hooks.</summary>
public interface IActorContext : IActorRefFactory, ICanWatch
{
    /// <summary>The actor itself.</summary>
    IActorRef Self { get; }

    /// <summary>How it was made.</summary>
    Props Props { get; }

    /// <summary>Who sent the message being handled; the dead letters where nobody did.</summary>
    IActorRef Sender { get; }

    /// <summary>Its system.</summary>
    ActorSystem System { get; }

    /// <summary>Its supervisor.</summary>
    IActorRef Parent { get; }

    /// <summary>Where it runs.</summary>
    Dispatch.MessageDispatcher Dispatcher { get; }

    /// <summary>The receive timeout in force, or null.</summary>
    TimeSpan? ReceiveTimeout { get; }

    /// <summary>Replaces the behaviour.</summary>
    void Become(Receive receive);

    /// <summary>Puts a behaviour over the present one.</summary>
    void BecomeStacked(Receive receive);

    /// <summary>Goes back to the behaviour below; the lowest stays.</summary>
    void UnbecomeStacked();

    /// <summary>A child by name; <see cref="ActorRefs.Nobody"/> where there is none.</summary>
    IActorRef Child(string name);

    /// <summary>The children, those that are stopping included.</summary>
    IReadOnlyCollection<IActorRef> GetChildren();

    /// <summary>Asks for <see cref="Actor.ReceiveTimeout"/> whenever no message comes for that long; null or <see cref="Timeout.InfiniteTimeSpan"/> ends it.</summary>
    void SetReceiveTimeout(TimeSpan? receiveTimeout);

    /// <summary>Stops an actor after the message it handles now; its children go first.</summary>
    void Stop(IActorRef child);
}
