using System.Diagnostics.CodeAnalysis;
using Sapphire.Kernel.Routing;

namespace Sapphire.Kernel.Actor;

/// <content>The children. The table is shared: the guardian's children are made, and all children looked up, from any thread.</content>
internal sealed partial class ActorCell
{
    private Children? _children;
    private volatile bool _terminating;

    /// <summary>Why this actor waits for its dying children.</summary>
    private enum SuspendReason
    {
        None,
        Creation,
        Recreation,
        Termination,
    }

    /// <summary>Thread-safe.</summary>
    public IActorRef ActorOf(Props props, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(props);
        if (name is not null && !ActorPath.IsValidPathElement(name))
        {
            throw new InvalidActorNameException($"'{name}' is no name for an actor: use letters, digits and -_.*+:@&=,!~';(), and do not begin with $.");
        }

        return AttachChild(props, name);
    }

    /// <summary>Thread-safe; the name is not checked.</summary>
    public LocalActorRef AttachChild(Props props, string? name)
    {
        Children children = _children ?? Interlocked.CompareExchange(ref _children, new Children(), null) ?? _children!;
        LocalActorRef child;
        lock (children)
        {
            if (IsTerminating || Mailbox.IsClosed)
            {
                throw new InvalidOperationException($"{_self.Path} is stopping or has stopped; it can have no new children.");
            }

            name ??= "$" + Base64(children.NextName++);
            if (children.Table.ContainsKey(name))
            {
                throw new InvalidActorNameException($"The actor name '{name}' is not unique below {_self.Path}. A name is free again when its actor has ended (watch it).");
            }

            ActorPath path = new ChildActorPath(_self.Path, name, System.NextUid());
            props = System.Deployer.Apply(props, path);
            child = props.RouterConfig is Pool pool ? new RoutedActorRef(path, pool, props) : new LocalActorRef(path);
            _ = new ActorCell(System, child, _self, child is RoutedActorRef routed ? routed.RouterProps : props);
            if (child is RoutedActorRef) child.Cell.Mailbox.Hold();
            children.Table.Add(name, child);
        }

        if (child is RoutedActorRef router) router.Start();
        else child.Cell.Start();
        return child;
    }

    private static string Base64(int n)
    {
        const string Digits = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+~";
        Span<char> buffer = stackalloc char[6];
        int i = buffer.Length;
        do
        {
            buffer[--i] = Digits[n & 63];
            n >>>= 6;
        }
        while (n != 0);
        return new string(buffer[i..]);
    }

    /// <summary>Thread-safe.</summary>
    public IActorRef Child(string name) => TryGetChild(name, out LocalActorRef? child) ? child : ActorRefs.Nobody;

    /// <summary>Thread-safe.</summary>
    public bool TryGetChild(string name, [NotNullWhen(true)] out LocalActorRef? child)
    {
        child = null;
        if (_children is not { } children) return false;
        lock (children) child = children.Table.GetValueOrDefault(name);
        return child is not null;
    }

    /// <summary>Thread-safe.</summary>
    public IReadOnlyCollection<IActorRef> GetChildren() => ChildRefs();

    /// <summary>Thread-safe.</summary>
    public LocalActorRef[] ChildRefs()
    {
        if (_children is not { } children) return [];
        lock (children) return [.. children.Table.Values];
    }

    /// <summary>Thread-safe.</summary>
    public int ChildCount
    {
        get
        {
            if (_children is not { } children) return 0;
            lock (children) return children.Table.Count;
        }
    }

    private bool IsTerminating => _terminating;

    private bool IsWaitingForChildren => _children is { Reason: not SuspendReason.None };

    public void Stop(IActorRef child)
    {
        InternalActorRef target = InternalActorRef.Of(child);
        if (target is LocalActorRef local && _children is { } children)
        {
            lock (children)
            {
                if (ReferenceEquals(children.Table.GetValueOrDefault(local.Path.Name), local))
                {
                    children.Dying ??= [];
                    children.Dying.Add(local);
                }
            }
        }

        target.Stop();
    }

    /// <summary>Remembers what to do when the last dying child has gone.</summary>
    /// <returns>False when none is dying.</returns>
    private bool WaitForDyingChildren(SuspendReason reason, Exception? cause)
    {
        if (_children is not { } children) return false;
        lock (children)
        {
            if (children.Dying is not { Count: > 0 }) return false;
            children.Reason = reason;
            children.Cause = cause;
            return true;
        }
    }

    /// <summary>Thread-safe; for guardians, whose first child may come while they end.</summary>
    public void PrepareForChildren() => _children ??= new Children();

    /// <summary>No child may be added from here on, and all there are die.</summary>
    private LocalActorRef[] BeginTermination()
    {
        _terminating = true;
        if (_children is not { } children) return [];
        lock (children)
        {
            children.Reason = SuspendReason.Termination;
            LocalActorRef[] all = [.. children.Table.Values];
            children.Dying = [.. all];
            return all;
        }
    }

    private void HandleChildTerminated(LocalActorRef child)
    {
        Children children = _children!;
        SuspendReason reason = SuspendReason.None;
        Exception? cause = null;
        lock (children)
        {
            children.Table.Remove(child.Path.Name);
            children.Dying?.Remove(child);
            if (children.Reason != SuspendReason.None && children.Dying is not { Count: > 0 })
            {
                reason = children.Reason;
                cause = children.Cause;
                // A terminating actor stays so: nobody may add a child between here and its end.
                if (reason != SuspendReason.Termination) children.Reason = SuspendReason.None;
                children.Cause = null;
            }
        }

        switch (reason)
        {
            case SuspendReason.Creation:
                FinishCreate();
                break;
            case SuspendReason.Recreation:
                FinishRecreate(cause!);
                break;
            case SuspendReason.Termination:
                FinishTerminate();
                break;
        }
    }

    private bool IsChild(InternalActorRef actor, [NotNullWhen(true)] out LocalActorRef? child)
    {
        child = actor as LocalActorRef;
        if (child is null || _children is not { } children) return false;
        lock (children) return ReferenceEquals(children.Table.GetValueOrDefault(child.Path.Name), child);
    }

    private sealed class Children
    {
        public Dictionary<string, LocalActorRef> Table { get; } = new(StringComparer.Ordinal);

        public HashSet<LocalActorRef>? Dying { get; set; }

        public SuspendReason Reason { get; set; }

        public Exception? Cause { get; set; }

        public int NextName { get; set; }
    }
}
