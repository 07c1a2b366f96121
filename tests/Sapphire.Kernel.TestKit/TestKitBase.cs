using Sapphire.Kernel.Actor;

namespace Sapphire.Kernel.TestKit;

/// <summary>The expectations that the test kit and its probes share. All waits are on the real clock, whatever clock the system has.</summary>
public abstract partial class TestKitBase
{
    private readonly MessageInbox _inbox = new();
    private TimeSpan? _deadline;
    private long _deadlineStart;

    private protected TestKitBase(ActorSystem system, string? name)
    {
        Sys = system;
        TestActor = system.SystemActorOf(Props.CreateBy(() => new TestActor(_inbox)), name);
    }

    /// <summary>How long an expectation waits when it says nothing else: long, since a loaded machine is no failure.</summary>
    public static TimeSpan DefaultTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How long "no message" waits when it says nothing else.</summary>
    public static TimeSpan DefaultNoMsgTimeout { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The system under test.</summary>
    public ActorSystem Sys { get; }

    /// <summary>The actor whose messages are expected.</summary>
    public IActorRef TestActor { get; }

    /// <summary>The message looked at last.</summary>
    public object? LastMessage { get; private set; }

    /// <summary>Its sender.</summary>
    public IActorRef LastSender { get; private set; } = ActorRefs.Nobody;

    /// <summary>Whether messages wait to be looked at.</summary>
    public bool HasMessages => _inbox.HasMessages;

    /// <summary>Drops, from now on, messages that satisfy a predicate.</summary>
    public void IgnoreMessages(Func<object, bool> shouldIgnoreMessage) => _inbox.Ignore(shouldIgnoreMessage);

    /// <summary>Drops, from now on, messages of a type.</summary>
    public void IgnoreMessages<T>() => _inbox.Ignore(static m => m is T);

    /// <summary>Drops nothing any more.</summary>
    public void IgnoreNoMessages() => _inbox.Ignore(static _ => false);

    /// <summary>Makes the test actor watch an actor; the watch is in place on return.</summary>
    public IActorRef Watch(IActorRef actorToWatch)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        TestActor.Tell(new TestActor.WatchCommand(actorToWatch, done), ActorRefs.NoSender);
        Block(done.Task.WaitAsync(DefaultTimeout));
        return actorToWatch;
    }

    /// <summary>Ends the test actor's watch of an actor.</summary>
    public IActorRef Unwatch(IActorRef actorToUnwatch)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        TestActor.Tell(new TestActor.UnwatchCommand(actorToUnwatch, done), ActorRefs.NoSender);
        Block(done.Task.WaitAsync(DefaultTimeout));
        return actorToUnwatch;
    }

    /// <summary>Creates an actor below /user.</summary>
    public IActorRef ActorOf(Props props, string? name = null) => Sys.ActorOf(props, name);

    /// <summary>Creates an actor below /user.</summary>
    public IActorRef ActorOf<TActor>(string? name = null)
        where TActor : ActorBase, new() => Sys.ActorOf<TActor>(name);

    /// <summary>Creates an actor below /user.</summary>
    public IActorRef ActorOf<TActor>(System.Linq.Expressions.Expression<Func<TActor>> factory, string? name = null)
        where TActor : ActorBase => Sys.ActorOf(Props.Create(factory), name);

    /// <summary>Creates a probe with its own queue.</summary>
    public TestProbe CreateTestProbe(string? name = null) => new(Sys, name);

    /// <summary>Runs something with a deadline that the expectations in it share.</summary>
    /// <exception cref="TestKitAssertionException">It took too long.</exception>
    public void Within(TimeSpan max, Action action)
    {
        ArgumentNullException.ThrowIfNull(action);
        _ = Within(TimeSpan.Zero, max, () =>
        {
            action();
            return true;
        });
    }

    /// <summary>Runs something with a deadline that the expectations in it share.</summary>
    public T Within<T>(TimeSpan max, Func<T> function) => Within(TimeSpan.Zero, max, function);

    /// <summary>Runs something that must take at least <paramref name="min"/> and at most <paramref name="max"/>.</summary>
    public T Within<T>(TimeSpan min, TimeSpan max, Func<T> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        (TimeSpan? deadline, long start) = (_deadline, _deadlineStart);
        long begin = TimeProvider.System.GetTimestamp();
        (_deadline, _deadlineStart) = (Remaining(max), begin);
        try
        {
            T result = function();
            CheckElapsed(min, max, TimeProvider.System.GetElapsedTime(begin));
            return result;
        }
        finally
        {
            (_deadline, _deadlineStart) = (deadline, start);
        }
    }

    /// <summary>Runs something with a deadline that the expectations in it share.</summary>
    public async Task WithinAsync(TimeSpan max, Func<Task> actionAsync)
    {
        ArgumentNullException.ThrowIfNull(actionAsync);
        (TimeSpan? deadline, long start) = (_deadline, _deadlineStart);
        long begin = TimeProvider.System.GetTimestamp();
        (_deadline, _deadlineStart) = (Remaining(max), begin);
        try
        {
            await actionAsync();
            CheckElapsed(TimeSpan.Zero, max, TimeProvider.System.GetElapsedTime(begin));
        }
        finally
        {
            (_deadline, _deadlineStart) = (deadline, start);
        }
    }

    private static void CheckElapsed(TimeSpan min, TimeSpan max, TimeSpan elapsed)
    {
        if (elapsed < min) throw new TestKitAssertionException($"It took {elapsed}, less than the {min} it should take at least.");
        if (elapsed > max) throw new TestKitAssertionException($"It took {elapsed}, more than the {max} it may take.");
    }

    private TimeSpan Remaining(TimeSpan? wanted)
    {
        TimeSpan duration = wanted ?? DefaultTimeout;
        if (_deadline is not { } deadline) return duration;
        TimeSpan left = deadline - TimeProvider.System.GetElapsedTime(_deadlineStart);
        if (left < TimeSpan.Zero) left = TimeSpan.Zero;
        return wanted is null || left < duration ? left : duration;
    }

#pragma warning disable VSTHRD002 // The synchronous forms block the test's own thread by contract; what they await never needs it.
    private static T Block<T>(Task<T> task) => task.IsCompleted ? task.GetAwaiter().GetResult() : Task.Run(() => task).GetAwaiter().GetResult();

    private static void Block(Task task) => Task.Run(() => task).GetAwaiter().GetResult();
#pragma warning restore VSTHRD002
}
