#pragma warning disable MA0048 // The kinds of routee are small and belong together.
using Sapphire.Kernel.Actor;

namespace Sapphire.Kernel.Routing;

/// <summary>One of those that a router sends to.</summary>
public abstract class Routee
{
    private protected Routee()
    {
    }

    /// <summary>Stands for "there is none": what it is sent is a dead letter.</summary>
    public static Routee NoRoutee { get; } = new NoRouteeType();

    /// <summary>Sends a message.</summary>
    public abstract void Send(object message, IActorRef? sender);

    /// <summary>The routee that is an actor.</summary>
    public static Routee FromActorRef(IActorRef actorRef) => new ActorRefRoutee(actorRef);

    // What it is sent, the router makes a dead letter, since it knows whose.
    private sealed class NoRouteeType : Routee
    {
        public override void Send(object message, IActorRef? sender)
        {
        }
    }
}

/// <summary>A routee that is an actor.</summary>
public sealed class ActorRefRoutee : Routee, IEquatable<ActorRefRoutee>
{
    /// <summary>Makes it.</summary>
    public ActorRefRoutee(IActorRef actor)
    {
        ArgumentNullException.ThrowIfNull(actor);
        Actor = actor;
    }

    /// <summary>The actor.</summary>
    public IActorRef Actor { get; }

    /// <inheritdoc />
    public override void Send(object message, IActorRef? sender) => Actor.Tell(message, sender);

    /// <inheritdoc />
    public bool Equals(ActorRefRoutee? other) => other is not null && Actor.Equals(other.Actor);

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as ActorRefRoutee);

    /// <inheritdoc />
    public override int GetHashCode() => Actor.GetHashCode();

    /// <inheritdoc />
    public override string ToString() => Actor.Path.ToString();
}

/// <summary>Several routees that all get a message.</summary>
/// <param name="routees">Who.</param>
public sealed class SeveralRoutees(IReadOnlyList<Routee> routees) : Routee
{
    /// <inheritdoc />
    public override void Send(object message, IActorRef? sender)
    {
        for (int i = 0; i < routees.Count; i++) routees[i].Send(message, sender);
    }
}
