#pragma warning disable MA0048 // The builder and the shapes of what it is given.
using Microsoft.Extensions.Configuration;
using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Configuration;

namespace Sapphire.Kernel.Hosting;

/// <summary>Starts and registers actors.</summary>
public delegate Task ActorStarter(ActorSystem system, IActorRegistry registry);

/// <summary>Starts and registers actors whose arguments come from the service provider.</summary>
public delegate Task ActorStarterWithResolver(ActorSystem system, IActorRegistry registry, IDependencyResolver resolver);

/// <summary>Runs when the actors have been started.</summary>
public delegate Task StartupTask(ActorSystem system, IActorRegistry registry);

/// <summary>What a hosted actor system is made of: its settings, its actors, and what runs when they have been started.</summary>
public sealed class AkkaConfigurationBuilder
{
    private readonly List<ActorStarterWithResolver> _starters = [];
    private readonly List<Func<ActorSystem, IActorRegistry, CancellationToken, Task>> _startups = [];

    internal AkkaConfigurationBuilder(ActorSystemSetup setup) => Setup = setup;

    /// <summary>The setup so far.</summary>
    public ActorSystemSetup Setup { get; private set; }

    /// <summary>The settings so far.</summary>
    public Config Configuration => Setup.Config;

    /// <summary>Changes the setup: <c>builder.WithSetup(s => s with { GuardianStrategy = … })</c>.</summary>
    public AkkaConfigurationBuilder WithSetup(Func<ActorSystemSetup, ActorSystemSetup> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        Setup = change(Setup);
        return this;
    }

    /// <summary>Adds settings.</summary>
    public AkkaConfigurationBuilder AddHocon(Config hocon, HoconAddMode addMode)
    {
        ArgumentNullException.ThrowIfNull(hocon);
        Setup = Setup with { Config = addMode == HoconAddMode.Append ? Setup.Config.WithFallback(hocon) : hocon.WithFallback(Setup.Config) };
        return this;
    }

    /// <summary>Adds settings in HOCON text.</summary>
    /// <exception cref="HoconException">The text is no HOCON.</exception>
    public AkkaConfigurationBuilder AddHocon(string hocon, HoconAddMode addMode) => AddHocon(ConfigurationFactory.ParseString(hocon), addMode);

    /// <summary>Adds settings of a configuration, or of one section with the keys that lead there: <c>AddHocon(configuration.GetSection("akka"), …)</c>.</summary>
    public AkkaConfigurationBuilder AddHocon(IConfiguration configuration, HoconAddMode addMode) => AddHocon(configuration.ToHocon(), addMode);

    /// <summary>Adds settings of a file.</summary>
    /// <exception cref="HoconException">The file cannot be read or is no HOCON.</exception>
    public AkkaConfigurationBuilder AddHoconFile(string hoconFilePath, HoconAddMode addMode) => AddHocon(ConfigurationFactory.ParseFile(hoconFilePath), addMode);

    /// <summary>Sets how long an Ask without a timeout of its own waits.</summary>
    public AkkaConfigurationBuilder WithActorAskTimeout(TimeSpan timeout) => AddHocon(
        $"akka.actor.ask-timeout = {(timeout <= TimeSpan.Zero ? "infinite" : FormattableString.Invariant($"{timeout.TotalMilliseconds}ms"))}", HoconAddMode.Prepend);

    /// <summary>Starts and registers actors, in the order of the calls.</summary>
    public AkkaConfigurationBuilder WithActors(Action<ActorSystem, IActorRegistry> actorStarter)
    {
        ArgumentNullException.ThrowIfNull(actorStarter);
        return WithActors((system, registry, _) => actorStarter(system, registry));
    }

    /// <summary>Starts and registers actors, in the order of the calls.</summary>
    public AkkaConfigurationBuilder WithActors(Action<ActorSystem, IActorRegistry, IDependencyResolver> actorStarter)
    {
        ArgumentNullException.ThrowIfNull(actorStarter);
        _starters.Add((system, registry, resolver) =>
        {
            actorStarter(system, registry, resolver);
            return Task.CompletedTask;
        });
        return this;
    }

    /// <summary>Starts and registers actors, in the order of the calls.</summary>
    public AkkaConfigurationBuilder WithActors(ActorStarter actorStarter)
    {
        ArgumentNullException.ThrowIfNull(actorStarter);
        _starters.Add((system, registry, _) => actorStarter(system, registry));
        return this;
    }

    /// <summary>Starts and registers actors, in the order of the calls.</summary>
    public AkkaConfigurationBuilder WithActors(ActorStarterWithResolver actorStarter)
    {
        ArgumentNullException.ThrowIfNull(actorStarter);
        _starters.Add(actorStarter);
        return this;
    }

    /// <summary>Runs something when all actors have been started. What it throws stops the host.</summary>
    public AkkaConfigurationBuilder AddStartup(Action<ActorSystem, IActorRegistry> startupTask)
    {
        ArgumentNullException.ThrowIfNull(startupTask);
        _startups.Add((system, registry, _) =>
        {
            startupTask(system, registry);
            return Task.CompletedTask;
        });
        return this;
    }

    /// <summary>Runs something when all actors have been started. What it throws stops the host.</summary>
    public AkkaConfigurationBuilder AddStartup(StartupTask startupTask)
    {
        ArgumentNullException.ThrowIfNull(startupTask);
        _startups.Add((system, registry, _) => startupTask(system, registry));
        return this;
    }

    /// <summary>Runs something when all actors have been started; cancelled with the start of the host. What it throws stops the host.</summary>
    public AkkaConfigurationBuilder AddStartup(Func<ActorSystem, IActorRegistry, CancellationToken, Task> startupTask)
    {
        ArgumentNullException.ThrowIfNull(startupTask);
        _startups.Add(startupTask);
        return this;
    }

    internal async Task StartAsync(ActorSystem system, CancellationToken cancellationToken)
    {
        ActorRegistry registry = ActorRegistry.For(system);
        IDependencyResolver resolver = DependencyResolver.For(system).Resolver;
        foreach (ActorStarterWithResolver starter in _starters)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await starter(system, registry, resolver);
        }

        foreach (var startup in _startups)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await startup(system, registry, cancellationToken);
        }
    }
}
