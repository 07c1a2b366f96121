using Sapphire.Kernel.Actor;

namespace Sapphire.Kernel.TestKit;

/// <summary>Counts the events that any of its filters matches.</summary>
internal sealed class EventFilterApplier(TestKitBase testKit, ActorSystem system, EventMatch[] filters) : IEventFilterApplier
{
    public EventFilterFactory And => new(testKit, system, filters);

    private string Description => string.Join(" or ", filters.Select(static f => f.Description));

    public void ExpectOne(Action action, CancellationToken cancellationToken = default) => Expect(1, action, cancellationToken);

    public void ExpectOne(TimeSpan timeout, Action action, CancellationToken cancellationToken = default) => Expect(1, timeout, action, cancellationToken);

    public T ExpectOne<T>(Func<T> func, CancellationToken cancellationToken = default) => Expect(1, func, cancellationToken);

    public Task ExpectOneAsync(Func<Task> actionAsync, CancellationToken cancellationToken = default) => CountAsync(1, actionAsync, null, cancellationToken);

    public Task ExpectOneAsync(Action action, CancellationToken cancellationToken = default) => CountAsync(1, AsTask(action), null, cancellationToken);

    public Task ExpectOneAsync(TimeSpan timeout, Func<Task> action, CancellationToken cancellationToken = default) => CountAsync(1, action, timeout, cancellationToken);

    public Task<T> ExpectOneAsync<T>(Func<Task<T>> func, CancellationToken cancellationToken = default) => ExpectAsync(1, func, cancellationToken);

    public void Expect(int expectedCount, Action action, CancellationToken cancellationToken = default) =>
        Block(CountAsync(expectedCount, AsTask(action), null, cancellationToken));

    public void Expect(int expectedCount, TimeSpan timeout, Action action, CancellationToken cancellationToken = default) =>
        Block(CountAsync(expectedCount, AsTask(action), timeout, cancellationToken));

    public T Expect<T>(int expectedCount, Func<T> func, CancellationToken cancellationToken = default)
    {
        T result = default!;
        Expect(expectedCount, () => { result = func(); }, cancellationToken);
        return result;
    }

    public Task ExpectAsync(int expectedCount, Func<Task> actionAsync, CancellationToken cancellationToken = default) =>
        CountAsync(expectedCount, actionAsync, null, cancellationToken);

    public Task ExpectAsync(int expectedCount, Func<Task> actionAsync, TimeSpan? timeout, CancellationToken cancellationToken = default) =>
        CountAsync(expectedCount, actionAsync, timeout, cancellationToken);

    public async Task<T> ExpectAsync<T>(int expectedCount, Func<Task<T>> func, CancellationToken cancellationToken = default)
    {
        T result = default!;
        await CountAsync(expectedCount, async () => result = await func().ConfigureAwait(false), null, cancellationToken).ConfigureAwait(false);
        return result;
    }

    public void Mute(Action action, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(action);
        using (Mute()) action();
    }

    public T Mute<T>(Func<T> func, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(func);
        using (Mute()) return func();
    }

    public async Task MuteAsync(Func<Task> action, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(action);
        using (Mute()) await action().ConfigureAwait(false);
    }

    public IUnmutableFilter Mute() => MutedEvents.Of(system).Add(filters);

    private static Func<Task> AsTask(Action action) => () =>
    {
        action();
        return Task.CompletedTask;
    };

#pragma warning disable VSTHRD002 // Blocks the test's own thread by contract.
    private static void Block(Task task) => task.GetAwaiter().GetResult();
#pragma warning restore VSTHRD002

    private async Task CountAsync(int expectedCount, Func<Task> actionAsync, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actionAsync);
        var listener = new EventListener(system, o => Array.Exists(filters, f => f.Matches(o)), MutedEvents.Of(system));
        foreach (Type channel in filters.Select(static f => f.Channel).Distinct()) system.EventStream.Subscribe(listener, channel);
        try
        {
            await actionAsync().ConfigureAwait(false);
            TimeSpan wait = timeout is { } given
                ? testKit.Dilated(given)
                : testKit.Dilated(expectedCount == 0 ? testKit.TestKitSettings.ExpectNoMessageDefault : testKit.TestKitSettings.TestEventFilterLeeway);
            await testKit.AwaitConditionNoThrowAsync(() => listener.Count >= Math.Max(1, expectedCount), wait / testKit.TestKitSettings.TestTimeFactor, TimeSpan.FromMilliseconds(2), cancellationToken).ConfigureAwait(false);
            if (listener.Count != expectedCount)
            {
                string others = string.Join("; ", listener.Others.Take(5));
                throw new TestKitAssertionException(
                    $"Expected {Description} {expectedCount} times within {wait}, but saw {listener.Count}. Others of these kinds: {(others.Length == 0 ? "none" : others)}.");
            }
        }
        finally
        {
            system.EventStream.Unsubscribe(listener);
        }
    }
}
