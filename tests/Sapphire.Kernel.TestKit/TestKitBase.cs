using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Dispatch;
using Sapphire.Kernel.Event;

namespace Sapphire.Kernel.TestKit;

/// <summary>The expectations that the test kit and its probes share. All waits are on the real clock, whatever clock the system has.</summary>
public abstract partial class TestKitBase : IActorRefFactory
{
    private readonly MessageInbox _inbox = new();
    private MessageEnvelope _last = MessageEnvelope.Null;

    private protected TestKitBase(ActorSystem system, string? testActorName, TestKitSettings? settings = null)
    {
        Sys = system;
        TestKitSettings = settings ?? new TestKitSettings(system.Settings.Config);
        EventFilter = new EventFilterFactory(this, system);
        TestActor = SpawnTestActor(testActorName, _inbox);
    }

    /// <summary>How long an expectation waits when neither it nor the configuration says: long, since a loaded machine is no failure.</summary>
    public static TimeSpan DefaultTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How long "no message" waits when neither it nor the configuration says.</summary>
    public static TimeSpan DefaultNoMsgTimeout { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The time, for durations only.</summary>
    public static TimeSpan Now => TimeProvider.System.GetElapsedTime(0, TimeProvider.System.GetTimestamp());

    /// <summary>The system under test.</summary>
    public ActorSystem Sys { get; }

    /// <summary>The actor whose messages are expected.</summary>
    public IActorRef TestActor { get; }

    /// <summary>The times of the test kit.</summary>
    public TestKitSettings TestKitSettings { get; }

    /// <summary>Expects log lines and dead letters.</summary>
    public EventFilterFactory EventFilter { get; }

    /// <summary>A logger of the system in the name of the test.</summary>
    public ILoggingAdapter Log => Logging.GetLogger(Sys, GetType());

    /// <summary>The message looked at last; null where none came.</summary>
    public object? LastMessage => _last.Message;

    /// <summary>Its sender; <see cref="ActorRefs.Nobody"/> where there was none.</summary>
    public IActorRef LastSender => _last.Sender ?? ActorRefs.Nobody;

    /// <summary>Whether messages wait to be looked at.</summary>
    public bool HasMessages => _inbox.HasMessages;

    /// <summary>Expects log lines and dead letters of another system.</summary>
    public EventFilterFactory CreateEventFilter(ActorSystem system) => new(this, system);

    /// <summary>Drops, from now on, messages that satisfy a predicate.</summary>
    public void IgnoreMessages(Func<object, bool> shouldIgnoreMessage)
    {
        ArgumentNullException.ThrowIfNull(shouldIgnoreMessage);
        _inbox.Ignore(shouldIgnoreMessage);
    }

    /// <summary>Drops, from now on, messages of a type that satisfy a predicate.</summary>
    public void IgnoreMessages<TMsg>(Func<TMsg, bool> shouldIgnoreMessage)
    {
        ArgumentNullException.ThrowIfNull(shouldIgnoreMessage);
        _inbox.Ignore(m => m is TMsg typed && shouldIgnoreMessage(typed));
    }

    /// <summary>Drops, from now on, messages of a type.</summary>
    public void IgnoreMessages<TMsg>() => _inbox.Ignore(static m => m is TMsg);

    /// <summary>Drops nothing any more.</summary>
    public void IgnoreNoMessages() => _inbox.Ignore(static _ => false);

    /// <summary>Handles each further message with a pilot before the test sees it.</summary>
    public void SetAutoPilot(AutoPilot pilot)
    {
        ArgumentNullException.ThrowIfNull(pilot);
        TestActor.Tell(new TestActor.SetAutoPilot(pilot), ActorRefs.NoSender);
    }

    /// <summary>Makes the test actor watch an actor; the watch is in place on return.</summary>
    public IActorRef Watch(IActorRef actorToWatch) => Block(WatchAsync(actorToWatch));

    /// <summary>Makes the test actor watch an actor.</summary>
    public async Task<IActorRef> WatchAsync(IActorRef actorToWatch)
    {
        ArgumentNullException.ThrowIfNull(actorToWatch);
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        TestActor.Tell(new TestActor.WatchCommand(actorToWatch, done), ActorRefs.NoSender);
        await done.Task.WaitAsync(RemainingOrDefault).ConfigureAwait(false);
        return actorToWatch;
    }

    /// <summary>Ends the test actor's watch of an actor; an end in the queue is not taken back.</summary>
    public IActorRef Unwatch(IActorRef actorToUnwatch) => Block(UnwatchAsync(actorToUnwatch));

    /// <summary>Ends the test actor's watch of an actor.</summary>
    public async Task<IActorRef> UnwatchAsync(IActorRef actorToUnwatch)
    {
        ArgumentNullException.ThrowIfNull(actorToUnwatch);
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        TestActor.Tell(new TestActor.UnwatchCommand(actorToUnwatch, done), ActorRefs.NoSender);
        await done.Task.WaitAsync(RemainingOrDefault).ConfigureAwait(false);
        return actorToUnwatch;
    }

    /// <summary>Creates a probe with its own queue.</summary>
    public virtual TestProbe CreateTestProbe(string? name = null) => CreateTestProbe(Sys, name);

    /// <summary>Creates a probe of another system.</summary>
    public virtual TestProbe CreateTestProbe(ActorSystem system, string? name = null) =>
        new(system, name, ReferenceEquals(system, Sys) ? TestKitSettings : null);

    /// <summary>Creates an actor that keeps what it gets to itself.</summary>
    public IActorRef CreateTestActor(string name) => SpawnTestActor(name, new MessageInbox());

    /// <summary>Creates a latch whose waits are dilated.</summary>
    public virtual TestLatch CreateTestLatch(int count = 1) => new(Dilated, TestKitSettings.DefaultTimeout, count);

    /// <summary>Creates a barrier whose waits are dilated.</summary>
    public TestBarrier CreateTestBarrier(int count) => new(this, count);

    /// <summary>Ends the system and waits for it.</summary>
    /// <exception cref="TestKitAssertionException">It did not end in time; the message names the actors that live.</exception>
    public virtual void Shutdown(TimeSpan? duration = null, bool verifySystemShutdown = true) => Shutdown(Sys, duration, verifySystemShutdown);

    /// <summary>Ends a system and waits for it.</summary>
    /// <exception cref="TestKitAssertionException">It did not end in time; the message names the actors that live.</exception>
    public virtual void Shutdown(ActorSystem system, TimeSpan? duration = null, bool verifySystemShutdown = true)
    {
        ArgumentNullException.ThrowIfNull(system);
        TimeSpan wait = Dilated(duration ?? TestKitSettings.DefaultTimeout);
        Task end = Task.Run(system.Terminate);
#pragma warning disable VSTHRD002 // Blocks the test's own thread by contract.
        if (end.Wait(wait) || !verifySystemShutdown) return;
#pragma warning restore VSTHRD002
        throw new TestKitAssertionException($"Expected {system} to end within {wait}, but these actors live: {string.Join(", ", Living(system.Root))}.");
    }

    private static IEnumerable<string> Living(LocalActorRef actor) =>
        actor.Cell.ChildRefs().SelectMany(Living).Prepend(actor.Path.ToStringWithoutAddress());

    private IActorRef SpawnTestActor(string? name, MessageInbox inbox) =>
        Sys.SystemActorOf(Props.CreateBy(() => new TestActor(inbox)).WithDispatcher(CallingThreadDispatcher.DefaultId), name);

#pragma warning disable VSTHRD002 // The synchronous forms block the test's own thread by contract; what they await never needs it.
    private protected static T Block<T>(Task<T> task) => task.IsCompleted ? task.GetAwaiter().GetResult() : Task.Run(() => task).GetAwaiter().GetResult();

    private protected static T Block<T>(ValueTask<T> task) => task.IsCompleted ? task.GetAwaiter().GetResult() : Block(task.AsTask());

    private protected static void Block(Task task) => Task.Run(() => task).GetAwaiter().GetResult();
#pragma warning restore VSTHRD002

    private protected static List<T> Block<T>(IAsyncEnumerable<T> all) => Block(CollectAsync(all));

    private static async Task<List<T>> CollectAsync<T>(IAsyncEnumerable<T> all)
    {
        var list = new List<T>();
        await foreach (T one in all.ConfigureAwait(false)) list.Add(one);
        return list;
    }
}
