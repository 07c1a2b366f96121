using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Sapphire.Kernel.TestKit;

/// <content>Takes messages without knowing them.</content>
public abstract partial class TestKitBase
{
    /// <summary>The next message; null when none comes in time. Not dilated.</summary>
    /// <param name="max">How long to wait: null for the default, infinite for ever.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public object? ReceiveOne(TimeSpan? max = null, CancellationToken cancellationToken = default) => Block(ReceiveOneAsync(max, cancellationToken));

    /// <inheritdoc cref="ReceiveOne"/>
    public async ValueTask<object?> ReceiveOneAsync(TimeSpan? max = null, CancellationToken cancellationToken = default) =>
        (await TakeAsync(GetTimeout(max), cancellationToken).ConfigureAwait(false))?.Message;

    /// <summary>Takes the next message with its sender.</summary>
    /// <returns>False when none came in time.</returns>
    public bool TryReceiveOne([NotNullWhen(true)] out MessageEnvelope? envelope, TimeSpan? max = null, CancellationToken cancellationToken = default)
    {
        (bool success, MessageEnvelope taken) = Block(TryReceiveOneAsync(max, cancellationToken));
        envelope = success ? taken : null;
        return success;
    }

    /// <inheritdoc cref="TryReceiveOne"/>
    public async ValueTask<(bool Success, MessageEnvelope Envelope)> TryReceiveOneAsync(TimeSpan? max, CancellationToken cancellationToken = default) =>
        await TakeAsync(GetTimeout(max), cancellationToken).ConfigureAwait(false) is { } envelope ? (true, envelope) : (false, MessageEnvelope.Null);

    /// <summary>The next message, which stays in the queue; null when none comes in time. Not dilated.</summary>
    public object? PeekOne(TimeSpan? max = null, CancellationToken cancellationToken = default) => Block(PeekOneAsync(max, cancellationToken));

    /// <inheritdoc cref="PeekOne"/>
    public async ValueTask<object?> PeekOneAsync(TimeSpan? max = null, CancellationToken cancellationToken = default) =>
        (await TryPeekOneAsync(max, cancellationToken).ConfigureAwait(false)).Envelope.Message;

    /// <summary>Looks at the next message with its sender.</summary>
    /// <returns>False when none came in time.</returns>
    public bool TryPeekOne([NotNullWhen(true)] out MessageEnvelope? envelope, TimeSpan? max = null, CancellationToken cancellationToken = default)
    {
        (bool success, MessageEnvelope seen) = Block(TryPeekOneAsync(max, cancellationToken));
        envelope = success ? seen : null;
        return success;
    }

    /// <inheritdoc cref="TryPeekOne"/>
    public async ValueTask<(bool Success, MessageEnvelope Envelope)> TryPeekOneAsync(TimeSpan? max, CancellationToken cancellationToken = default)
    {
        MessageEnvelope? envelope = await _inbox.PeekAsync(GetTimeout(max), cancellationToken).ConfigureAwait(false);
        _last = envelope ?? MessageEnvelope.Null;
        _lastWasNoMsg = false;
        return (envelope is not null, _last);
    }

    /// <summary>The next messages, whatever they are.</summary>
    /// <exception cref="TestKitAssertionException">Fewer came in time.</exception>
    public IReadOnlyCollection<object> ReceiveN(int numberOfMessages, CancellationToken cancellationToken = default) =>
        Block(ReceiveNAsync(numberOfMessages, cancellationToken));

    /// <inheritdoc cref="ReceiveN(int, CancellationToken)"/>
    public IReadOnlyCollection<object> ReceiveN(int numberOfMessages, TimeSpan max, CancellationToken cancellationToken = default) =>
        Block(ReceiveNAsync(numberOfMessages, max, cancellationToken));

    /// <inheritdoc cref="ReceiveN(int, CancellationToken)"/>
    public IAsyncEnumerable<object> ReceiveNAsync(int numberOfMessages, CancellationToken cancellationToken = default) =>
        NextAsync(numberOfMessages, RemainingOrDefault, cancellationToken);

    /// <inheritdoc cref="ReceiveN(int, CancellationToken)"/>
    public IAsyncEnumerable<object> ReceiveNAsync(int numberOfMessages, TimeSpan max, CancellationToken cancellationToken = default) =>
        NextAsync(numberOfMessages, RemainingOrDilated(max), cancellationToken);

    /// <summary>Skips messages until one satisfies a predicate.</summary>
    /// <exception cref="TestKitAssertionException">None did in time.</exception>
    public object FishForMessage(Predicate<object> isMessage, TimeSpan? max = null, string hint = "", CancellationToken cancellationToken = default) =>
        Block(FishForMessageAsync<object>(isMessage, max, hint, cancellationToken));

