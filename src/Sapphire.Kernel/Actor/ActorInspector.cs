namespace Sapphire.Kernel.Actor;

/// <summary>Looks at the actors of a system, for operators. What it says was so a moment ago. Thread-safe, and no actor notices.</summary>
public static class ActorInspector
{
    /// <summary>An actor by its path, such as <c>/user/chats</c>; null where there is none. <c>/</c> is the root.</summary>
    public static ActorSnapshot? Find(ActorSystem system, string path) => Resolve(system, path) is { } actor ? Look(actor) : null;

    /// <summary>The names of an actor's children, in order; empty where there is no such actor.</summary>
    public static string[] ChildNames(ActorSystem system, string path)
    {
        if (Resolve(system, path) is not { } actor) return [];
        string[] names = [.. actor.Cell.ChildRefs().Select(static child => child.Path.Name)];
        Array.Sort(names, StringComparer.Ordinal);
        return names;
    }

    /// <summary>
    /// Restarts an actor as its supervisor does after a failure: it gets a new instance, keeps its mailbox, and its children are
    /// dealt with as its <c>PreRestart</c> says. A handler that is at work ends first.
    /// </summary>
    /// <param name="system">The system.</param>
    /// <param name="path">The path of the actor.</param>
    /// <param name="cause">What <c>PreRestart</c> and <c>PostRestart</c> are told.</param>
    /// <returns>False where there is no such actor, or it is one that nobody supervises: the root and the guardians.</returns>
    public static bool Restart(ActorSystem system, string path, Exception cause)
    {
        ArgumentNullException.ThrowIfNull(cause);
        if (Resolve(system, path) is not { } actor || IsGuardian(actor)) return false;
        actor.SendSystemMessage(new Dispatch.Suspend());
        actor.SendSystemMessage(new Dispatch.Recreate(cause));
        return true;
    }

    private static LocalActorRef? Resolve(ActorSystem system, string path)
    {
        ArgumentNullException.ThrowIfNull(system);
        ArgumentNullException.ThrowIfNull(path);
        LocalActorRef at = system.Root;
        foreach (string name in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!at.Cell.TryGetChild(name, out LocalActorRef? next)) return null;
            at = next;
        }

        return at;
    }

    private static bool IsGuardian(LocalActorRef actor) =>
        ReferenceEquals(actor, actor.System.Root) || ReferenceEquals(actor, actor.System.UserGuardian) || ReferenceEquals(actor, actor.System.SystemGuardian);

    private static ActorSnapshot Look(LocalActorRef actor)
    {
        ActorCell cell = actor.Cell;
        ActorState state = cell.Mailbox switch
        {
            { IsClosed: true } => ActorState.Stopped,
            { IsSuspended: true } => ActorState.Suspended,
            { IsScheduled: true } => ActorState.Busy,
            _ => ActorState.Idle,
        };
        return new(actor.Path.ToStringWithoutAddress(), cell.Props.Type, state, cell.Mailbox.Queue.Count, cell.Restarts, cell.ChildCount);
    }
}
