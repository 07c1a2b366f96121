using System.Text.RegularExpressions;

namespace Sapphire.Kernel.Actor;

/// <summary>
/// A path with wildcards, resolved anew for each message. <c>*</c> and <c>?</c> match within a name, ignoring case as Akka.NET does;
/// <c>**</c> at the end takes everything below; <c>..</c> goes up. Local actors only: a path in another system is refused.
/// </summary>
public sealed class ActorSelection : ICanTell, IEquatable<ActorSelection>
{
    private const string Everything = "**";
    private readonly LocalActorRef _anchor;
    private readonly string[] _elements;

    /// <summary>A path that begins at an actor, even when it has a slash in front.</summary>
    /// <exception cref="ArgumentException">The actor is none of a system here.</exception>
    /// <exception cref="IllegalActorNameException">A double wildcard is not at the end.</exception>
    public ActorSelection(IActorRef anchor, string path)
        : this(anchor, path.Split('/'))
    {
    }

    /// <summary>A path that begins at an actor; empty elements are left out.</summary>
    /// <exception cref="ArgumentException">The actor is none of a system here.</exception>
    /// <exception cref="IllegalActorNameException">A double wildcard is not at the end.</exception>
    public ActorSelection(IActorRef anchor, IEnumerable<string> elements)
    {
        _anchor = InternalActorRef.Unwrap(anchor) as LocalActorRef ?? throw new ArgumentException($"{anchor} is no actor of this process that has children.", nameof(anchor));
        _elements = [.. elements.Where(e => !string.IsNullOrEmpty(e))];
        if (Array.IndexOf(_elements, Everything) is var at && at >= 0 && at != _elements.Length - 1)
        {
            throw new IllegalActorNameException($"A double wildcard can only be at the end of a path, not as in '{PathString}'.");
        }
    }

    /// <summary>Where the path begins.</summary>
    public IActorRef Anchor => _anchor;

    /// <summary>The path from there.</summary>
    public string PathString => "/" + string.Join('/', _elements);

    internal ActorSystem System => _anchor.System;

    internal static ActorSelection Create(LocalActorRef self, ActorSystem system, string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        int scheme = path.IndexOf("://", StringComparison.Ordinal);
        if (scheme > 0)
        {
            if (!Address.TryParse(path, out Address? address) || address != system.Root.Path.Address)
            {
                throw new ArgumentException($"'{path}' is in another actor system than {system}; only local actors can be selected.", nameof(path));
            }

            int slash = path.IndexOf('/', scheme + 3);
            path = slash < 0 ? "/" : path[slash..];
            // The incarnation of a path is no part of a selection.
            int hash = path.IndexOf('#', StringComparison.Ordinal);
            if (hash >= 0) path = path[..hash];
        }

        return new ActorSelection(path[0] == '/' ? system.Root : self, path);
    }

    /// <summary>Sends a message to all that match.</summary>
    /// <param name="message">What to send; to the dead letters when nobody matches.</param>
    /// <param name="sender">The sender; null for the actor whose handler runs, if any.</param>
    public void Tell(object message, IActorRef? sender)
    {
        ArgumentNullException.ThrowIfNull(message);
        sender ??= Util.ImplicitSender.Get();
        var targets = new List<LocalActorRef>();
        bool silent = !Resolve(targets);
        foreach (LocalActorRef target in targets) target.Tell(message, sender);
        if (silent || targets.Count > 0) return;
        if (message is Identify identify) sender?.Tell(new ActorIdentity(identify.MessageId, null), System.DeadLetters);
        else System.DeadLetterMailbox.PublishDeadLetter(message, sender, new EmptyRef(this));
    }

    /// <summary>Sends a message to all that match; the sender is the actor whose handler runs, if any.</summary>
    public void Tell(object message) => Tell(message, null);

