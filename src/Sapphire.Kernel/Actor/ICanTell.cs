namespace Sapphire.Kernel.Actor;

/// <summary>Something that takes messages.</summary>
public interface ICanTell
{
    /// <summary>Sends a message, at most once, in order for each sender. Never blocks.</summary>
    void Tell(object message, IActorRef? sender);
}