    /// <summary>Skips messages until one is of a type and satisfies a predicate.</summary>
    public T FishForMessage<T>(Predicate<T> isMessage, TimeSpan? max = null, string hint = "", CancellationToken cancellationToken = default) =>
        Block(FishForMessageAsync(isMessage, max, hint, cancellationToken));

    /// <summary>Skips messages until one is of a type and satisfies a predicate; the skipped ones go into a list.</summary>
    public T FishForMessage<T>(Predicate<T> isMessage, ArrayList? allMessages, TimeSpan? max = null, string hint = "", CancellationToken cancellationToken = default) =>
        Block(FishForMessageAsync(isMessage, allMessages, max, hint, cancellationToken));

    /// <inheritdoc cref="FishForMessage(Predicate{object}, TimeSpan?, string, CancellationToken)"/>
    public ValueTask<object> FishForMessageAsync(Predicate<object> isMessage, TimeSpan? max = null, string hint = "", CancellationToken cancellationToken = default) =>
        FishForMessageAsync<object>(isMessage, max, hint, cancellationToken);

    /// <inheritdoc cref="FishForMessage{T}(Predicate{T}, TimeSpan?, string, CancellationToken)"/>
    public ValueTask<T> FishForMessageAsync<T>(Predicate<T> isMessage, TimeSpan? max = null, string hint = "", CancellationToken cancellationToken = default) =>
        FishForMessageAsync(isMessage, null, max, hint, cancellationToken);

    /// <inheritdoc cref="FishForMessage{T}(Predicate{T}, ArrayList, TimeSpan?, string, CancellationToken)"/>
    public async ValueTask<T> FishForMessageAsync<T>(
        Predicate<T> isMessage, ArrayList? allMessages, TimeSpan? max = null, string hint = "", CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(isMessage);
        TimeSpan wait = RemainingOrDilated(max);
        TimeSpan stop = Now + wait;
        var skipped = new List<string>();
        allMessages?.Clear();
        while (true)
        {
            TimeSpan left = stop - Now;
            MessageEnvelope? envelope = await TakeAsync(left < TimeSpan.Zero ? TimeSpan.Zero : left, cancellationToken).ConfigureAwait(false);
            if (envelope is null)
            {
                throw new TestKitAssertionException(
                    $"Expected {TypeOf<T>()} that satisfies the predicate within {wait}, but {skipped.Count} others came: {string.Join(", ", skipped.Take(10))}.{Hint(hint)}");
            }

            if (envelope.Message is T typed && isMessage(typed)) return typed;
            allMessages?.Add(envelope.Message);
            skipped.Add(Describe(envelope));
        }
    }

    /// <summary>Takes all messages until the time is over; none of them may be of a type.</summary>
    /// <exception cref="TestKitAssertionException">One is.</exception>
    public async Task FishUntilMessageAsync<T>(TimeSpan? max = null, CancellationToken cancellationToken = default)
    {
        TimeSpan wait = RemainingOrDilated(max);
        TimeSpan stop = Now + wait;
        while (await TakeAsync(Max(stop - Now, TimeSpan.Zero), cancellationToken).ConfigureAwait(false) is { } envelope)
        {
            if (envelope.Message is T) throw new TestKitAssertionException($"Expected no message of type {typeof(T)} within {wait}, but got {Describe(envelope)}.");
        }
    }

    /// <summary>Takes messages until none comes for a while.</summary>
    /// <exception cref="TestKitAssertionException">More came than <paramref name="maxMessages"/>.</exception>
    public async Task<ArrayList> WaitForRadioSilenceAsync(TimeSpan? max = null, uint? maxMessages = null, CancellationToken cancellationToken = default)
    {
        var messages = new ArrayList();
        while (await ReceiveOneAsync(max, cancellationToken).ConfigureAwait(false) is { } message)
        {
            messages.Add(message);
            if (messages.Count > maxMessages) throw new TestKitAssertionException($"Expected silence after at most {maxMessages} messages, but got {messages.Count}: {Show(messages)}.");
        }

        return messages;
    }

    /// <summary>Takes messages while a filter makes something of them; the first that it makes null of stays in the queue.</summary>
    public IReadOnlyList<T> ReceiveWhile<T>(TimeSpan? max, Func<object, T?> filter, int msgs = int.MaxValue, CancellationToken cancellationToken = default)
        where T : class => Block(ReceiveWhileAsync(filter, max, null, msgs, cancellationToken));

