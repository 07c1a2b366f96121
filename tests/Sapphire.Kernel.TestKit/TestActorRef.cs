using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Dispatch;

namespace Sapphire.Kernel.TestKit;

/// <summary>An actor that runs on the thread that sends to it.</summary>
public sealed class TestActorRef<TActor> : IWrappedActorRef
    where TActor : ActorBase
{
    private readonly IActorRef _actor;

    internal TestActorRef(ActorSystem system, Props props, string? name) =>
        _actor = system.ActorOf(props.WithDispatcher(CallingThreadDispatcher.DefaultId), name);

    /// <summary>The living instance; another one after a restart.</summary>
    public TActor UnderlyingActor => (TActor?)((LocalActorRef)_actor).Cell.Actor ?? throw new InvalidOperationException($"{Path} has ended.");

    /// <inheritdoc />
    public IActorRef Target => _actor;

    /// <inheritdoc />
    public ActorPath Path => _actor.Path;

    /// <inheritdoc />
    public void Tell(object message, IActorRef? sender) => _actor.Tell(message, sender);

    /// <inheritdoc />
    public bool Equals(IActorRef? other) => other is not null && _actor.Equals(other is IWrappedActorRef w ? w.Target : other);

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as IActorRef);

    /// <inheritdoc />
    public override int GetHashCode() => _actor.GetHashCode();

    /// <inheritdoc />
    public int CompareTo(IActorRef? other) => _actor.CompareTo(other);

    /// <summary>Equality of references.</summary>
    public static bool operator ==(TestActorRef<TActor>? left, IActorRef? right) => left is null ? right is null : left.Equals(right);

    /// <summary>Inequality of references.</summary>
    public static bool operator !=(TestActorRef<TActor>? left, IActorRef? right) => !(left == right);

    /// <summary>Order of references.</summary>
    public static bool operator <(TestActorRef<TActor> left, IActorRef right) => left.CompareTo(right) < 0;

    /// <summary>Order of references.</summary>
    public static bool operator >(TestActorRef<TActor> left, IActorRef right) => left.CompareTo(right) > 0;

    /// <summary>Order of references.</summary>
    public static bool operator <=(TestActorRef<TActor> left, IActorRef right) => left.CompareTo(right) <= 0;

    /// <summary>Order of references.</summary>
    public static bool operator >=(TestActorRef<TActor> left, IActorRef right) => left.CompareTo(right) >= 0;
}
