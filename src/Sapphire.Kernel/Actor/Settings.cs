using System.Globalization;
using Sapphire.Kernel.Configuration;

namespace Sapphire.Kernel.Actor;

/// <summary>
/// The settings in effect of a system: what it was given, above the reference configuration. Read and checked as a whole when
/// the system is made, so that a mistake shows at the start and not at the first use.
/// </summary>
public sealed class Settings
{
    private const string Strategy = "guardian-supervisor-strategy";

    internal Settings(ActorSystemSetup setup)
    {
        Setup = setup;
        Config user = TypedValues(setup).WithFallback(setup.Config);
        if (!user.IsEmpty) SettingsSchema.Check(user);
        Config = user.IsEmpty ? ConfigurationFactory.Default() : user.WithFallback(ConfigurationFactory.Default());

        var akka = new SettingsSection(Config, "akka");
        SettingsSection actor = akka.Section("actor");
        (LogLevel, MinimumLogLevel) = akka.Choice(
            "loglevel",
            ("DEBUG", ("DEBUG", Microsoft.Extensions.Logging.LogLevel.Debug)),
            ("INFO", ("INFO", Microsoft.Extensions.Logging.LogLevel.Information)),
            ("WARNING", ("WARNING", Microsoft.Extensions.Logging.LogLevel.Warning)),
            ("ERROR", ("ERROR", Microsoft.Extensions.Logging.LogLevel.Error)),
            ("OFF", ("OFF", Microsoft.Extensions.Logging.LogLevel.None)));
        LogDeadLetters = ReadLogDeadLetters(akka);
        LogDeadLettersDuringShutdown = akka.Boolean("log-dead-letters-during-shutdown");
        LogDeadLettersSuspendDuration = akka.Duration("log-dead-letters-suspend-duration", TimeSpan.Zero, mayBeInfinite: true);
        SerializeAllMessages = actor.Boolean("serialize-messages");
        AskTimeout = actor.Duration("ask-timeout", TimeSpan.Zero, mayBeInfinite: true);
        InboxSize = actor.Section("inbox").Int("inbox-size", 1);
        InboxTimeout = actor.Section("inbox").Duration("default-timeout", TimeSpan.Zero, mayBeInfinite: true);
        SupervisorStrategyClass = actor.Text(Strategy);
        GuardianStrategy = setup.GuardianStrategy ?? ReadStrategy(actor);
        DefaultVirtualNodesFactor = actor.Section("deployment.default").Int("virtual-nodes-factor", 1);
        SchedulerClass = ReadScheduler(akka.Section("scheduler"));
        SettingsSection shutdown = akka.Section("coordinated-shutdown");
        CoordinatedShutdownTerminateActorSystem = shutdown.Boolean("terminate-actor-system");
        CoordinatedShutdownRunByActorSystemTerminate = shutdown.Boolean("run-by-actor-system-terminate");
        CoordinatedShutdownRunByClrShutdownHook = shutdown.Boolean("run-by-clr-shutdown-hook");
        ShutdownPhases = user.HasPath("akka.coordinated-shutdown") ? ShutdownPhase.Read(shutdown) : ShutdownPhase.Default;
        if (CoordinatedShutdownRunByActorSystemTerminate && !CoordinatedShutdownTerminateActorSystem)
        {
            throw new ConfigurationException(
                "'akka.coordinated-shutdown.run-by-actor-system-terminate' = on together with 'akka.coordinated-shutdown.terminate-actor-system' = off is not allowed: Terminate would never end.");
        }
    }

    /// <summary>The whole configuration in effect, also of sections that the kernel does not know.</summary>
    public Config Config { get; }

    /// <summary>What the system was made with.</summary>
    public ActorSystemSetup Setup { get; }

    /// <summary>The lowest level that is logged (<c>akka.loglevel</c>): DEBUG, INFO, WARNING, ERROR or OFF.</summary>
    public string LogLevel { get; }

    /// <summary>How many dead letters are logged (<c>akka.log-dead-letters</c>); <see cref="int.MaxValue"/> for all.</summary>
    public int LogDeadLetters { get; }

    /// <summary>Whether they are logged also while the system shuts down.</summary>
    public bool LogDeadLettersDuringShutdown { get; }

