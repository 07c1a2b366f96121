using Sapphire.Kernel.Actor;

namespace Sapphire.Kernel.TestKit;

/// <content>Expectations of messages.</content>
public abstract partial class TestKitBase
{
    /// <summary>The next message is of a type.</summary>
    /// <exception cref="TestKitAssertionException">It is not, or none came in time.</exception>
    public T ExpectMsg<T>(TimeSpan? duration = null, string? hint = null) => Block(ExpectMsgAsync<T>(duration, hint));

    /// <summary>The next message is of a type and satisfies a predicate.</summary>
    public T ExpectMsg<T>(Predicate<T> isMessage, TimeSpan? duration = null, string? hint = null) => Block(ExpectMsgAsync(isMessage, duration, hint));

    /// <summary>The next message is of a type and passes assertions.</summary>
    public T ExpectMsg<T>(Action<T> assert, TimeSpan? duration = null, string? hint = null)
    {
        ArgumentNullException.ThrowIfNull(assert);
        T message = ExpectMsg<T>(duration, hint);
        assert(message);
        return message;
    }

    /// <summary>The next message equals one.</summary>
    public T ExpectMsg<T>(T message, TimeSpan? duration = null, string? hint = null) => Block(ExpectMsgAsync(message, duration, hint));

    /// <summary>The next message is of a type and its sender passes assertions.</summary>
    public T ExpectMsgFrom<T>(IActorRef sender, TimeSpan? duration = null, string? hint = null)
    {
        T message = ExpectMsg<T>(duration, hint);
        if (!LastSender.Equals(InnerOf(sender))) throw new TestKitAssertionException($"Expected {typeof(T)} from {sender.Path}, but it came from {LastSender.Path}.{Hint(hint)}");
        return message;
    }

    /// <summary>The next message is of a type.</summary>
    public Task<T> ExpectMsgAsync<T>(TimeSpan? duration = null, string? hint = null, CancellationToken cancellationToken = default) =>
        ExpectAsync<T>(null, $"a message of type {typeof(T)}", duration, hint, cancellationToken);

    /// <summary>The next message is of a type and satisfies a predicate.</summary>
    public Task<T> ExpectMsgAsync<T>(Predicate<T> isMessage, TimeSpan? duration = null, string? hint = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(isMessage);
        return ExpectAsync(isMessage, $"a message of type {typeof(T)} that satisfies the predicate", duration, hint, cancellationToken);
    }

    /// <summary>The next message equals one.</summary>
    public Task<T> ExpectMsgAsync<T>(T message, TimeSpan? duration = null, string? hint = null, CancellationToken cancellationToken = default) =>
        ExpectAsync<T>(m => EqualityComparer<T>.Default.Equals(m, message), $"the message {message}", duration, hint, cancellationToken);

    /// <summary>All of these messages come next, in any order.</summary>
    public IReadOnlyCollection<T> ExpectMsgAllOf<T>(params T[] messages)
    {
        ArgumentNullException.ThrowIfNull(messages);
        List<T> open = [.. messages];
        var got = new List<T>();
        while (open.Count > 0)
        {
            T message = ExpectMsg<T>(hint: $"{open.Count} of {messages.Length} outstanding: {string.Join(", ", open)}");
            if (!open.Remove(message)) throw new TestKitAssertionException($"Got {message}; outstanding were {string.Join(", ", open)}.");
            got.Add(message);
        }

        return got;
    }

    /// <summary>The next message is one of these.</summary>
    public T ExpectMsgAnyOf<T>(params T[] messages)
    {
        T message = ExpectMsg<T>();
        return messages.Contains(message) ? message : throw new TestKitAssertionException($"Got {message}, none of {string.Join(", ", messages)}.");
    }

    /// <summary>No message comes for a while.</summary>
    public void ExpectNoMsg(TimeSpan? duration = null) => Block(ExpectNoMsgAsync(duration));

