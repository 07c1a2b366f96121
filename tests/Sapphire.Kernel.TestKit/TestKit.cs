using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Configuration;
using Sapphire.Kernel.Util;

namespace Sapphire.Kernel.TestKit;

/// <summary>
/// A system for one test with a test actor that is the sender of every Tell from the test. Derive a test class from it; dispose ends the
/// system. Every message goes through its registered serialiser on its way (<see cref="TestConfigs.DefaultConfig"/>).
/// </summary>
public class TestKit : TestKitBase, IDisposable
{
    private static int s_count;
    private TestScheduler? _scheduler;
    private bool _disposed;

    /// <summary>Starts a system, or tests one that exists; dispose ends it.</summary>
    public TestKit(ActorSystem? system = null)
        : this(system ?? Start(null, ActorSystemSetup.Empty, null), "testActor")
    {
    }

    /// <summary>Starts a system.</summary>
    /// <param name="config">Its settings in HOCON, over <see cref="TestConfigs.DefaultConfig"/>.</param>
    public TestKit(string config)
        : this(ConfigurationFactory.ParseString(config))
    {
    }

    /// <summary>Starts a system.</summary>
    /// <param name="config">Its settings, over <see cref="TestConfigs.DefaultConfig"/>.</param>
    /// <param name="actorSystemName">Its name; null for a generated one.</param>
    public TestKit(Config config, string? actorSystemName = null)
        : this(Start(actorSystemName, ActorSystemSetup.Empty, config), "testActor")
    {
    }

    /// <summary>Starts a system.</summary>
    public TestKit(ActorSystemSetup setup, string? actorSystemName = null)
        : this(Start(actorSystemName, setup, null), "testActor")
    {
    }

    /// <summary>Starts a system.</summary>
    /// <param name="actorSystemName">Its name; null for a generated one.</param>
    /// <param name="timeProvider">Its clock; null for the real one.</param>
    public TestKit(string? actorSystemName, TimeProvider? timeProvider)
        : this(new ActorSystemSetup { TimeProvider = timeProvider ?? TimeProvider.System }, actorSystemName)
    {
    }

    /// <summary>Starts a system.</summary>
    public TestKit(string? actorSystemName, ActorSystemSetup setup)
        : this(setup, actorSystemName)
    {
    }

    private TestKit(ActorSystem system, string testActorName)
        : base(system, testActorName) => ImplicitSender.Set(TestActor);

    /// <summary>What every system of a test kit is configured with unless told otherwise.</summary>
    public static Config DefaultConfig => TestConfigs.DefaultConfig;

    /// <summary>The scheduler, whose time is moved by hand.</summary>
    /// <exception cref="InvalidOperationException">The system's clock moves by itself.</exception>
    public TestScheduler Scheduler => _scheduler ??= new TestScheduler(Sys);

    /// <inheritdoc />
    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Called before the system ends.</summary>
    protected virtual void AfterAll()
    {
    }

    /// <summary>Ends the system.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (!disposing) return;
        try
        {
            AfterAll();
        }
        finally
        {
            Shutdown();
        }
    }

    private static ActorSystem Start(string? name, ActorSystemSetup setup, Config? config)
    {
        ArgumentNullException.ThrowIfNull(setup);
        return ActorSystem.Create(name ?? $"test-{Interlocked.Increment(ref s_count)}", TestSystem.Prepare(setup, config));
    }
}
