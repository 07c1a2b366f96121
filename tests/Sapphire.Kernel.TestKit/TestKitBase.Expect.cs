using Sapphire.Kernel.Actor;

namespace Sapphire.Kernel.TestKit;

/// <content>Expectations of the next message.</content>
public abstract partial class TestKitBase
{
    /// <summary>The next message is of a type.</summary>
    /// <exception cref="TestKitAssertionException">It is not, or none came in time; the message says what was expected and what came.</exception>
    public T ExpectMsg<T>(TimeSpan? duration = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Block(ExpectMsgAsync<T>(duration, hint, cancellationToken));

    /// <summary>The next message is of a type.</summary>
    public ValueTask<T> ExpectMsgAsync<T>(TimeSpan? duration = null, string? hint = null, CancellationToken cancellationToken = default) =>
        ExpectAsync<T>(null, TypeOf<T>(), duration, hint, cancellationToken);

    /// <summary>The next message is of a type and equals one; collections are compared by their elements.</summary>
    public T ExpectMsg<T>(T message, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Block(ExpectMsgAsync<T>(message, timeout, hint, cancellationToken));

    /// <summary>The next message is of a type and equals one; collections are compared by their elements.</summary>
    public ValueTask<T> ExpectMsgAsync<T>(T message, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        ExpectAsync<T>((m, _) => MessageEquality.AreEqual(m, message), $"the message {Show(message)}", timeout, hint, cancellationToken);

    /// <summary>The next message is of a type and satisfies a predicate.</summary>
    public T ExpectMsg<T>(Predicate<T> isMessage, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Block(ExpectMsgAsync<T>(isMessage, timeout, hint, cancellationToken));

    /// <summary>The next message is of a type and satisfies a predicate.</summary>
    public ValueTask<T> ExpectMsgAsync<T>(Predicate<T> isMessage, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(isMessage);
        return ExpectAsync<T>((m, _) => isMessage(m), $"{TypeOf<T>()} that satisfies the predicate", timeout, hint, cancellationToken);
    }

    /// <summary>The next message is of a type and passes assertions.</summary>
    public T ExpectMsg<T>(Action<T> assert, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Block(ExpectMsgAsync<T>(assert, timeout, hint, cancellationToken));

    /// <summary>The next message is of a type and passes assertions.</summary>
    public ValueTask<T> ExpectMsgAsync<T>(Action<T> assert, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(assert);
        return ExpectAsync<T>((m, _) => Passes(() => assert(m)), TypeOf<T>(), timeout, hint, cancellationToken);
    }

    /// <summary>The next message is of a type and satisfies a predicate with its sender.</summary>
    public T ExpectMsg<T>(Func<T, IActorRef, bool> isMessageAndSender, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Block(ExpectMsgAsync<T>(isMessageAndSender, timeout, hint, cancellationToken));

    /// <summary>The next message is of a type and satisfies a predicate with its sender.</summary>
    public ValueTask<T> ExpectMsgAsync<T>(Func<T, IActorRef, bool> isMessageAndSender, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(isMessageAndSender);
        return ExpectAsync<T>((m, s) => isMessageAndSender(m, s), $"{TypeOf<T>()} that satisfies the predicate with its sender", timeout, hint, cancellationToken);
    }

    /// <summary>The next message is of a type and passes assertions with its sender.</summary>
    public T ExpectMsg<T>(Action<T, IActorRef> assertMessageAndSender, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Block(ExpectMsgAsync<T>(assertMessageAndSender, timeout, hint, cancellationToken));

    /// <summary>The next message is of a type and passes assertions with its sender.</summary>
    public ValueTask<T> ExpectMsgAsync<T>(Action<T, IActorRef> assertMessageAndSender, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(assertMessageAndSender);
        return ExpectAsync<T>((m, s) => Passes(() => assertMessageAndSender(m, s)), TypeOf<T>(), timeout, hint, cancellationToken);
    }

    /// <summary>The next message is of a type and equals one for a comparer.</summary>
    public T ExpectMsg<T>(T expected, Func<T, T, bool> comparer, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Block(ExpectMsgAsync<T>(expected, comparer, timeout, hint, cancellationToken));

    /// <summary>The next message is of a type and equals one for a comparer.</summary>
    public ValueTask<T> ExpectMsgAsync<T>(T expected, Func<T, T, bool> comparer, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(comparer);
        return ExpectAsync<T>((m, _) => comparer(expected, m), $"the message {Show(expected)} by the comparer", timeout, hint, cancellationToken);
    }

    /// <summary>An actor that is watched ends, and nothing else comes before.</summary>
    public Terminated ExpectTerminated(IActorRef target, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Block(ExpectTerminatedAsync(target, timeout, hint, cancellationToken));

    /// <summary>An actor that is watched ends, and nothing else comes before.</summary>
    public ValueTask<Terminated> ExpectTerminatedAsync(IActorRef target, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default)
    {
        IActorRef inner = InternalActorRef.Unwrap(target);
        return ExpectAsync<Terminated>((t, _) => t.ActorRef.Equals(inner), $"the end of {inner.Path}", timeout, hint, cancellationToken);
    }

    /// <summary>No message comes for the rest of the block, or for <c>akka.test.expect-no-message-default</c>.</summary>
    /// <exception cref="TestKitAssertionException">One came.</exception>
    public void ExpectNoMsg(CancellationToken cancellationToken = default) => Block(ExpectNoMsgAsync(cancellationToken).AsTask());

    /// <summary>No message comes for a while, dilated.</summary>
    public void ExpectNoMsg(TimeSpan duration, CancellationToken cancellationToken = default) => Block(ExpectNoMsgAsync(duration, cancellationToken).AsTask());

    /// <summary>No message comes for a while, dilated.</summary>
    public void ExpectNoMsg(int milliseconds, CancellationToken cancellationToken = default) => Block(ExpectNoMsgAsync(milliseconds, cancellationToken).AsTask());

    /// <inheritdoc cref="ExpectNoMsg(CancellationToken)"/>
    public ValueTask ExpectNoMsgAsync(CancellationToken cancellationToken = default) =>
        NothingAsync(RemainingOr(Dilated(TestKitSettings.ExpectNoMessageDefault)), cancellationToken);

    /// <inheritdoc cref="ExpectNoMsg(TimeSpan, CancellationToken)"/>
    public ValueTask ExpectNoMsgAsync(TimeSpan duration, CancellationToken cancellationToken = default) => NothingAsync(Dilated(duration), cancellationToken);

    /// <inheritdoc cref="ExpectNoMsg(int, CancellationToken)"/>
    public ValueTask ExpectNoMsgAsync(int milliseconds, CancellationToken cancellationToken = default) =>
        ExpectNoMsgAsync(TimeSpan.FromMilliseconds(milliseconds), cancellationToken);

    private static string TypeOf<T>() => $"a message of type {typeof(T)}";

    private static string Show(object? message) => message switch
    {
        null => "null",
        string text => text,
        System.Collections.IEnumerable all => $"[{string.Join(", ", all.Cast<object?>().Take(20).Select(Show))}]",
        _ => message.ToString() ?? "",
    };

    private static string Describe(MessageEnvelope envelope) =>
        $"{Show(envelope.Message)} of type {envelope.Message!.GetType()} from {envelope.Sender?.Path.ToString() ?? "nobody"}";

    private static string Hint(string? hint) => string.IsNullOrEmpty(hint) ? "" : $" ({hint})";

    private static bool Passes(Action assertion)
    {
        assertion();
        return true;
    }

    private async ValueTask<T> ExpectAsync<T>(Func<T, IActorRef, bool>? matches, string expected, TimeSpan? timeout, string? hint, CancellationToken cancellationToken)
    {
        TimeSpan wait = RemainingOrDilated(timeout);
        MessageEnvelope envelope = await TakeAsync(wait, cancellationToken).ConfigureAwait(false)
            ?? throw new TestKitAssertionException($"Expected {expected} within {wait}, but nothing came.{Hint(hint)}");
        if (envelope.Message is not T typed) throw new TestKitAssertionException($"Expected {expected}, but got {Describe(envelope)}.{Hint(hint)}");
        bool ok;
        try
        {
            ok = matches is null || matches(typed, LastSender);
        }
        catch (Exception ex) when (ex is not TestKitAssertionException)
        {
            throw new TestKitAssertionException($"Expected {expected} that passes the assertions, but got {Describe(envelope)}: {ex.Message}{Hint(hint)}", ex);
        }

        return ok ? typed : throw new TestKitAssertionException($"Expected {expected}, but got {Describe(envelope)}.{Hint(hint)}");
    }

    private async ValueTask NothingAsync(TimeSpan wait, CancellationToken cancellationToken)
    {
        if (await TakeAsync(wait, cancellationToken).ConfigureAwait(false) is { } envelope)
        {
            throw new TestKitAssertionException($"Expected no message within {wait}, but got {Describe(envelope)}.");
        }

        _lastWasNoMsg = true;
    }

    private async Task<MessageEnvelope?> TakeAsync(TimeSpan wait, CancellationToken cancellationToken)
    {
        MessageEnvelope? envelope = await _inbox.TakeAsync(wait, cancellationToken).ConfigureAwait(false);
        _last = envelope ?? MessageEnvelope.Null;
        _lastWasNoMsg = false;
        return envelope;
    }
}
