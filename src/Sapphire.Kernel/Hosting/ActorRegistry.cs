#pragma warning disable MA0048 // The interfaces and their one implementation.
using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Sapphire.Kernel.Actor;

namespace Sapphire.Kernel.Hosting;

/// <summary>Known actors by a type as the key.</summary>
public interface IReadOnlyActorRegistry
{
    /// <summary>An actor.</summary>
    /// <exception cref="InvalidOperationException">None is registered under that key.</exception>
    IActorRef Get<TKey>();

    /// <summary>An actor, if it is registered.</summary>
    bool TryGet<TKey>([NotNullWhen(true)] out IActorRef? actor);

    /// <summary>An actor, as soon as it is registered.</summary>
    Task<IActorRef> GetAsync<TKey>(CancellationToken ct = default);
}

/// <summary>Known actors by a type as the key. Thread-safe.</summary>
public interface IActorRegistry : IReadOnlyActorRegistry
{
    /// <summary>Registers an actor.</summary>
    /// <exception cref="InvalidOperationException">The key is taken and <paramref name="overwrite"/> is false.</exception>
    void Register<TKey>(IActorRef actor, bool overwrite = false);

    /// <summary>Registers an actor; false when the key is taken.</summary>
    bool TryRegister<TKey>(IActorRef actor, bool overwrite = false);
}

/// <summary>Known actors of a system by a type as the key. Thread-safe.</summary>
public sealed class ActorRegistry : IActorRegistry
{
    private readonly ConcurrentDictionary<Type, TaskCompletionSource<IActorRef>> _actors = new();

    /// <summary>The registry of a system.</summary>
    public static ActorRegistry For(ActorSystem actorSystem)
    {
        ArgumentNullException.ThrowIfNull(actorSystem);
        return actorSystem.WithExtension(static _ => new ActorRegistry());
    }

    /// <inheritdoc />
    public void Register<TKey>(IActorRef actor, bool overwrite = false)
    {
        if (!TryRegister<TKey>(actor, overwrite)) throw new InvalidOperationException($"An actor is registered under {typeof(TKey)} already. Use another key, or overwrite: true.");
    }

    /// <inheritdoc />
    public bool TryRegister<TKey>(IActorRef actor, bool overwrite = false)
    {
        ArgumentNullException.ThrowIfNull(actor);
        if (Entry<TKey>().TrySetResult(actor)) return true;
        if (!overwrite) return false;
        var replacement = new TaskCompletionSource<IActorRef>();
        replacement.SetResult(actor);
        _actors[typeof(TKey)] = replacement;
        return true;
    }

    /// <inheritdoc />
    public IActorRef Get<TKey>() => TryGet<TKey>(out IActorRef? actor)
        ? actor
        : throw new InvalidOperationException($"No actor is registered under {typeof(TKey)}. Register it in WithActors, or await GetAsync where it may come later.");

    /// <inheritdoc />
    public bool TryGet<TKey>([NotNullWhen(true)] out IActorRef? actor)
    {
        actor = null;
        if (!_actors.TryGetValue(typeof(TKey), out TaskCompletionSource<IActorRef>? entry) || !entry.Task.IsCompletedSuccessfully) return false;
#pragma warning disable VSTHRD002 // Complete already.
        actor = entry.Task.Result;
#pragma warning restore VSTHRD002
        return true;
    }

    /// <inheritdoc />
    public Task<IActorRef> GetAsync<TKey>(CancellationToken ct = default) => Entry<TKey>().Task.WaitAsync(ct);

    private TaskCompletionSource<IActorRef> Entry<TKey>() =>
        _actors.GetOrAdd(typeof(TKey), static _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
}
