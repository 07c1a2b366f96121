#pragma warning disable MA0048 // The interface and its one implementation.
using Microsoft.Extensions.DependencyInjection;

namespace Sapphire.Kernel.Actor;

/// <summary>Makes props whose instances get their constructor's arguments from the service provider.</summary>
public interface IDependencyResolver
{
    /// <summary>A service; null when it is not registered.</summary>
    T? GetService<T>()
        where T : class;

    /// <summary>Props for an actor; arguments given here come before those resolved.</summary>
    Props Props<TActor>(params object[] args)
        where TActor : ActorBase;

    /// <summary>Props for an actor; arguments given here come before those resolved.</summary>
    Props Props(Type actorType, params object[] args);
}

/// <summary>The dependency resolver of a system.</summary>
public sealed class DependencyResolver : IDependencyResolver
{
    private readonly IServiceProvider _services;

    private DependencyResolver(IServiceProvider services) => _services = services;

    /// <summary>The resolver of a system.</summary>
    /// <exception cref="InvalidOperationException">The system was made without a service provider.</exception>
    public static DependencyResolver For(ActorSystem actorSystem)
    {
        ArgumentNullException.ThrowIfNull(actorSystem);
        return actorSystem.WithExtension(static s => new DependencyResolver(s.Setup.ServiceProvider
            ?? throw new InvalidOperationException($"The actor system '{s.Name}' has no service provider: set {nameof(ActorSystemSetup)}.{nameof(ActorSystemSetup.ServiceProvider)}, or start it with AddActorSystem.")));
    }

    /// <summary>The provider it resolves from.</summary>
    public IServiceProvider Services => _services;

    /// <inheritdoc />
    public T? GetService<T>()
        where T : class => _services.GetService<T>();

    /// <inheritdoc />
    public Props Props<TActor>(params object[] args)
        where TActor : ActorBase => Actor.Props.CreateBy(() => ActivatorUtilities.CreateInstance<TActor>(_services, args));

    /// <inheritdoc />
    public Props Props(Type actorType, params object[] args) => Actor.Props.CreateBy(new Producer(_services, actorType, args));

    private sealed class Producer(IServiceProvider services, Type type, object[] args) : IIndirectActorProducer
    {
        public Type ActorType => type;

        public ActorBase Produce() => (ActorBase)ActivatorUtilities.CreateInstance(services, type, args);

        public void Release(ActorBase actor)
        {
        }
    }
}
