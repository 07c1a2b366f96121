using Sapphire.Kernel.Actor;

namespace Sapphire.Kernel.TestKit;

/// <content>Expectations of the next message and its sender.</content>
public abstract partial class TestKitBase
{
    /// <summary>The next message is of a type and from an actor.</summary>
    /// <exception cref="TestKitAssertionException">It is not, or none came in time; the message says what was expected and what came.</exception>
    public T ExpectMsgFrom<T>(IActorRef sender, TimeSpan? duration = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Block(ExpectMsgFromAsync<T>(sender, duration, hint, cancellationToken));

    /// <summary>The next message is of a type and from an actor.</summary>
    public ValueTask<T> ExpectMsgFromAsync<T>(IActorRef sender, TimeSpan? duration = null, string? hint = null, CancellationToken cancellationToken = default) =>
        ExpectAsync<T>((_, s) => Same(s, sender), From<T>(sender), duration, hint, cancellationToken);

    /// <summary>The next message equals one and is from an actor.</summary>
    public T ExpectMsgFrom<T>(IActorRef sender, T message, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Block(ExpectMsgFromAsync<T>(sender, message, timeout, hint, cancellationToken));

    /// <summary>The next message equals one and is from an actor.</summary>
    public ValueTask<T> ExpectMsgFromAsync<T>(IActorRef sender, T message, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        ExpectAsync<T>((m, s) => MessageEquality.AreEqual(m, message) && Same(s, sender), $"the message {Show(message)} from {sender.Path}", timeout, hint, cancellationToken);

    /// <summary>The next message satisfies a predicate and is from an actor.</summary>
    public T ExpectMsgFrom<T>(IActorRef sender, Predicate<T> isMessage, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Block(ExpectMsgFromAsync<T>(sender, isMessage, timeout, hint, cancellationToken));

    /// <summary>The next message satisfies a predicate and is from an actor.</summary>
    public ValueTask<T> ExpectMsgFromAsync<T>(IActorRef sender, Predicate<T> isMessage, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        ExpectAsync<T>((m, s) => isMessage(m) && Same(s, sender), $"{From<T>(sender)} that satisfies the predicate", timeout, hint, cancellationToken);

    /// <summary>The next message and its sender satisfy predicates.</summary>
    public T ExpectMsgFrom<T>(Predicate<IActorRef> isSender, Predicate<T> isMessage, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Block(ExpectMsgFromAsync<T>(isSender, isMessage, timeout, hint, cancellationToken));

    /// <summary>The next message and its sender satisfy predicates.</summary>
    public ValueTask<T> ExpectMsgFromAsync<T>(Predicate<IActorRef> isSender, Predicate<T> isMessage, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        ExpectAsync<T>((m, s) => isMessage(m) && isSender(s), $"{TypeOf<T>()} and a sender that satisfy the predicates", timeout, hint, cancellationToken);

    /// <summary>The next message passes assertions and is from an actor.</summary>
    public T ExpectMsgFrom<T>(IActorRef sender, Action<T> assertMessage, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Block(ExpectMsgFromAsync<T>(sender, assertMessage, timeout, hint, cancellationToken));

    /// <summary>The next message passes assertions and is from an actor.</summary>
    public ValueTask<T> ExpectMsgFromAsync<T>(IActorRef sender, Action<T> assertMessage, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        ExpectAsync<T>((m, s) => Same(s, sender) && Passes(() => assertMessage(m)), From<T>(sender), timeout, hint, cancellationToken);

    /// <summary>The next message and its sender pass assertions.</summary>
    public T ExpectMsgFrom<T>(Action<IActorRef> assertSender, Action<T> assertMessage, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Block(ExpectMsgFromAsync<T>(assertSender, assertMessage, timeout, hint, cancellationToken));

    /// <summary>The next message and its sender pass assertions.</summary>
    public ValueTask<T> ExpectMsgFromAsync<T>(Action<IActorRef> assertSender, Action<T> assertMessage, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        ExpectAsync<T>((m, s) => Passes(() => assertSender(s)) && Passes(() => assertMessage(m)), TypeOf<T>(), timeout, hint, cancellationToken);

    private static bool Same(IActorRef sender, IActorRef expected) => InternalActorRef.Unwrap(expected).Equals(sender);

    private static string From<T>(IActorRef sender) => $"{TypeOf<T>()} from {sender.Path}";
}
