using Sapphire.Kernel.Configuration;

namespace Sapphire.Kernel.Actor;

/// <summary>One phase of the coordinated shutdown.</summary>
/// <param name="DependsOn">The phases before it.</param>
/// <param name="Timeout">How long it may take.</param>
/// <param name="Recover">Whether the shutdown goes on when it fails.</param>
internal sealed record ShutdownPhase(IReadOnlyList<string> DependsOn, TimeSpan Timeout, bool Recover)
{
    private static readonly Lazy<IReadOnlyDictionary<string, ShutdownPhase>> FromReference =
        new(() => Read(new SettingsSection(ConfigurationFactory.Default(), "akka.coordinated-shutdown")));

    /// <summary>The phases of the reference configuration.</summary>
    public static IReadOnlyDictionary<string, ShutdownPhase> Default => FromReference.Value;

    /// <summary>Reads <c>akka.coordinated-shutdown</c>.</summary>
    /// <exception cref="ConfigurationException">A value is not allowed, or phases depend on each other in a circle.</exception>
    public static IReadOnlyDictionary<string, ShutdownPhase> Read(SettingsSection shutdown)
    {
        TimeSpan defaultTimeout = shutdown.Duration("default-phase-timeout", TimeSpan.FromMilliseconds(1));
        SettingsSection all = shutdown.Section("phases");
        var phases = new Dictionary<string, ShutdownPhase>(StringComparer.Ordinal);
        foreach (string name in all.Keys())
        {
            SettingsSection phase = all.Section(SettingsSection.Quote(name));
            phases.Add(name, new ShutdownPhase(
                phase.Texts("depends-on"),
                phase.Has("timeout") ? phase.Duration("timeout", TimeSpan.FromMilliseconds(1)) : defaultTimeout,
                !phase.Has("recover") || phase.Boolean("recover")));
        }

        // A phase that others depend on needs no section of its own.
        foreach (string name in phases.Values.SelectMany(p => p.DependsOn).ToArray())
            phases.TryAdd(name, new ShutdownPhase([], defaultTimeout, Recover: true));
        _ = Order(phases);
        return phases;
    }

    /// <summary>The phases in an order in which each comes after those that it depends on.</summary>
    /// <exception cref="ConfigurationException">There is no such order.</exception>
    public static IReadOnlyList<string> Order(IReadOnlyDictionary<string, ShutdownPhase> phases)
    {
        var order = new List<string>();
        var open = new List<string>();
        foreach (string name in phases.Keys) Visit(name);
        return order;

        void Visit(string name)
        {
            if (order.Contains(name)) return;
            if (open.Contains(name))
                throw new ConfigurationException($"'akka.coordinated-shutdown.phases.{SettingsSection.Quote(name)}.depends-on' leads back to the phase itself: {string.Join(", ", open)}.");
            open.Add(name);
            foreach (string before in phases[name].DependsOn) Visit(before);
            open.Remove(name);
            order.Add(name);
        }
    }
}