    /// <summary>The actor that the path names; with wildcards, the first to answer.</summary>
    /// <param name="timeout">How long to wait for its answer.</param>
    /// <exception cref="ActorNotFoundException">There is none, or it does not answer.</exception>
    public Task<IActorRef> ResolveOne(TimeSpan timeout) => ResolveOne(timeout, CancellationToken.None);

    /// <summary>The actor that the path names; with wildcards, the first to answer.</summary>
    /// <param name="timeout">How long to wait for its answer.</param>
    /// <param name="ct">Gives up waiting.</param>
    /// <exception cref="ActorNotFoundException">There is none, it does not answer, or the wait was given up; the inner exception tells.</exception>
    public async Task<IActorRef> ResolveOne(TimeSpan timeout, CancellationToken ct)
    {
        ActorIdentity identity;
        try
        {
            identity = await this.Ask<ActorIdentity>(new Identify(null), timeout, ct);
        }
        catch (Exception ex)
        {
            throw new ActorNotFoundException($"No actor at {this} answered within {timeout}: {ex.Message}", ex);
        }

        return identity.Subject ?? throw new ActorNotFoundException($"There is no actor at {this}.");
    }

    /// <inheritdoc />
    public bool Equals(ActorSelection? other) => other is not null && _anchor.Equals(other._anchor) && _elements.AsSpan().SequenceEqual(other._elements);

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as ActorSelection);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(_anchor, PathString);

    /// <inheritdoc />
    public override string ToString() => $"ActorSelection[Anchor({_anchor.Path.ToStringWithUid()}), Path({PathString})]";

    private static bool IsPattern(string element) => element.AsSpan().ContainsAny('*', '?');

    /// <summary>Finds who matches.</summary>
    /// <returns>Whether it is worth a dead letter when nobody does: not behind a wildcard that fanned out, nor below everything.</returns>
    private bool Resolve(List<LocalActorRef> found)
    {
        bool fannedOut = false;
        List<LocalActorRef> level = [_anchor];
        foreach (string element in _elements)
        {
            var next = new List<LocalActorRef>();
            foreach (LocalActorRef actor in level) Step(actor, element, next);
            if (element == Everything || (IsPattern(element) && next.Count > 1)) fannedOut = true;
            level = next;
        }

        found.AddRange(level);
        return !fannedOut;
    }

    private static void Step(LocalActorRef actor, string element, List<LocalActorRef> next)
    {
        switch (element)
        {
            case "..":
                if (actor.Cell.ParentRef is LocalActorRef parent) next.Add(parent);
                break;
            case Everything:
                foreach (LocalActorRef child in actor.Cell.ChildRefs())
                {
                    next.Add(child);
                    Step(child, Everything, next);
                }

                break;
            default:
                if (IsPattern(element))
                {
                    string regex = "^" + Regex.Escape(element).Replace("\\*", ".*", StringComparison.Ordinal).Replace("\\?", ".", StringComparison.Ordinal) + "$";
                    const RegexOptions Options = RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;
                    next.AddRange(actor.Cell.ChildRefs().Where(c => Regex.IsMatch(c.Path.Name, regex, Options)));
                }
                else if (actor.Cell.TryGetChild(element, out LocalActorRef? child))
                {
                    next.Add(child);
                }

                break;
        }
    }

    /// <summary>Stands for the place where there is no actor.</summary>
    private sealed class EmptyRef(ActorSelection selection) : InternalActorRef
    {
        public override ActorPath Path { get; } = selection._anchor.Path / selection._elements;

        public override ActorSystem System => selection.System;

        public override bool IsTerminated => true;

        public override void Tell(object message, IActorRef? sender) => System.DeadLetterMailbox.PublishDeadLetter(message, sender, this);

        public override void SendSystemMessage(Dispatch.SystemMessage message)
        {
            if (message is Dispatch.Watch w) w.Watcher.SendSystemMessage(new Dispatch.DeathWatchNotification(this, existenceConfirmed: false));
        }
    }
}
