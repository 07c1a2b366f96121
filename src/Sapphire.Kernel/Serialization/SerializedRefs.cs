using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Dispatch;

namespace Sapphire.Kernel.Serialization;

/// <summary>
/// References as text. An actor of the tree is its path and incarnation. What is in no tree (the sender of an Ask, a filter of a test,
/// an actor that has ended, one of another system of this process) gets a number besides, under which it is remembered as long as it lives.
/// </summary>
internal sealed class SerializedRefs(ActorSystem system, ProcessObjects others)
{
    public string ToText(IActorRef actor)
    {
        string text = actor.Path.ToSerializationFormat();
        if (actor is LocalActorRef { IsTerminated: false } local && ReferenceEquals(local.System, system)) return text;
        if (actor.Equals(system.DeadLetters) || actor.IsNobody()) return text;
        return $"{text}!{others.Remember(actor)}";
    }

    public IActorRef FromText(string text)
    {
        int mark = text.LastIndexOf('!');
        bool isOther = mark > text.LastIndexOf('#');
        if (isOther)
        {
            if (others.Recall(text[(mark + 1)..]) is IActorRef known) return known;
            text = text[..mark];
        }

        ActorPath path = ActorPath.Parse(text);
        if (path == system.DeadLetters.Path) return system.DeadLetters;
        if (path == ActorRefs.Nobody.Path) return ActorRefs.Nobody;
        if (!isOther && path.Address == system.Root.Path.Address && Find(path) is { } found && (path.Uid == 0 || found.Path.Uid == path.Uid)) return found;
        return new MissingActorRef(system, path);
    }

    private LocalActorRef? Find(ActorPath path)
    {
        LocalActorRef at = system.Root;
        foreach (string name in path.Elements)
        {
            if (!at.Cell.TryGetChild(name, out LocalActorRef? child)) return null;
            at = child;
        }

        return at;
    }

    /// <summary>An actor that is not, or no longer, there.</summary>
    private sealed class MissingActorRef(ActorSystem system, ActorPath path) : InternalActorRef
    {
        public override ActorPath Path { get; } = path;

        public override ActorSystem System => system;

        public override bool IsTerminated => true;

        public override void Tell(object message, IActorRef? sender) => system.DeadLetterMailbox.PublishDeadLetter(message, sender, this);

        public override void SendSystemMessage(SystemMessage message)
        {
            if (message is Watch w) w.Watcher.SendSystemMessage(new DeathWatchNotification(this, existenceConfirmed: false));
        }
    }
}