    /// <summary>No message comes for a while.</summary>
    public void ExpectNoMsg(int milliseconds) => ExpectNoMsg(TimeSpan.FromMilliseconds(milliseconds));

    /// <summary>No message comes for a while.</summary>
    public async Task ExpectNoMsgAsync(TimeSpan? duration = null, CancellationToken cancellationToken = default)
    {
        TimeSpan wait = duration ?? DefaultNoMsgTimeout;
        if (await TakeAsync(wait, cancellationToken).ConfigureAwait(false) is { } envelope)
        {
            throw new TestKitAssertionException($"Expected no message within {wait}, but got {Describe(envelope)}.");
        }
    }

    /// <summary>An actor that is watched ends.</summary>
    public Terminated ExpectTerminated(IActorRef target, TimeSpan? timeout = null, string? hint = null) => Block(ExpectTerminatedAsync(target, timeout, hint));

    /// <summary>An actor that is watched ends.</summary>
    public Task<Terminated> ExpectTerminatedAsync(IActorRef target, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default)
    {
        IActorRef inner = InnerOf(target);
        return ExpectAsync<Terminated>(t => t.ActorRef.Equals(inner), $"the end of {inner.Path}", timeout, hint, cancellationToken);
    }

    /// <summary>Skips messages until one satisfies a predicate.</summary>
    public object FishForMessage(Predicate<object> isMessage, TimeSpan? max = null, string hint = "") => FishForMessage<object>(isMessage, max, hint);

    /// <summary>Skips messages until one is of a type and satisfies a predicate.</summary>
    public T FishForMessage<T>(Predicate<T> isMessage, TimeSpan? max = null, string hint = "") => Block(FishForMessageAsync(isMessage, max, hint));

    /// <summary>Skips messages until one is of a type and satisfies a predicate.</summary>
    public async Task<T> FishForMessageAsync<T>(Predicate<T> isMessage, TimeSpan? max = null, string hint = "", CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(isMessage);
        long start = TimeProvider.System.GetTimestamp();
        TimeSpan wait = Remaining(max);
        int skipped = 0;
        while (true)
        {
            TimeSpan left = wait - TimeProvider.System.GetElapsedTime(start);
            Envelope envelope = await TakeAsync(left < TimeSpan.Zero ? TimeSpan.Zero : left, cancellationToken).ConfigureAwait(false)
                ?? throw new TestKitAssertionException($"No message of type {typeof(T)} that satisfies the predicate came within {wait}; {skipped} others did.{Hint(hint)}");
            if (envelope.Message is T typed && isMessage(typed)) return typed;
            skipped++;
        }
    }

    /// <summary>The next messages, whatever they are.</summary>
    public IReadOnlyCollection<object> ReceiveN(int numberOfMessages, TimeSpan? max = null) => Block(ReceiveNAsync(numberOfMessages, max));

    /// <summary>The next messages, whatever they are.</summary>
    public async Task<IReadOnlyCollection<object>> ReceiveNAsync(int numberOfMessages, TimeSpan? max = null, CancellationToken cancellationToken = default)
    {
        long start = TimeProvider.System.GetTimestamp();
        TimeSpan wait = Remaining(max);
        var messages = new List<object>(numberOfMessages);
        while (messages.Count < numberOfMessages)
        {
            TimeSpan left = wait - TimeProvider.System.GetElapsedTime(start);
            Envelope envelope = await TakeAsync(left < TimeSpan.Zero ? TimeSpan.Zero : left, cancellationToken).ConfigureAwait(false)
                ?? throw new TestKitAssertionException($"Expected {numberOfMessages} messages within {wait}, but got {messages.Count}.");
            messages.Add(envelope.Message);
        }

        return messages;
    }

    /// <summary>The next message; null when none comes in time.</summary>
    public object? ReceiveOne(TimeSpan? max = null) => Block(TakeAsync(Remaining(max), CancellationToken.None))?.Message;

