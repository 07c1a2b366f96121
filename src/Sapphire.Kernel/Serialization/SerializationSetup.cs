using System.Collections.Immutable;
using Sapphire.Kernel.Actor;

namespace Sapphire.Kernel.Serialization;

/// <summary>The serialisers that a program gives its system in code.</summary>
public sealed class SerializationSetup
{
    private SerializationSetup(Func<ActorSystem, ImmutableHashSet<SerializerDetails>> createSerializers) => CreateSerializers = createSerializers;

    /// <summary>Makes them.</summary>
    public Func<ActorSystem, ImmutableHashSet<SerializerDetails>> CreateSerializers { get; }

    /// <summary>From a function.</summary>
    public static SerializationSetup Create(Func<ActorSystem, ImmutableHashSet<SerializerDetails>> createSerializers)
    {
        ArgumentNullException.ThrowIfNull(createSerializers);
        return new(createSerializers);
    }

    /// <summary>From protocols.</summary>
    public static SerializationSetup Create(params JsonProtocol[] protocols)
    {
        ArgumentNullException.ThrowIfNull(protocols);
        return new(system => [.. protocols.Select(p => p.ToDetails(system))]);
    }

    /// <summary>These serialisers and those of another setup.</summary>
    public SerializationSetup And(SerializationSetup other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new(system => CreateSerializers(system).Union(other.CreateSerializers(system)));
    }
}
