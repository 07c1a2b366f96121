using Sapphire.Kernel.Configuration;

namespace Sapphire.Persistence;

/// <summary>The settings below <c>akka.persistence</c> in effect: what the system was given, above the defaults in <c>persistence.conf</c>.</summary>
public sealed class PersistenceSettings
{
    private const string Root = "akka.persistence";
    private const string Overflow = "internal-stash-overflow-strategy";
    private static readonly Lazy<Config> Defaults = new(static () => ConfigurationFactory.FromResource<PersistenceSettings>("persistence.conf"));

    internal PersistenceSettings(Config config)
    {
        CheckKeys(config);
        Config all = config.WithFallback(Defaults.Value);
        SettingsSection section = new(all, Root);
        MaxConcurrentRecoveries = section.Int("max-concurrent-recoveries", 1);
        DefaultInternalStashOverflowStrategy = ReadStrategy(section, all);
        AtLeastOnceDelivery = AtLeastOnceDeliverySettings.Read(section.Section("at-least-once-delivery"));
        RecoveryEventTimeout = section.Section("journal-plugin-fallback").Duration("recovery-event-timeout", TimeSpan.FromMilliseconds(1));
    }

    /// <summary>How many persistent actors recover at once.</summary>
    public int MaxConcurrentRecoveries { get; }

    /// <summary>What a command meets that finds the internal stash full.</summary>
    public IStashOverflowStrategy DefaultInternalStashOverflowStrategy { get; }

    /// <summary>How long a recovering actor waits for the journal's next answer.</summary>
    public TimeSpan RecoveryEventTimeout { get; }

    /// <summary>What actors that deliver at least once go by where they do not say otherwise.</summary>
    public AtLeastOnceDeliverySettings AtLeastOnceDelivery { get; }

    /// <summary>Checks settings as a system with persistence would, so that a program can refuse them before it starts.</summary>
    /// <exception cref="ConfigurationException">A key is not known, or a value is not allowed.</exception>
    public static void Check(Config config) => _ = new PersistenceSettings(config);

    private static IStashOverflowStrategy ReadStrategy(SettingsSection section, Config all)
    {
        string name = section.Text(Overflow);
        IStashOverflowStrategyConfigurator? configurator = name.Split(',')[0] switch
        {
            "Akka.Persistence.ThrowExceptionConfigurator" or "Sapphire.Persistence.ThrowExceptionConfigurator" => new ThrowExceptionConfigurator(),
            "Akka.Persistence.DiscardConfigurator" or "Sapphire.Persistence.DiscardConfigurator" => new DiscardConfigurator(),
            _ => Type.GetType(name) is { IsAbstract: false } type && typeof(IStashOverflowStrategyConfigurator).IsAssignableFrom(type) && type.GetConstructor(Type.EmptyTypes) is not null
                ? (IStashOverflowStrategyConfigurator)Activator.CreateInstance(type)!
                : null,
        };
        return configurator?.Create(all)
            ?? throw section.NotAllowed(Overflow, $"the full name of an {nameof(IStashOverflowStrategyConfigurator)} with a constructor without arguments");
    }

    private static void CheckKeys(Config config)
    {
        if (!config.HasPath(Root))
        {
            return;
        }

        HashSet<string> known = [.. Defaults.Value.Entries().Select(entry => entry.Path)];
        string[] unknown =
        [
            .. config.Entries()
                .Where(entry => entry.Path.StartsWith(Root + ".", StringComparison.Ordinal) && !known.Contains(entry.Path))
                .Select(entry => $"{(entry.Origin == ConfigOrigin.None ? "" : entry.Origin + ": ")}'{entry.Path}' is not a known setting; there are {string.Join(", ", known.Order(StringComparer.Ordinal))}."),
        ];
        if (unknown.Length > 0)
        {
            throw new ConfigurationException(string.Join(Environment.NewLine, unknown));
        }
    }
}