    /// <summary>Waits until a condition holds.</summary>
    public void AwaitCondition(Func<bool> conditionIsFulfilled, TimeSpan? max = null, string? message = null) =>
        Block(AwaitConditionAsync(() => Task.FromResult(conditionIsFulfilled()), max, null, message));

    /// <summary>Waits until a condition holds.</summary>
    public Task AwaitConditionAsync(Func<bool> conditionIsFulfilled, TimeSpan? max = null, TimeSpan? interval = null, string? message = null, CancellationToken cancellationToken = default) =>
        AwaitConditionAsync(() => Task.FromResult(conditionIsFulfilled()), max, interval, message, cancellationToken);

    /// <summary>Waits until a condition holds.</summary>
    public async Task AwaitConditionAsync(
        Func<Task<bool>> conditionIsFulfilled, TimeSpan? max = null, TimeSpan? interval = null, string? message = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(conditionIsFulfilled);
        long start = TimeProvider.System.GetTimestamp();
        TimeSpan wait = Remaining(max);
        while (!await conditionIsFulfilled().ConfigureAwait(false))
        {
            if (TimeProvider.System.GetElapsedTime(start) > wait) throw new TestKitAssertionException($"The condition was not met within {wait}. {message}");
            await Task.Delay(interval ?? TimeSpan.FromMilliseconds(10), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Tries assertions until they pass.</summary>
    public void AwaitAssert(Action assertion, TimeSpan? duration = null, TimeSpan? interval = null) => Block(AwaitAssertAsync(assertion, duration, interval));

    /// <summary>Tries assertions until they pass.</summary>
    public Task AwaitAssertAsync(Action assertion, TimeSpan? duration = null, TimeSpan? interval = null, CancellationToken cancellationToken = default) =>
        AwaitAssertAsync(
            () =>
            {
                assertion();
                return Task.CompletedTask;
            },
            duration,
            interval,
            cancellationToken);

    /// <summary>Tries assertions until they pass.</summary>
    public async Task AwaitAssertAsync(Func<Task> assertion, TimeSpan? duration = null, TimeSpan? interval = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(assertion);
        long start = TimeProvider.System.GetTimestamp();
        TimeSpan wait = Remaining(duration);
        while (true)
        {
            try
            {
                await assertion().ConfigureAwait(false);
                return;
            }
            catch (Exception) when (TimeProvider.System.GetElapsedTime(start) < wait)
            {
                await Task.Delay(interval ?? TimeSpan.FromMilliseconds(10), cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static IActorRef InnerOf(IActorRef actor)
    {
        while (actor is IWrappedActorRef wrapped) actor = wrapped.Target;
        return actor;
    }

    private static string Describe(Envelope envelope) =>
        $"[{envelope.Message}] of type {envelope.Message.GetType()} from {envelope.Sender?.Path.ToString() ?? "nobody"}";

    private static string Hint(string? hint) => string.IsNullOrEmpty(hint) ? "" : $" ({hint})";

    private async Task<T> ExpectAsync<T>(Predicate<T>? predicate, string expected, TimeSpan? duration, string? hint, CancellationToken cancellationToken)
    {
        TimeSpan wait = Remaining(duration);
        Envelope envelope = await TakeAsync(wait, cancellationToken).ConfigureAwait(false)
            ?? throw new TestKitAssertionException($"Expected {expected} within {wait}, but nothing came.{Hint(hint)}");
        if (envelope.Message is T typed && (predicate is null || predicate(typed))) return typed;
        throw new TestKitAssertionException($"Expected {expected}, but got {Describe(envelope)}.{Hint(hint)}");
    }

    private async Task<Envelope?> TakeAsync(TimeSpan wait, CancellationToken cancellationToken)
    {
        Envelope? envelope = await _inbox.TakeAsync(wait, cancellationToken).ConfigureAwait(false);
        LastMessage = envelope?.Message;
        LastSender = envelope?.Sender ?? ActorRefs.Nobody;
        return envelope;
    }
}
