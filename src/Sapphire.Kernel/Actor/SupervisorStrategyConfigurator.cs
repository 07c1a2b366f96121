#pragma warning disable MA0048 // The class and its two implementations.
using Sapphire.Kernel.Configuration;

namespace Sapphire.Kernel.Actor;

/// <summary>Makes the strategy of the guardian <c>/user</c>, for <c>akka.actor.guardian-supervisor-strategy</c>.</summary>
public abstract class SupervisorStrategyConfigurator
{
    /// <summary>The strategy.</summary>
    public abstract SupervisorStrategy Create();

    /// <summary>The configurator of that name.</summary>
    /// <param name="typeName"><c>Akka.Actor.DefaultSupervisorStrategy</c>, <c>Akka.Actor.StoppingSupervisorStrategy</c>, or <c>Namespace.Type, Assembly</c>.</param>
    /// <exception cref="ConfigurationException">There is none.</exception>
    public static SupervisorStrategyConfigurator CreateConfigurator(string typeName) => typeName switch
    {
        "Akka.Actor.DefaultSupervisorStrategy" or "Sapphire.Kernel.Actor.DefaultSupervisorStrategy" => new DefaultSupervisorStrategy(),
        "Akka.Actor.StoppingSupervisorStrategy" or "Sapphire.Kernel.Actor.StoppingSupervisorStrategy" => new StoppingSupervisorStrategy(),
        _ => Type.GetType(typeName) is { IsAbstract: false } type && typeof(SupervisorStrategyConfigurator).IsAssignableFrom(type) && type.GetConstructor(Type.EmptyTypes) is not null
            ? (SupervisorStrategyConfigurator)Activator.CreateInstance(type)!
            : throw new ConfigurationException($"'{typeName}' is no {nameof(SupervisorStrategyConfigurator)} with a constructor without arguments."),
    };
}

/// <summary><see cref="SupervisorStrategy.DefaultStrategy"/>.</summary>
public sealed class DefaultSupervisorStrategy : SupervisorStrategyConfigurator
{
    /// <inheritdoc />
    public override SupervisorStrategy Create() => SupervisorStrategy.DefaultStrategy;
}

/// <summary><see cref="SupervisorStrategy.StoppingStrategy"/>.</summary>
public sealed class StoppingSupervisorStrategy : SupervisorStrategyConfigurator
{
    /// <inheritdoc />
    public override SupervisorStrategy Create() => SupervisorStrategy.StoppingStrategy;
}