    /// <summary>After how long the counting starts anew; <see cref="Timeout.InfiniteTimeSpan"/> for never.</summary>
    public TimeSpan LogDeadLettersSuspendDuration { get; }

    /// <summary>Whether every message goes through its serialiser (<c>akka.actor.serialize-messages</c>).</summary>
    public bool SerializeAllMessages { get; }

    /// <summary>How long an Ask without a timeout of its own waits; <see cref="Timeout.InfiniteTimeSpan"/> for ever.</summary>
    public TimeSpan AskTimeout { get; }

    /// <summary>The name of what makes the strategy of <c>/user</c>.</summary>
    public string SupervisorStrategyClass { get; }

    /// <summary>How many points of the ring a routee of a consistent-hashing pool has where the pool does not say.</summary>
    public int DefaultVirtualNodesFactor { get; }

    /// <summary>The name of the scheduler.</summary>
    public string SchedulerClass { get; }

    /// <summary>Whether the last phase of the shutdown stops the actors.</summary>
    public bool CoordinatedShutdownTerminateActorSystem { get; }

    /// <summary>Whether <see cref="ActorSystem.Terminate"/> runs the shutdown.</summary>
    public bool CoordinatedShutdownRunByActorSystemTerminate { get; }

    /// <summary>Whether the end of the process runs the shutdown.</summary>
    public bool CoordinatedShutdownRunByClrShutdownHook { get; }

    internal Microsoft.Extensions.Logging.LogLevel MinimumLogLevel { get; }

    internal int InboxSize { get; }

    internal TimeSpan InboxTimeout { get; }

    internal SupervisorStrategy GuardianStrategy { get; }

    internal IReadOnlyDictionary<string, ShutdownPhase> ShutdownPhases { get; }

    /// <summary>Checks settings as a system that is made with them would, so that a program can refuse them before it starts.</summary>
    /// <exception cref="ConfigurationException">A key is not known, or a value is not allowed.</exception>
    public static void Check(Config config)
    {
        var settings = new Settings(new ActorSystemSetup { Config = config });
        _ = new Dispatch.Dispatchers(settings, new Dispatch.Mailboxes(settings));
        _ = new Deployer(settings);
    }

    /// <summary>The configuration in effect as HOCON.</summary>
    public override string ToString() => Config.ToString();

    // What is given by type must be seen by whoever reads the configuration: both ways lead to one value.
    private static Config TypedValues(ActorSystemSetup setup)
    {
        if (setup is { Throughput: null, LogDeadLetters: null, SerializeMessages: null }) return Config.Empty;
        string text = "";
        if (setup.Throughput is { } throughput) text += string.Create(CultureInfo.InvariantCulture, $"{Dispatch.Dispatchers.DefaultDispatcherId}.throughput = {throughput}\n");
        if (setup.LogDeadLetters is { } letters) text += string.Create(CultureInfo.InvariantCulture, $"akka.log-dead-letters = {letters}\n");
        if (setup.SerializeMessages is { } serialize) text += $"akka.actor.serialize-messages = {(serialize ? "on" : "off")}\n";
        return ConfigurationFactory.ParseString(text);
    }

    private static int ReadLogDeadLetters(SettingsSection akka) => akka.Text("log-dead-letters") switch
    {
        "on" or "true" or "yes" => int.MaxValue,
        "off" or "false" or "no" => 0,
        var text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? number
            : throw akka.NotAllowed("log-dead-letters", "on, off, or how many"),
    };

    private static string ReadScheduler(SettingsSection scheduler)
    {
        string name = scheduler.Text("implementation");
        return name.Split(',')[0].Split('.')[^1] is "TimeProviderScheduler" or "HashedWheelTimerScheduler"
            ? name
            : throw scheduler.NotAllowed("implementation", "the name of TimeProviderScheduler, or HashedWheelTimerScheduler, which here means the same");
    }

    private static SupervisorStrategy ReadStrategy(SettingsSection actor)
    {
        try
        {
            return SupervisorStrategyConfigurator.CreateConfigurator(actor.Text(Strategy)).Create();
        }
        catch (ConfigurationException ex)
        {
            throw actor.NotAllowed(Strategy, "the full name of a " + nameof(SupervisorStrategyConfigurator), ex);
        }
    }
}
