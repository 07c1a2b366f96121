using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Util;

namespace Sapphire.Kernel.TestKit;

/// <summary>
/// A system for one test with a test actor that is the sender of every Tell from the test. Derive a test class from it; dispose ends the system.
/// </summary>
public class TestKit : TestKitBase, IDisposable
{
    private static int s_count;

    /// <summary>Starts a system.</summary>
    /// <param name="actorSystemName">Its name; null for a generated one.</param>
    /// <param name="timeProvider">Its clock; null for the real one.</param>
    public TestKit(string? actorSystemName = null, TimeProvider? timeProvider = null)
        : this(actorSystemName, new ActorSystemSetup { TimeProvider = timeProvider ?? TimeProvider.System })
    {
    }

    /// <summary>Starts a system.</summary>
    public TestKit(string? actorSystemName, ActorSystemSetup setup)
        : this(ActorSystem.Create(actorSystemName ?? $"test-{Interlocked.Increment(ref s_count)}", setup))
    {
    }

    /// <summary>Tests a system that exists; dispose ends it.</summary>
    public TestKit(ActorSystem system)
        : base(system, "testActor")
    {
        EventFilter = new EventFilterFactory(Sys);
        ImplicitSender.Set(TestActor);
    }

    /// <summary>Expects log lines and dead letters.</summary>
    public EventFilterFactory EventFilter { get; }

    /// <summary>Creates an actor that runs on the thread that sends to it, and whose instance can be looked at.</summary>
    public TestActorRef<TActor> ActorOfAsTestActorRef<TActor>(Props props, string? name = null)
        where TActor : ActorBase => new(Sys, props, name);

    /// <summary>Creates an actor that runs on the thread that sends to it, and whose instance can be looked at.</summary>
    public TestActorRef<TActor> ActorOfAsTestActorRef<TActor>(System.Linq.Expressions.Expression<Func<TActor>> factory, string? name = null)
        where TActor : ActorBase => new(Sys, Props.Create(factory), name);

    /// <summary>Ends a system and waits for it.</summary>
    /// <exception cref="TestKitAssertionException">It did not end in time.</exception>
    public void Shutdown(ActorSystem? system = null, TimeSpan? duration = null)
    {
        ActorSystem ending = system ?? Sys;
        TimeSpan wait = duration ?? DefaultTimeout;
#pragma warning disable VSTHRD002 // Blocks the test's own thread by contract.
        if (!Task.Run(ending.Terminate).Wait(wait)) throw new TestKitAssertionException($"{ending} did not end within {wait}.");
#pragma warning restore VSTHRD002
    }

    /// <inheritdoc />
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Ends the system.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing) Shutdown();
    }
}
