namespace Sapphire.Kernel.Actor;

/// <summary>Something that receives messages for code that is no actor.</summary>
public interface IInboxable : ICanWatch
{
    /// <summary>The reference that others send to.</summary>
    IActorRef Receiver { get; }

    /// <summary>The next message; blocks.</summary>
    object Receive();

    /// <summary>The next message; blocks.</summary>
    object Receive(TimeSpan timeout);

    /// <summary>The next message.</summary>
    Task<object> ReceiveAsync();

    /// <summary>The next message.</summary>
    Task<object> ReceiveAsync(TimeSpan timeout);

    /// <summary>The next message that satisfies a predicate; blocks.</summary>
    object ReceiveWhere(Predicate<object> predicate);

    /// <summary>The next message that satisfies a predicate; blocks.</summary>
    object ReceiveWhere(Predicate<object> predicate, TimeSpan timeout);

    /// <summary>Sends a message whose answer comes here.</summary>
    void Send(IActorRef target, object message);
}
