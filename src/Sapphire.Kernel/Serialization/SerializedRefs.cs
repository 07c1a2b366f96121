using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Dispatch;

namespace Sapphire.Kernel.Serialization;

/// <summary>
/// References as text. An actor of the tree is its path and incarnation. What is in no tree (the sender of an Ask, a filter of a test,
/// an actor that has ended, one of another system of this process) gets a number besides, under which it is remembered as long as it lives.
/// In a cluster the address names the node and its life; another node reads it as a reference that leads back here.
/// </summary>
internal sealed class SerializedRefs(ActorSystem system, ProcessObjects others)
{
    public string ToText(IActorRef actor)
    {
        if (actor is InternalActorRef { ForeignText: { } foreign }) return foreign;
        if (actor.Equals(system.DeadLetters) || actor.IsNobody()) return actor.Path.ToSerializationFormat();
        string text = system.RemoteRefs is { } remote ? actor.Path.ToSerializationFormatWithAddress(remote.Address) : actor.Path.ToSerializationFormat();
        if (actor is LocalActorRef { IsTerminated: false } local && ReferenceEquals(local.System, system)) return text;

        // In another process nobody holds it.
        bool keep = system.RemoteRefs is not null && actor is InternalActorRef { IsTemporary: true };
        return $"{text}!{others.Remember(actor, keep)}";
    }

    public IActorRef FromText(string text)
    {
        string whole = text;
        int mark = text.LastIndexOf('!');
        bool isOther = mark > text.LastIndexOf('#');
        if (isOther)
        {
            if (others.Recall(text[(mark + 1)..]) is IActorRef known) return known;
            text = text[..mark];
        }

        ActorPath path = ActorPath.Parse(text);
        if (path == system.DeadLetters.Path || (path.Address.HasLocalScope && path.ToStringWithoutAddress() == "/deadLetters")) return system.DeadLetters;
        if (path == ActorRefs.Nobody.Path) return ActorRefs.Nobody;
        if (system.RemoteRefs is { } remote && path.Address.HasGlobalScope)
        {
            if (path.Address != remote.Address) return remote.Resolve(whole, path) ?? (IActorRef)new MissingActorRef(system, path);
            path = Here(path);
        }

        if (!isOther && path.Address == system.Root.Path.Address && Find(path) is { } found && (path.Uid == 0 || found.Path.Uid == path.Uid)) return found;
        return new MissingActorRef(system, path);
    }

    /// <summary>The path in this system of one with its address in the cluster.</summary>
    private ActorPath Here(ActorPath path) => path.IsRoot ? system.Root.Path : (system.Root.Path / path.Elements).WithUid(path.Uid);

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
