#pragma warning disable MA0048 // The interface and its one implementation.
using Sapphire.Kernel.Actor;

namespace Sapphire.Kernel.Hosting;

/// <summary>An actor of the registry, for injection into what is no actor.</summary>
public interface IRequiredActor<TActor>
{
    /// <summary>The actor.</summary>
    /// <exception cref="MissingActorRegistryEntryException">It is not registered (yet).</exception>
    IActorRef ActorRef { get; }

    /// <summary>The actor, as soon as it is registered.</summary>
    Task<IActorRef> GetAsync(CancellationToken cancellationToken = default);
}

/// <summary>Finds the actor in the registry.</summary>
public sealed class RequiredActor<TActor>(IReadOnlyActorRegistry registry) : IRequiredActor<TActor>
{
    private IActorRef? _actor;

    /// <inheritdoc />
    public IActorRef ActorRef => _actor ??= registry.Get<TActor>();

    /// <inheritdoc />
    public Task<IActorRef> GetAsync(CancellationToken cancellationToken = default) => registry.GetAsync<TActor>(cancellationToken);
}