    /// <inheritdoc cref="ReceiveWhile{T}(TimeSpan?, Func{object, T}, int, CancellationToken)"/>
    public IReadOnlyList<T> ReceiveWhile<T>(TimeSpan? max, TimeSpan? idle, Func<object, T?> filter, int msgs = int.MaxValue, CancellationToken cancellationToken = default)
        where T : class => Block(ReceiveWhileAsync(filter, max, idle, msgs, cancellationToken));

    /// <inheritdoc cref="ReceiveWhile{T}(TimeSpan?, Func{object, T}, int, CancellationToken)"/>
    public IReadOnlyList<T> ReceiveWhile<T>(Func<object, T?> filter, TimeSpan? max = null, TimeSpan? idle = null, int msgs = int.MaxValue, CancellationToken cancellationToken = default)
        where T : class => Block(ReceiveWhileAsync(filter, max, idle, msgs, cancellationToken));

    /// <summary>Takes messages while a predicate holds; the first for which it does not stays in the queue.</summary>
    /// <param name="shouldContinue">The predicate.</param>
    /// <param name="max">For how long, dilated.</param>
    /// <param name="idle">The longest time between two messages.</param>
    /// <param name="msgs">How many at most.</param>
    /// <param name="shouldIgnoreOtherMessageTypes">Whether messages of other types are skipped, or end it.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public IReadOnlyList<T> ReceiveWhile<T>(
        Predicate<T> shouldContinue, TimeSpan? max = null, TimeSpan? idle = null, int msgs = int.MaxValue, bool shouldIgnoreOtherMessageTypes = true, CancellationToken cancellationToken = default) =>
        Block(ReceiveWhileAsync(shouldContinue, max, idle, msgs, shouldIgnoreOtherMessageTypes, cancellationToken));

    /// <inheritdoc cref="ReceiveWhile{T}(TimeSpan?, Func{object, T}, int, CancellationToken)"/>
    public IAsyncEnumerable<T> ReceiveWhileAsync<T>(Func<object, T?> filter, TimeSpan? max = null, TimeSpan? idle = null, int msgs = int.MaxValue, CancellationToken cancellationToken = default)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(filter);
        return WhileAsync(m => filter(m) is { } made ? (true, true, made) : (false, false, default(T)), max, idle, msgs, cancellationToken);
    }

    /// <inheritdoc cref="ReceiveWhile{T}(Predicate{T}, TimeSpan?, TimeSpan?, int, bool, CancellationToken)"/>
    public IAsyncEnumerable<T> ReceiveWhileAsync<T>(
        Predicate<T> shouldContinue, TimeSpan? max = null, TimeSpan? idle = null, int msgs = int.MaxValue, bool shouldIgnoreOtherMessageTypes = true, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(shouldContinue);
        return WhileAsync<T>(m => m is T typed ? (shouldContinue(typed), true, typed) : (shouldIgnoreOtherMessageTypes, false, default), max, idle, msgs, cancellationToken);
    }

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a < b ? b : a;

    private TimeSpan GetTimeout(TimeSpan? max)
    {
        TimeSpan wait = max is null ? RemainingOrDefault : max.Value;
        return wait < TimeSpan.Zero ? Timeout.InfiniteTimeSpan : wait;
    }

    private async IAsyncEnumerable<T> WhileAsync<T>(
        Func<object, (bool Take, bool Yield, T? Value)> look, TimeSpan? max, TimeSpan? idle, int msgs, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        TimeSpan stop = Now + RemainingOrDilated(max);
        MessageEnvelope last = MessageEnvelope.Null;
        int count = 0;
        while (count < msgs)
        {
            TimeSpan left = Max(stop - Now, TimeSpan.Zero);
            if (idle is { } longest && longest >= TimeSpan.Zero && longest < left) left = longest;
            MessageEnvelope? next = await _inbox.PeekAsync(left, cancellationToken).ConfigureAwait(false);
            if (next is null || look(next.Message!) is not { Take: true } seen) break;
            await _inbox.TakeAsync(TimeSpan.Zero, cancellationToken).ConfigureAwait(false);
            last = next;
            if (!seen.Yield) continue;
            count++;
            yield return seen.Value!;
        }

        _last = last;
        _lastWasNoMsg = true;
    }

    private async IAsyncEnumerable<object> NextAsync(int count, TimeSpan wait, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        TimeSpan stop = Now + wait;
        var got = new List<object>();
        while (got.Count < count)
        {
            MessageEnvelope envelope = await TakeAsync(Max(stop - Now, TimeSpan.Zero), cancellationToken).ConfigureAwait(false)
                ?? throw new TestKitAssertionException($"Expected {count} messages within {wait}, but got {got.Count}: {Show(got)}.");
            got.Add(envelope.Message!);
            yield return envelope.Message!;
        }
    }
}
