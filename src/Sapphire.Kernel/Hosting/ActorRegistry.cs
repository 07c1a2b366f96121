#pragma warning disable MA0048 // The interfaces and their one implementation.
using System.Collections;
using System.Collections.Concurrent;
using Sapphire.Kernel.Actor;

namespace Sapphire.Kernel.Hosting;

/// <summary>Known actors by a type as the key.</summary>
public interface IReadOnlyActorRegistry : IEnumerable<KeyValuePair<Type, IActorRef>>
{
    /// <summary>An actor.</summary>
    /// <exception cref="MissingActorRegistryEntryException">None is registered under that key.</exception>
    IActorRef Get<TKey>();

    /// <summary>An actor, if it is registered; else <see cref="ActorRefs.Nobody"/>.</summary>
    bool TryGet<TKey>(out IActorRef actor);

    /// <summary>An actor, if it is registered; else <see cref="ActorRefs.Nobody"/>.</summary>
    bool TryGet(Type key, out IActorRef actor);

    /// <summary>An actor, as soon as it is registered.</summary>
    Task<IActorRef> GetAsync<TKey>(CancellationToken ct = default);

    /// <summary>An actor, as soon as it is registered.</summary>
    Task<IActorRef> GetAsync(Type key, CancellationToken ct = default);
}

/// <summary>Known actors by a type as the key. Thread-safe.</summary>
public interface IActorRegistry : IReadOnlyActorRegistry
{
    /// <summary>Registers an actor.</summary>
    /// <exception cref="DuplicateActorRegistryException">The key is taken and <paramref name="overwrite"/> is false.</exception>
    void Register<TKey>(IActorRef actor, bool overwrite = false);

    /// <summary>Registers an actor; false when the key is taken.</summary>
    bool TryRegister<TKey>(IActorRef actor, bool overwrite = false);

    /// <summary>Registers an actor; false when the key is taken.</summary>
    bool TryRegister(Type key, IActorRef actor, bool overwrite = false);
}

/// <summary>Something is wrong with the registry.</summary>
public class ActorRegistryException(string message) : InvalidOperationException(message);

/// <summary>A key is taken.</summary>
public sealed class DuplicateActorRegistryException(string message) : ActorRegistryException(message);

/// <summary>Nothing is registered under a key.</summary>
public sealed class MissingActorRegistryEntryException(string message) : ActorRegistryException(message);

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
        if (!TryRegister<TKey>(actor, overwrite)) throw new DuplicateActorRegistryException($"An actor is registered under {typeof(TKey)} already. Use another key, or overwrite: true.");
    }

    /// <inheritdoc />
    public bool TryRegister<TKey>(IActorRef actor, bool overwrite = false) => TryRegister(typeof(TKey), actor, overwrite);

    /// <inheritdoc />
    public bool TryRegister(Type key, IActorRef actor, bool overwrite = false)
    {
        ArgumentNullException.ThrowIfNull(actor);
        if (Entry(key).TrySetResult(actor)) return true;
        if (!overwrite) return false;
        var replacement = new TaskCompletionSource<IActorRef>();
        replacement.SetResult(actor);
        _actors[key] = replacement;
        return true;
    }

    /// <inheritdoc />
    public IActorRef Get<TKey>() => TryGet<TKey>(out IActorRef actor)
        ? actor
        : throw new MissingActorRegistryEntryException($"No actor is registered under {typeof(TKey)}. Register it in WithActors, or await GetAsync where it may come later.");

    /// <inheritdoc />
    public bool TryGet<TKey>(out IActorRef actor) => TryGet(typeof(TKey), out actor);

    /// <inheritdoc />
    public bool TryGet(Type key, out IActorRef actor)
    {
        actor = ActorRefs.Nobody;
        if (!_actors.TryGetValue(key, out TaskCompletionSource<IActorRef>? entry) || !entry.Task.IsCompletedSuccessfully) return false;
#pragma warning disable VSTHRD002 // Complete already.
        actor = entry.Task.Result;
#pragma warning restore VSTHRD002
        return true;
    }

    /// <inheritdoc />
    public Task<IActorRef> GetAsync<TKey>(CancellationToken ct = default) => GetAsync(typeof(TKey), ct);

    /// <inheritdoc />
    public Task<IActorRef> GetAsync(Type key, CancellationToken ct = default) => Entry(key).Task.WaitAsync(ct);

    /// <inheritdoc />
    public IEnumerator<KeyValuePair<Type, IActorRef>> GetEnumerator()
    {
        foreach (Type key in _actors.Keys)
        {
            if (TryGet(key, out IActorRef actor)) yield return new(key, actor);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private TaskCompletionSource<IActorRef> Entry(Type key) =>
        _actors.GetOrAdd(key, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
}
