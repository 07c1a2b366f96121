using Sapphire.Kernel.Actor;

namespace Sapphire.Kernel.TestKit;

/// <summary>A test actor with its own queue; can be given wherever a reference is wanted.</summary>
public sealed class TestProbe : TestKitBase, IWrappedActorRef
{
    internal TestProbe(ActorSystem system, string? name, TestKitSettings? settings = null)
        : base(system, name, settings)
    {
    }

    /// <summary>Its reference.</summary>
    public IActorRef Ref => TestActor;

    /// <inheritdoc />
    public IActorRef Target => TestActor;

    /// <inheritdoc />
    public ActorPath Path => TestActor.Path;

    /// <summary>Who sent the message looked at last.</summary>
    public IActorRef Sender => LastSender;

    /// <inheritdoc />
    public void Tell(object message, IActorRef? sender) => TestActor.Tell(message, sender);

    /// <summary>Sends a message from the probe.</summary>
    public void Send(IActorRef actor, object message)
    {
        ArgumentNullException.ThrowIfNull(actor);
        actor.Tell(message, TestActor);
    }

    /// <summary>Answers the message looked at last.</summary>
    public void Reply(object message) => LastSender.Tell(message, TestActor);

    /// <summary>Passes the message looked at last on, with its sender.</summary>
    public void Forward(IActorRef actor)
    {
        ArgumentNullException.ThrowIfNull(actor);
        actor.Tell(LastMessage ?? throw new InvalidOperationException("No message was looked at yet."), LastSender);
    }

    /// <summary>Sends another message on, with the sender of the message looked at last.</summary>
    public void Forward(IActorRef actor, object message)
    {
        ArgumentNullException.ThrowIfNull(actor);
        actor.Tell(message, LastSender);
    }

    /// <inheritdoc />
    public bool Equals(IActorRef? other) => other is not null && TestActor.Equals(other is IWrappedActorRef w ? w.Target : other);

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as IActorRef);

    /// <inheritdoc />
    public override int GetHashCode() => TestActor.GetHashCode();

    /// <inheritdoc />
    public int CompareTo(IActorRef? other) => TestActor.CompareTo(other);

    /// <inheritdoc />
    public override string ToString() => TestActor.ToString()!;

    /// <summary>Equality of references.</summary>
    public static bool operator ==(TestProbe? left, IActorRef? right) => left is null ? right is null : left.Equals(right);

    /// <summary>Inequality of references.</summary>
    public static bool operator !=(TestProbe? left, IActorRef? right) => !(left == right);

    /// <summary>Order of references.</summary>
    public static bool operator <(TestProbe left, IActorRef right) => left.CompareTo(right) < 0;

    /// <summary>Order of references.</summary>
    public static bool operator >(TestProbe left, IActorRef right) => left.CompareTo(right) > 0;

    /// <summary>Order of references.</summary>
    public static bool operator <=(TestProbe left, IActorRef right) => left.CompareTo(right) <= 0;

    /// <summary>Order of references.</summary>
    public static bool operator >=(TestProbe left, IActorRef right) => left.CompareTo(right) >= 0;
}
