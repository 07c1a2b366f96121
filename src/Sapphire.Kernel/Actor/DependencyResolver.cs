#pragma warning disable MA0048 // The interfaces and their one implementation.
using Microsoft.Extensions.DependencyInjection;

namespace Sapphire.Kernel.Actor;

/// <summary>Makes props whose instances get their constructor's arguments from the service provider.</summary>
public interface IDependencyResolver
{
    /// <summary>A scope of its own: what is resolved in it is disposed of with it.</summary>
    IResolverScope CreateScope();

    /// <summary>A service; null when it is not registered.</summary>
    T? GetService<T>()
        where T : class;

    /// <summary>A service; null when it is not registered.</summary>
    object? GetService(Type type);

    /// <summary>Props for an actor; arguments given here come before those resolved.</summary>
    Props Props<TActor>(params object[] args)
        where TActor : ActorBase;

    /// <summary>Props for an actor; arguments given here come before those resolved.</summary>
    Props Props(Type type, params object[] args);
}

/// <summary>A scope of the service provider.</summary>
public interface IResolverScope : IDisposable
{
    /// <summary>Resolves in it.</summary>
    IDependencyResolver Resolver { get; }
}

/// <summary>The dependency resolver of a system.</summary>
public sealed class DependencyResolver
{
    private DependencyResolver(IDependencyResolver resolver) => Resolver = resolver;

    /// <summary>The resolver itself.</summary>
    public IDependencyResolver Resolver { get; }

    /// <summary>The resolver of a system.</summary>
    /// <exception cref="InvalidOperationException">The system was made without a service provider.</exception>
    public static DependencyResolver For(ActorSystem actorSystem)
    {
        ArgumentNullException.ThrowIfNull(actorSystem);
        return actorSystem.WithExtension(static s => new DependencyResolver(new ServiceProviderDependencyResolver(s.Setup.ServiceProvider
            ?? throw new InvalidOperationException($"The actor system '{s.Name}' has no service provider: set {nameof(ActorSystemSetup)}.{nameof(ActorSystemSetup.ServiceProvider)}, or start it with AddAkka."))));
    }

    /// <summary>Props for an actor; arguments given here come before those resolved.</summary>
    public Props Props<TActor>(params object[] args)
        where TActor : ActorBase => Resolver.Props<TActor>(args);

    /// <summary>Props for an actor; arguments given here come before those resolved.</summary>
    public Props Props(Type type, params object[] args) => Resolver.Props(type, args);
}

/// <summary>Resolves from a service provider.</summary>
public sealed class ServiceProviderDependencyResolver(IServiceProvider serviceProvider) : IDependencyResolver
{
    /// <summary>What it resolves from.</summary>
    public IServiceProvider ServiceProvider => serviceProvider;

    /// <inheritdoc />
    public IResolverScope CreateScope() => new Scope(serviceProvider.CreateScope());

    /// <inheritdoc />
    public T? GetService<T>()
        where T : class => serviceProvider.GetService<T>();

    /// <inheritdoc />
    public object? GetService(Type type) => serviceProvider.GetService(type);

    /// <inheritdoc />
    public Props Props<TActor>(params object[] args)
        where TActor : ActorBase => Props(typeof(TActor), args);

    /// <inheritdoc />
    public Props Props(Type type, params object[] args)
    {
        ArgumentNullException.ThrowIfNull(type);
        if (!typeof(ActorBase).IsAssignableFrom(type)) throw new ArgumentException($"{type} is no actor.", nameof(type));
        return Actor.Props.CreateBy(new Producer(serviceProvider, type, args));
    }

    private sealed class Scope(IServiceScope scope) : IResolverScope
    {
        public IDependencyResolver Resolver { get; } = new ServiceProviderDependencyResolver(scope.ServiceProvider);

        public void Dispose() => scope.Dispose();
    }

    private sealed class Producer(IServiceProvider services, Type type, object[] args) : IIndirectActorProducer
    {
        public Type ActorType => type;

        public ActorBase Produce() => (ActorBase)ActivatorUtilities.CreateInstance(services, type, args);

        public void Release(ActorBase actor)
        {
        }
    }
}
