#pragma warning disable MA0048 // The factory and what it makes.
using System.Collections.Concurrent;
using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Dispatch;
using Sapphire.Kernel.Event;

namespace Sapphire.Kernel.TestKit;

/// <summary>Makes filters for the events of a system: <c>EventFilter.Exception&lt;T&gt;().ExpectOne(() => …)</c>.</summary>
public sealed class EventFilterFactory
{
    private readonly ActorSystem _system;

    internal EventFilterFactory(ActorSystem system) => _system = system;

    /// <summary>Logged errors with an exception of a type.</summary>
    public EventFilterApplier Exception<TException>(string? message = null, string? start = null, string? contains = null)
        where TException : Exception =>
        new(_system, typeof(Error), e => e is Error { Cause: TException ex } && Matches(ex.Message, message, start, contains), $"an error with {typeof(TException).Name}");

    /// <summary>Logged errors.</summary>
    public EventFilterApplier Error(string? message = null, string? start = null, string? contains = null) => Log<Error>(message, start, contains);

    /// <summary>Logged warnings.</summary>
    public EventFilterApplier Warning(string? message = null, string? start = null, string? contains = null) => Log<Warning>(message, start, contains);

    /// <summary>Logged information.</summary>
    public EventFilterApplier Info(string? message = null, string? start = null, string? contains = null) => Log<Info>(message, start, contains);

    /// <summary>Logged details.</summary>
    public EventFilterApplier Debug(string? message = null, string? start = null, string? contains = null) => Log<Debug>(message, start, contains);

    /// <summary>Dead letters.</summary>
    public EventFilterApplier DeadLetter() => new(_system, typeof(DeadLetter), static e => e is DeadLetter, "a dead letter");

    /// <summary>Dead letters with a message of a type.</summary>
    public EventFilterApplier DeadLetter<TMessage>(Func<TMessage, bool>? isMatch = null) => new(
        _system, typeof(DeadLetter), e => e is DeadLetter { Message: TMessage m } && (isMatch is null || isMatch(m)), $"a dead letter {typeof(TMessage).Name}");

    /// <summary>Any events of a type.</summary>
    public EventFilterApplier Custom<TEvent>(Func<TEvent, bool>? isMatch = null) =>
        new(_system, typeof(TEvent), e => e is TEvent t && (isMatch is null || isMatch(t)), $"an event {typeof(TEvent).Name}");

    private static bool Matches(string text, string? message, string? start, string? contains) =>
        (message is null || string.Equals(text, message, StringComparison.Ordinal))
        && (start is null || text.StartsWith(start, StringComparison.Ordinal))
        && (contains is null || text.Contains(contains, StringComparison.Ordinal));

    private EventFilterApplier Log<TEvent>(string? message, string? start, string? contains)
        where TEvent : LogEvent =>
        new(_system, typeof(TEvent), e => e is TEvent l && Matches(l.Message.ToString() ?? "", message, start, contains), $"a line of log {typeof(TEvent).Name}");
}

/// <summary>Runs something and counts the events that match.</summary>
public sealed class EventFilterApplier
{
    private readonly ActorSystem _system;
    private readonly Type _channel;
    private readonly Func<object, bool> _match;
    private readonly string _description;

    internal EventFilterApplier(ActorSystem system, Type channel, Func<object, bool> match, string description)
    {
        _system = system;
        _channel = channel;
        _match = match;
        _description = description;
    }

    /// <summary>Exactly one event comes.</summary>
    public void ExpectOne(Action action) => Expect(1, action);

    /// <summary>Exactly one event comes.</summary>
    public Task ExpectOneAsync(Func<Task> actionAsync, TimeSpan? timeout = null) => ExpectAsync(1, actionAsync, timeout);

    /// <summary>Exactly one event comes.</summary>
    public Task ExpectOneAsync(Action action, TimeSpan? timeout = null) => ExpectAsync(1, AsTask(action), timeout);

    /// <summary>So many events come, and none more until then; zero waits for the time of "no message".</summary>
    public void Expect(int expectedCount, Action action)
    {
#pragma warning disable VSTHRD002 // Blocks the test's own thread by contract.
        ExpectAsync(expectedCount, AsTask(action)).GetAwaiter().GetResult();
#pragma warning restore VSTHRD002
    }

    /// <summary>So many events come.</summary>
    public async Task ExpectAsync(int expectedCount, Func<Task> actionAsync, TimeSpan? timeout = null)
    {
        ArgumentNullException.ThrowIfNull(actionAsync);
        var listener = new Listener(_system, _match);
        _system.EventStream.Subscribe(listener, _channel);
        try
        {
            await actionAsync().ConfigureAwait(false);
            TimeSpan wait = timeout ?? (expectedCount == 0 ? TestKitBase.DefaultNoMsgTimeout : TestKitBase.DefaultTimeout);
            long start = TimeProvider.System.GetTimestamp();
            while (listener.Count < Math.Max(1, expectedCount) && TimeProvider.System.GetElapsedTime(start) < wait) await Task.Delay(5).ConfigureAwait(false);
            if (listener.Count != expectedCount)
            {
                throw new TestKitAssertionException($"Expected {_description} {expectedCount} times within {wait}, but saw {listener.Count}. Others: {string.Join("; ", listener.Others.Take(5))}");
            }
        }
        finally
        {
            _system.EventStream.Unsubscribe(listener);
        }
    }

    private static Func<Task> AsTask(Action action) => () =>
    {
        action();
        return Task.CompletedTask;
    };

    /// <summary>Looks at events on the thread that publishes them.</summary>
    private sealed class Listener(ActorSystem system, Func<object, bool> match) : InternalActorRef
    {
        private int _count;

        public override ActorPath Path { get; } = new ChildActorPath(system.Root.Path, "eventFilter", system.NextUid());

        public override ActorSystem System => system;

        public int Count => Volatile.Read(ref _count);

        public ConcurrentQueue<string> Others { get; } = new();

        public override void Tell(object message, IActorRef? sender)
        {
            if (match(message)) Interlocked.Increment(ref _count);
            else Others.Enqueue(message.ToString() ?? "");
        }

        public override void SendSystemMessage(SystemMessage message)
        {
        }
    }
}
