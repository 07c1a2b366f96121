using Sapphire.Kernel.Dispatch;

namespace Sapphire.Kernel.Actor;

/// <summary>What the kernel needs of each reference: system messages and the place in the tree.</summary>
internal abstract class InternalActorRef : IActorRef
{
    public abstract ActorPath Path { get; }

    public abstract ActorSystem System { get; }

    public virtual bool IsTerminated => false;

    /// <summary>The reference as another node wrote it; null for one of this process.</summary>
    public virtual string? ForeignText => null;

    /// <summary>Whether perhaps nobody but the bytes that name it knows it, and it ends by itself: the sender of an Ask.</summary>
    public virtual bool IsTemporary => false;

    public abstract void Tell(object message, IActorRef? sender);

    public abstract void SendSystemMessage(SystemMessage message);

    public virtual void Stop()
    {
    }

    /// <summary>The kernel's side of any reference, also of one that wraps another.</summary>
    public static InternalActorRef Of(IActorRef actor) => Unwrap(actor) as InternalActorRef
        ?? throw new ArgumentException($"{actor.GetType()} is no reference of this kernel; wrap one with {nameof(IWrappedActorRef)}.", nameof(actor));

    public static IActorRef Unwrap(IActorRef actor)
    {
        ArgumentNullException.ThrowIfNull(actor);
        IActorRef a = actor;
        while (a is IWrappedActorRef wrapped) a = wrapped.Target;
        return a;
    }

    public bool Equals(IActorRef? other) =>
        other is not null && (ReferenceEquals(this, other) || (Path.Uid == other.Path.Uid && Path.Equals(other.Path)));

    public override bool Equals(object? obj) => Equals(obj as IActorRef);

    public override int GetHashCode() => Path.Uid != 0 ? Path.Uid.GetHashCode() : Path.GetHashCode();

    public int CompareTo(IActorRef? other)
    {
        if (other is null) return 1;
        int byPath = Path.CompareTo(other.Path);
        return byPath != 0 ? byPath : Path.Uid.CompareTo(other.Path.Uid);
    }

    public override string ToString() => Path.Uid == 0 ? $"[{Path}]" : $"[{Path}#{Path.Uid}]";
}
