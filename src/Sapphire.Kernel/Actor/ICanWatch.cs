namespace Sapphire.Kernel.Actor;

/// <summary>Something that can be told of the end of actors.</summary>
public interface ICanWatch
{
    /// <summary>Asks for <see cref="Terminated"/> when an actor ends, or has ended.</summary>
    /// <exception cref="InvalidOperationException">It is watched already, with a message of one's own.</exception>
    IActorRef Watch(IActorRef subject);

    /// <summary>As <see cref="Watch"/>, with a message of one's own.</summary>
    /// <exception cref="InvalidOperationException">It is watched already, with another message.</exception>
    IActorRef WatchWith(IActorRef subject, object message);

    /// <summary>Ends a watch; a notice that waits in the mailbox is not delivered any more.</summary>
    IActorRef Unwatch(IActorRef subject);
}
