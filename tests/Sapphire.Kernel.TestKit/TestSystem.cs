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
        Config all = (config ?? Config.Empty).WithFallback(TestConfigs.DefaultConfig);
        bool byHand = TestConfigs.HasTestScheduler(all);
        ActorSystemSetup prepared = setup with
        {
            Config = (byHand ? TestConfigs.SystemScheduler.WithFallback(all) : all).WithFallback(setup.Config),
            SerializeMessagesExcept = setup.SerializeMessagesExcept ?? IsOfTests,
        };
        return byHand && setup.TimeProvider == TimeProvider.System ? prepared with { TimeProvider = new ManualTimeProvider() } : prepared;
    }

    /// <summary>Whether a type (of a generic one its definition) is of an assembly of tests or of .NET, or an exception.</summary>
    public static bool IsOfTests(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return OfTests.GetOrAdd(type, static t => t.IsArray || typeof(Exception).IsAssignableFrom(t) || IsOfTests(t.Assembly));
    }

    private static bool IsOfTests(Assembly assembly)
    {
        string name = assembly.GetName().Name ?? "";
        return name is "System" or "mscorlib" or "FsCheck" || name.StartsWith("System.", StringComparison.Ordinal) || name.StartsWith("Microsoft.", StringComparison.Ordinal)
            || assembly == typeof(TestSystem).Assembly
            || Array.Exists(assembly.GetReferencedAssemblies(), r => r.Name == typeof(TestSystem).Assembly.GetName().Name || r.Name?.StartsWith("xunit", StringComparison.Ordinal) == true);
    }
}
