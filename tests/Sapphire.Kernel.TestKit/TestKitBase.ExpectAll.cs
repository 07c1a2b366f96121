namespace Sapphire.Kernel.TestKit;

/// <content>Expectations of several messages.</content>
public abstract partial class TestKitBase
{
    /// <summary>The next message equals one of these.</summary>
    public T ExpectMsgAnyOf<T>(params T[] messages) => Block(ExpectMsgAnyOfAsync(messages));

    /// <inheritdoc cref="ExpectMsgAnyOf{T}(T[])"/>
    public T ExpectMsgAnyOf<T>(IEnumerable<T> messages, CancellationToken cancellationToken = default) => Block(ExpectMsgAnyOfAsync(messages, cancellationToken));

    /// <inheritdoc cref="ExpectMsgAnyOf{T}(T[])"/>
    public ValueTask<T> ExpectMsgAnyOfAsync<T>(IEnumerable<T> messages, CancellationToken cancellationToken = default)
    {
        T[] all = [.. messages];
        return ExpectAsync<T>((m, _) => all.Any(one => MessageEquality.AreEqual(m, one)), $"any of {Show(all)}", null, null, cancellationToken);
    }

    /// <summary>All of these messages come next, in any order, and no other between them.</summary>
    /// <exception cref="TestKitAssertionException">One is missing or another came; the message names both.</exception>
    public IReadOnlyCollection<T> ExpectMsgAllOf<T>(params T[] messages) => Block(ExpectMsgAllOfAsync(messages));

    /// <inheritdoc cref="ExpectMsgAllOf{T}(T[])"/>
    public IReadOnlyCollection<T> ExpectMsgAllOf<T>(IReadOnlyCollection<T> messages, CancellationToken cancellationToken = default) =>
        Block(ExpectMsgAllOfAsync(messages, cancellationToken));

    /// <inheritdoc cref="ExpectMsgAllOf{T}(T[])"/>
    public IReadOnlyCollection<T> ExpectMsgAllOf<T>(TimeSpan max, params T[] messages) => Block(ExpectMsgAllOfAsync(max, messages));

    /// <inheritdoc cref="ExpectMsgAllOf{T}(T[])"/>
    public IReadOnlyCollection<T> ExpectMsgAllOf<T>(TimeSpan max, IReadOnlyCollection<T> messages, CancellationToken cancellationToken = default) =>
        Block(ExpectMsgAllOfAsync(max, messages, cancellationToken));

    /// <inheritdoc cref="ExpectMsgAllOf{T}(T[])"/>
    public IAsyncEnumerable<T> ExpectMsgAllOfAsync<T>(IReadOnlyCollection<T> messages, CancellationToken cancellationToken = default) =>
        AllOfAsync<T>(RemainingOrDefault, [.. messages.Select(static m => ((Func<object?, bool>)(o => o is T && MessageEquality.AreEqual(o, m)), Show(m)))], cancellationToken);

    /// <inheritdoc cref="ExpectMsgAllOf{T}(T[])"/>
    public IAsyncEnumerable<T> ExpectMsgAllOfAsync<T>(TimeSpan max, IReadOnlyCollection<T> messages, CancellationToken cancellationToken = default) =>
        AllOfAsync<T>(RemainingOrDilated(max), [.. messages.Select(static m => ((Func<object?, bool>)(o => o is T && MessageEquality.AreEqual(o, m)), Show(m)))], cancellationToken);

    /// <summary>Messages come next that satisfy all of these predicates, each one, in any order.</summary>
    public IReadOnlyCollection<object> ExpectMsgAllOfMatchingPredicates(params PredicateInfo[] predicates) =>
        Block(ExpectMsgAllOfMatchingPredicatesAsync(predicates));

    /// <inheritdoc cref="ExpectMsgAllOfMatchingPredicates(PredicateInfo[])"/>
    public IReadOnlyCollection<object> ExpectMsgAllOfMatchingPredicates(TimeSpan max, params PredicateInfo[] predicates) =>
        Block(ExpectMsgAllOfMatchingPredicatesAsync(max, predicates));

    /// <inheritdoc cref="ExpectMsgAllOfMatchingPredicates(PredicateInfo[])"/>
    public IAsyncEnumerable<object> ExpectMsgAllOfMatchingPredicatesAsync(IReadOnlyCollection<PredicateInfo> predicates, CancellationToken cancellationToken = default) =>
        AllOfAsync<object>(RemainingOrDefault, [.. predicates.Select(static p => ((Func<object?, bool>)p.Matches, p.ToString()))], cancellationToken);

    /// <inheritdoc cref="ExpectMsgAllOfMatchingPredicates(PredicateInfo[])"/>
    public IAsyncEnumerable<object> ExpectMsgAllOfMatchingPredicatesAsync(
        TimeSpan max, IReadOnlyCollection<PredicateInfo> predicates, CancellationToken cancellationToken = default) =>
        AllOfAsync<object>(RemainingOrDilated(max), [.. predicates.Select(static p => ((Func<object?, bool>)p.Matches, p.ToString()))], cancellationToken);

    // As many messages as are expected are taken first, so that the failure can name all that is missing and all that is too much.
    private async IAsyncEnumerable<T> AllOfAsync<T>(
        TimeSpan wait,
        List<(Func<object?, bool> Matches, string Text)> open,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        int count = open.Count;
        TimeSpan stop = Now + wait;
        var got = new List<T>();
        var others = new List<string>();
        for (int i = 0; i < count; i++)
        {
            TimeSpan left = stop - Now;
            if (await TakeAsync(left < TimeSpan.Zero ? TimeSpan.Zero : left, cancellationToken).ConfigureAwait(false) is not { } envelope) break;
            int match = open.FindIndex(o => o.Matches(envelope.Message));
            if (match < 0)
            {
                others.Add(Describe(envelope));
                continue;
            }

            open.RemoveAt(match);
            got.Add((T)envelope.Message!);
        }

        if (open.Count > 0)
        {
            throw new TestKitAssertionException(
                $"Expected {count} messages within {wait}; missing: {string.Join(", ", open.Select(static o => o.Text))}; unexpected: {(others.Count == 0 ? "none" : string.Join(", ", others))}.");
        }

        foreach (T one in got) yield return one;
    }
}
