using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Dispatch;

namespace Sapphire.Kernel.TestKit;

/// <summary>An actor that runs on the thread that sends to it.</summary>
public sealed class TestActorRef<TActor> : IWrappedActorRef
    where TActor : ActorBase
{
    private readonly IActorRef _actor;

    /// <summary>Creates the actor, below /user or below a supervisor of this process.</summary>
    public TestActorRef(ActorSystem system, Props actorProps, IActorRef? supervisor = null, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(system);
        ArgumentNullException.ThrowIfNull(actorProps);
        Props props = actorProps.WithDispatcher(CallingThreadDispatcher.DefaultId);
        _actor = supervisor is null
            ? system.ActorOf(props, name)
            : ((LocalActorRef)InternalActorRef.Unwrap(supervisor)).Cell.ActorOf(props, name);
    }

    /// <summary>The living instance; another one after a restart.</summary>
    public TActor UnderlyingActor => (TActor?)((LocalActorRef)_actor).Cell.Actor ?? throw new InvalidOperationException($"{Path} has ended.");

    /// <summary>Its plain reference.</summary>
    public IActorRef Ref => _actor;

    /// <inheritdoc />
    public IActorRef Target => _actor;

    /// <inheritdoc />
    public ActorPath Path => _actor.Path;

    /// <inheritdoc />
    public void Tell(object message, IActorRef? sender) => _actor.Tell(message, sender);

    /// <summary>
    /// Calls the actor's handler on this thread, past its mailbox, so that what it throws reaches the caller and no supervisor.
    /// </summary>
    /// <exception cref="InvalidOperationException">The actor has ended.</exception>
    public void Receive(object message, IActorRef? sender = null)
    {
        _ = UnderlyingActor;
        Within(c => c.InvokeDirectly(message, sender));
    }

    /// <summary>Makes the actor watch another.</summary>
    public void Watch(IActorRef subject) => Within(c => c.Watch(subject));

    /// <summary>Ends the actor's watch of another.</summary>
    public void Unwatch(IActorRef subject) => Within(c => c.Unwatch(subject));

    private void Within(Action<ActorCell> code)
    {
        ActorCell cell = ((LocalActorRef)_actor).Cell;
        ActorCell? previous = ActorCell.Current;
        ActorCell.Current = cell;
        try
        {
            code(cell);
        }
        finally
        {
            ActorCell.Current = previous;
        }
    }

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
