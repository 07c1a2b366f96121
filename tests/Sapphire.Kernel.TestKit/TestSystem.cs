using System.Collections.Concurrent;
using System.Reflection;
using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Configuration;

namespace Sapphire.Kernel.TestKit;

/// <summary>Prepares the systems of tests.</summary>
public static class TestSystem
{
    private static readonly ConcurrentDictionary<Type, bool> OfTests = new();

    /// <summary>
    /// The setup with the configuration of tests: every message goes through its serialiser, but for those that a test made up for itself
    /// and those of .NET, neither of which is part of a protocol.
    /// </summary>
    /// <param name="setup">The setup.</param>
    /// <param name="config">Over <see cref="TestConfigs.DefaultConfig"/>; null for nothing.</param>
    public static ActorSystemSetup Prepare(ActorSystemSetup setup, Config? config = null)
    {
        ArgumentNullException.ThrowIfNull(setup);
        Config all = (config ?? Config.Empty).WithFallback(setup.Config).WithFallback(TestConfigs.DefaultConfig);
        ActorSystemSetup prepared = setup with { Config = all, SerializeMessagesExcept = setup.SerializeMessagesExcept ?? IsOfTests };
        if (!TestConfigs.HasTestScheduler(all)) return prepared;

        // To the system it is its usual scheduler, on a clock that stands still.
        return prepared with
        {
            Config = TestConfigs.SystemSchedulerConfig.WithFallback(all),
            TimeProvider = setup.TimeProvider == TimeProvider.System ? new ManualTimeProvider() : setup.TimeProvider,
        };
    }

    /// <summary>Whether a type (of a generic one its definition) is of an assembly of tests or of .NET, or an exception.</summary>
    public static bool IsOfTests(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return OfTests.GetOrAdd(type, static t => t.IsArray || IsCollectionOfCompiler(t) || typeof(Exception).IsAssignableFrom(t) || IsOfTests(t.Assembly));
    }

    // What the compiler makes of [..] where a read-only collection is wanted is in the assembly that wrote it.
    private static bool IsCollectionOfCompiler(Type type) => type.Name.StartsWith("<>z__ReadOnly", StringComparison.Ordinal);

    private static bool IsOfTests(Assembly assembly)
    {
        string name = assembly.GetName().Name ?? "";
        return name is "System" or "mscorlib" or "FsCheck" || name.StartsWith("System.", StringComparison.Ordinal) || name.StartsWith("Microsoft.", StringComparison.Ordinal)
            || assembly == typeof(TestSystem).Assembly
            || Array.Exists(assembly.GetReferencedAssemblies(), r => r.Name == typeof(TestSystem).Assembly.GetName().Name || r.Name?.StartsWith("xunit", StringComparison.Ordinal) == true);
    }

    /// <summary>Brings an actor to a standstill, as a handler that hangs does: it lives, and handles nothing any more.</summary>
    public static void Hang(IActorRef actor) => ((InternalActorRef)actor).SendSystemMessage(new Dispatch.Suspend());
}
