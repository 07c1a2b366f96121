using Sapphire.Kernel.Configuration;

namespace Sapphire.Kernel.TestKit;

/// <summary>Configurations for tests.</summary>
public static class TestConfigs
{
    /// <summary>What every test kit has unless its own configuration says otherwise: each message goes through its serialiser.</summary>
    public static Config DefaultConfig { get; } = ConfigurationFactory.ParseString("akka.actor.serialize-messages = on");

    /// <summary>A clock that is moved by hand, with <c>TestKit.Scheduler</c>.</summary>
    public static Config TestSchedulerConfig { get; } =
        ConfigurationFactory.ParseString("akka.scheduler.implementation = \"Sapphire.Kernel.TestKit.TestScheduler, Sapphire.Kernel.TestKit\"");

    // The test scheduler is a clock under the system's own scheduler.
    internal static Config SystemSchedulerConfig { get; } =
        ConfigurationFactory.ParseString("akka.scheduler.implementation = \"Sapphire.Kernel.Actor.TimeProviderScheduler\"");

    internal static bool HasTestScheduler(Config config) =>
        config.GetString("akka.scheduler.implementation", "").Split(',')[0].Split('.')[^1] == nameof(TestScheduler);
}
