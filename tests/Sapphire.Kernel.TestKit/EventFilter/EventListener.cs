using System.Collections.Concurrent;
using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Dispatch;

namespace Sapphire.Kernel.TestKit;

/// <summary>Looks at events on the thread that publishes them.</summary>
internal sealed class EventListener(ActorSystem system, Func<object, bool> match, MutedEvents muted) : InternalActorRef
{
    private int _count;

    public override ActorPath Path { get; } = new ChildActorPath(system.Root.Path, "eventFilter", system.NextUid());

    public override ActorSystem System => system;

    public int Count => Volatile.Read(ref _count);

    public ConcurrentQueue<string> Others { get; } = new();

    public override void Tell(object message, IActorRef? sender)
    {
        if (match(message)) Interlocked.Increment(ref _count);
        else if (!muted.Matches(message)) Others.Enqueue(message.ToString() ?? "");
    }

    public override void SendSystemMessage(SystemMessage message)
    {
    }
}
