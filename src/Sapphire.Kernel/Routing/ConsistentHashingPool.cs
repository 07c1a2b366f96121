#pragma warning disable MA0048 // The pool, its way to choose and what a message says to it.
using System.Globalization;
using Microsoft.Extensions.Logging;
using Sapphire.Kernel.Actor;

namespace Sapphire.Kernel.Routing;

/// <summary>A message that says by what a consistent-hashing router chooses.</summary>
public interface IConsistentHashable
{
    /// <summary>Equal keys go to the same routee. A text, bytes, a number, a <see cref="Guid"/> or anything that has a text of its own.</summary>
    object ConsistentHashKey { get; }
}

/// <summary>A message with the key for a consistent-hashing router; the routee gets the message.</summary>
/// <param name="message">The message.</param>
/// <param name="hashKey">The key.</param>
public sealed class ConsistentHashableEnvelope(object message, object hashKey) : RouterEnvelope(message), IConsistentHashable
{
    /// <summary>The key.</summary>
    public object HashKey { get; } = hashKey;

    /// <inheritdoc />
    public object ConsistentHashKey => HashKey;
}

/// <summary>The key of a message; null where the mapping does not know it.</summary>
public delegate object? ConsistentHashMapping(object msg);

/// <summary>
/// The routee that owns the message's key: what the mapping says, else <see cref="IConsistentHashable.ConsistentHashKey"/>. A message without a key
/// has no routee, which is logged.
/// </summary>
public sealed partial class ConsistentHashingRoutingLogic : RoutingLogic
{
    private readonly ActorSystem _system;
    private readonly int _virtualNodes;
    private readonly ConsistentHashMapping? _mapping;
    private readonly ILogger _logger;
    private Ring? _ring;

    /// <summary>Makes it.</summary>
    /// <param name="system">Gives the settings and the log.</param>
    /// <param name="virtualNodesFactor">At how many points of the ring each routee stands; 0 as the configuration says.</param>
    /// <param name="hashMapping">The key of a message; null for none.</param>
    public ConsistentHashingRoutingLogic(ActorSystem system, int virtualNodesFactor = 0, ConsistentHashMapping? hashMapping = null)
    {
        ArgumentNullException.ThrowIfNull(system);
        ArgumentOutOfRangeException.ThrowIfNegative(virtualNodesFactor);
        _system = system;
        _virtualNodes = virtualNodesFactor == 0 ? system.Settings.DefaultVirtualNodesFactor : virtualNodesFactor;
        _mapping = hashMapping;
        _logger = system.LoggerFactory.CreateLogger<ConsistentHashingRoutingLogic>();
    }

    /// <summary>With another mapping.</summary>
    public ConsistentHashingRoutingLogic WithHashMapping(ConsistentHashMapping mapping)
    {
        ArgumentNullException.ThrowIfNull(mapping);
        return new(_system, _virtualNodes, mapping);
    }

    /// <inheritdoc />
    public override Routee Select(object message, Routee[] routees)
    {
        ArgumentNullException.ThrowIfNull(routees);
        if (routees.Length == 0) return Routee.NoRoutee;
        if ((_mapping?.Invoke(message) ?? (message as IConsistentHashable)?.ConsistentHashKey) is not { } key)
        {
            LogNoKey(_logger, message.GetType());
            return Routee.NoRoutee;
        }

        // Whoever finds the routees changed makes the new ring; two that do so make the same.
        Ring? ring = Volatile.Read(ref _ring);
        if (ring is null || !ReferenceEquals(ring.Routees, routees))
            Volatile.Write(ref _ring, ring = new Ring(routees, ConsistentHash.Create(routees, _virtualNodes)));
        switch (key)
        {
            case byte[] bytes:
                return ring.Hash.NodeFor(bytes);
            case string text:
                return ring.Hash.NodeFor(text);
            case IFormattable formattable:
                return ring.Hash.NodeFor(formattable.ToString(null, CultureInfo.InvariantCulture));
        }

        // The text of object is the name of the type: all such keys would meet at one routee.
        if (key.ToString() is { } own && own != key.GetType().ToString()) return ring.Hash.NodeFor(own);
        LogBadKey(_logger, key.GetType(), message.GetType());
        return Routee.NoRoutee;
    }

    [LoggerMessage(1, LogLevel.Warning, "Message [{Type}] has no key for its router: it must implement IConsistentHashable, be wrapped in ConsistentHashableEnvelope, or be known to the hash mapping.")]
    private static partial void LogNoKey(ILogger logger, Type type);

    [LoggerMessage(2, LogLevel.Warning, "The key [{Key}] of message [{Type}] has no text of its own, so that its router cannot choose by it.")]
    private static partial void LogBadKey(ILogger logger, Type key, Type type);

    private sealed record Ring(Routee[] Routees, ConsistentHash<Routee> Hash);
}

/// <summary>A pool that sends equal keys to the same routee, as long as that lives.</summary>
/// <param name="NrOfInstances">How many routees it starts with.</param>
public sealed record ConsistentHashingPool(int NrOfInstances) : Pool(NrOfInstances)
{
    private readonly ConsistentHashMapping? _mapping;

    /// <summary>With a mapping.</summary>
    public ConsistentHashingPool(int nrOfInstances, ConsistentHashMapping hashMapping)
        : this(nrOfInstances)
    {
        ArgumentNullException.ThrowIfNull(hashMapping);
        _mapping = hashMapping;
    }

    /// <summary>At how many points of the ring each routee stands; 0 as the configuration says.</summary>
    public int VirtualNodesFactor { get; init; }

    /// <inheritdoc />
    public override Router CreateRouter(ActorSystem system) => new(new ConsistentHashingRoutingLogic(system, VirtualNodesFactor, _mapping));

    /// <inheritdoc />
    public override RouterConfig WithFallback(RouterConfig routerConfig)
    {
        var merged = (ConsistentHashingPool)base.WithFallback(routerConfig);
        return routerConfig is ConsistentHashingPool { _mapping: { } mapping } && merged._mapping is null ? merged.WithHashMapping(mapping) : merged;
    }

    /// <summary>With a strategy for the routees' failures.</summary>
    public ConsistentHashingPool WithSupervisorStrategy(SupervisorStrategy strategy) => this with { SupervisorStrategy = strategy };

    /// <summary>With a dispatcher for the router itself.</summary>
    public ConsistentHashingPool WithDispatcher(string dispatcher) => this with { RouterDispatcher = dispatcher };

    /// <summary>With a number of points for each routee.</summary>
    public ConsistentHashingPool WithVirtualNodesFactor(int vnodes)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(vnodes);
        return this with { VirtualNodesFactor = vnodes };
    }

    /// <summary>With a mapping from a message to its key.</summary>
    public ConsistentHashingPool WithHashMapping(ConsistentHashMapping mapping) => new(NrOfInstances, mapping)
    {
        SupervisorStrategy = SupervisorStrategy,
        RouterDispatcher = RouterDispatcher,
        UsePoolDispatcher = UsePoolDispatcher,
        VirtualNodesFactor = VirtualNodesFactor,
    };
}
