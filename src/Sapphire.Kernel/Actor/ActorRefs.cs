#pragma warning disable MA0048 // References and their small extensions.
using System.Diagnostics.CodeAnalysis;
using Sapphire.Kernel.Dispatch;
using Sapphire.Kernel.Util;

namespace Sapphire.Kernel.Actor;

/// <summary>References that stand for nobody.</summary>
public static class ActorRefs
{
    /// <summary>A reference that drops what it is sent; the answer to "which actor?" when there is none.</summary>
    public static readonly IActorRef Nobody = new NobodyActorRef();

    /// <summary>The sender of a message sent from outside an actor (null; <c>Sender</c> shows it as the dead letters).</summary>
    public static readonly IActorRef NoSender = null!;

    internal static bool IsTheNobody(IActorRef? actor) => actor is null or NobodyActorRef;

    private sealed class NobodyActorRef : InternalActorRef
    {
        public override ActorPath Path { get; } = new RootActorPath(new Address("akka", "all-systems")) / "Nobody";

        public override ActorSystem System => throw new InvalidOperationException("Nobody belongs to no actor system.");

        public override bool IsTerminated => true;

        public override void Tell(object message, IActorRef? sender)
        {
        }

        public override void SendSystemMessage(SystemMessage message)
        {
            if (message is Watch w) w.Watcher.SendSystemMessage(new DeathWatchNotification(this, existenceConfirmed: false));
        }
    }
}

/// <summary>Tests of references.</summary>
public static class ActorRefExtensions
{
    /// <summary>Whether a reference is <see cref="ActorRefs.Nobody"/> or null.</summary>
    public static bool IsNobody([NotNullWhen(false)] this IActorRef? actorRef) => ActorRefs.IsTheNobody(actorRef);

    /// <summary>The reference, or another one where it is nobody.</summary>
    public static IActorRef GetOrElse(this IActorRef? actorRef, Func<IActorRef> elseValue)
    {
        ArgumentNullException.ThrowIfNull(elseValue);
        return actorRef.IsNobody() ? elseValue() : actorRef;
    }
}

/// <summary>Further ways to create and select actors.</summary>
public static class ActorRefFactoryExtensions
{
    /// <summary>Creates an actor without arguments.</summary>
    public static IActorRef ActorOf<TActor>(this IActorRefFactory factory, string? name = null)
        where TActor : ActorBase, new()
    {
        ArgumentNullException.ThrowIfNull(factory);
        return factory.ActorOf(Props.CreateBy(static () => new TActor()), name);
    }

    /// <summary>Selects actors by a path that begins at an actor.</summary>
    public static ActorSelection ActorSelection(this IActorRefFactory factory, IActorRef anchorRef, string actorPath) => new(anchorRef, actorPath);
}

/// <summary>Tells with the running actor as the sender.</summary>
public static class ActorRefImplicitSenderExtensions
{
    /// <summary>Sends a message; the sender is the actor whose handler runs, if any.</summary>
    public static void Tell(this IActorRef receiver, object message) => receiver.Tell(message, ImplicitSender.Get());

    /// <summary>Passes a message on with the sender of the message being handled.</summary>
    public static void Forward(this IActorRef receiver, object message)
    {
        ActorCell cell = ActorCell.Current ?? throw new NotSupportedException("Forward works only in a running actor; outside one use Tell(message, sender).");
        receiver.Tell(message, cell.RawSender);
    }
}
