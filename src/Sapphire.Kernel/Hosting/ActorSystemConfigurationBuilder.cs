using Sapphire.Kernel.Actor;

namespace Sapphire.Kernel.Hosting;

/// <summary>What a hosted actor system is made of: its setup, its actors, and what runs when it has started.</summary>
public sealed class ActorSystemConfigurationBuilder
{
    private readonly List<Func<ActorSystem, IActorRegistry, IDependencyResolver, CancellationToken, Task>> _starters = [];

    internal ActorSystemConfigurationBuilder(ActorSystemSetup setup) => Setup = setup;

    /// <summary>The setup so far.</summary>
    public ActorSystemSetup Setup { get; private set; }

    /// <summary>Changes the setup: <c>builder.WithSetup(s => s with { Throughput = 10 })</c>.</summary>
    public ActorSystemConfigurationBuilder WithSetup(Func<ActorSystemSetup, ActorSystemSetup> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        Setup = change(Setup);
        return this;
    }

    /// <summary>Starts and registers actors, in the order of the calls.</summary>
    public ActorSystemConfigurationBuilder WithActors(Action<ActorSystem, IActorRegistry> actorStarter)
    {
        ArgumentNullException.ThrowIfNull(actorStarter);
        return WithActors((system, registry, _) => actorStarter(system, registry));
    }

    /// <summary>Starts and registers actors, in the order of the calls.</summary>
    public ActorSystemConfigurationBuilder WithActors(Action<ActorSystem, IActorRegistry, IDependencyResolver> actorStarter)
    {
        ArgumentNullException.ThrowIfNull(actorStarter);
        _starters.Add((system, registry, resolver, _) =>
        {
            actorStarter(system, registry, resolver);
            return Task.CompletedTask;
        });
        return this;
    }

    /// <summary>Runs something when the actors added so far have been started. What it throws stops the host.</summary>
    public ActorSystemConfigurationBuilder AddStartup(Func<ActorSystem, IActorRegistry, CancellationToken, Task> startupTask)
    {
        ArgumentNullException.ThrowIfNull(startupTask);
        _starters.Add((system, registry, _, cancellation) => startupTask(system, registry, cancellation));
        return this;
    }

    internal async Task StartAsync(ActorSystem system, CancellationToken cancellationToken)
    {
        ActorRegistry registry = ActorRegistry.For(system);
        DependencyResolver resolver = DependencyResolver.For(system);
        foreach (var starter in _starters)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await starter(system, registry, resolver, cancellationToken);
        }
    }
}
