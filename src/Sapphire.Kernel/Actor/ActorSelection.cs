using System.Text.RegularExpressions;

namespace Sapphire.Kernel.Actor;

/// <summary>A path with wildcards, resolved anew for each message. Local actors only.</summary>
public sealed class ActorSelection : ICanTell
{
    private readonly LocalActorRef _anchor;
    private readonly string[] _elements;

    private ActorSelection(LocalActorRef anchor, ActorSystem system, string[] elements)
    {
        _anchor = anchor;
        System = system;
        _elements = elements;
    }

    /// <summary>Where the path begins.</summary>
    public IActorRef Anchor => _anchor;

    /// <summary>The path from there.</summary>
    public string PathString => "/" + string.Join('/', _elements);

    internal ActorSystem System { get; }

    internal static ActorSelection Create(LocalActorRef self, ActorSystem system, string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        LocalActorRef anchor = self;
        int scheme = path.IndexOf("://", StringComparison.Ordinal);
        if (scheme > 0)
        {
            string rest = path[(scheme + 3)..];
            int slash = rest.IndexOf('/', StringComparison.Ordinal);
            string name = slash < 0 ? rest : rest[..slash];
            if (!string.Equals(name, system.Name, StringComparison.Ordinal)) throw new ArgumentException($"'{path}' is in another actor system than {system}; only local actors can be selected.", nameof(path));
            path = slash < 0 ? "/" : rest[slash..];
        }

        if (path[0] == '/') anchor = system.Root;
        return new ActorSelection(anchor, system, path.Split('/', StringSplitOptions.RemoveEmptyEntries));
    }

    /// <inheritdoc />
    public void Tell(object message, IActorRef? sender)
    {
        ArgumentNullException.ThrowIfNull(message);
        bool any = false;
        foreach (LocalActorRef target in Resolve())
        {
            any = true;
            target.Tell(message, sender);
        }

        if (any) return;
        if (message is Identify identify) sender?.Tell(new ActorIdentity(identify.MessageId, null), System.DeadLetters);
        else if (!Array.Exists(_elements, IsPattern)) System.DeadLetterMailbox.PublishDeadLetter(message, sender, new EmptyRef(this));
    }

    /// <summary>Sends a message; the sender is the actor whose handler runs, if any.</summary>
    public void Tell(object message) => Tell(message, Util.ImplicitSender.Get());

    /// <summary>The actor that the path names.</summary>
    /// <param name="timeout">How long to wait for its answer.</param>
    /// <param name="ct">Gives up waiting.</param>
    /// <exception cref="ActorNotFoundException">There is none, or it does not answer.</exception>
    public async Task<IActorRef> ResolveOne(TimeSpan timeout, CancellationToken ct = default)
    {
        ActorIdentity identity;
        try
        {
            identity = await this.Ask<ActorIdentity>(new Identify(this), timeout, ct);
        }
        catch (AskTimeoutException ex)
        {
            throw new ActorNotFoundException($"No actor at {this} answered within {timeout}: {ex.Message}");
        }

        return identity.Subject ?? throw new ActorNotFoundException($"There is no actor at {this}.");
    }

    /// <inheritdoc />
    public override string ToString() => $"ActorSelection[Anchor({_anchor.Path}), Path({PathString})]";

    private static bool IsPattern(string element) => element.AsSpan().ContainsAny('*', '?');

    private List<LocalActorRef> Resolve()
    {
        List<LocalActorRef> level = [_anchor];
        foreach (string element in _elements)
        {
            var next = new List<LocalActorRef>();
            foreach (LocalActorRef actor in level)
            {
                if (element == ".")
                {
                    next.Add(actor);
                }
                else if (element == "..")
                {
                    if (actor.Cell.ParentRef is LocalActorRef parent) next.Add(parent);
                }
                else if (IsPattern(element))
                {
                    string regex = "^" + Regex.Escape(element).Replace("\\*", ".*", StringComparison.Ordinal).Replace("\\?", ".", StringComparison.Ordinal) + "$";
                    next.AddRange(actor.Cell.ChildRefs().Where(c => Regex.IsMatch(c.Path.Name, regex, RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)));
                }
                else if (actor.Cell.TryGetChild(element, out LocalActorRef? child))
                {
                    next.Add(child);
                }
            }

            level = next;
        }

        return level;
    }

    /// <summary>Stands for the place where there is no actor.</summary>
    private sealed class EmptyRef(ActorSelection selection) : InternalActorRef
    {
        public override ActorPath Path { get; } = selection._elements.Aggregate(selection._anchor.Path, (path, element) => path / element);

        public override ActorSystem System => selection.System;

        public override bool IsTerminated => true;

        public override void Tell(object message, IActorRef? sender) => System.DeadLetterMailbox.PublishDeadLetter(message, sender, this);

        public override void SendSystemMessage(Dispatch.SystemMessage message)
        {
            if (message is Dispatch.Watch w) w.Watcher.SendSystemMessage(new Dispatch.DeathWatchNotification(this, existenceConfirmed: false));
        }
    }
}
