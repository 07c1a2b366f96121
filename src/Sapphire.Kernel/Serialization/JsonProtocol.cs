using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Sapphire.Kernel.Actor;

namespace Sapphire.Kernel.Serialization;

/// <summary>
/// The messages of one protocol and their short names, over a source-generated JSON context:
/// <code>
/// new JsonProtocol("greeter", 1001, GreeterJson.Default).Add&lt;Greet>("greet.1").Add&lt;Greeted>("greeted.1")
/// </code>
/// A name is for ever: when a type changes so that old bytes cannot be read, it gets a new name and keeps the old one for reading.
/// </summary>
public sealed class JsonProtocol
{
    private readonly JsonSerializerContext _context;

    /// <summary>A protocol without messages.</summary>
    /// <param name="alias">Its name.</param>
    /// <param name="identifier">The number of its serialiser, unique in a system; 0 to 100 are the kernel's.</param>
    /// <param name="context">The source-generated context, with the options of its attribute; references are written by path.</param>
    public JsonProtocol(string alias, int identifier, JsonSerializerContext context)
        : this(alias, identifier, context, ImmutableDictionary<string, Type>.Empty)
    {
        ArgumentException.ThrowIfNullOrEmpty(alias);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(identifier, 100);
        ArgumentNullException.ThrowIfNull(context);
    }

    private JsonProtocol(string alias, int identifier, JsonSerializerContext context, ImmutableDictionary<string, Type> manifests)
    {
        Alias = alias;
        Identifier = identifier;
        _context = context;
        Manifests = manifests;
    }

    /// <summary>Its name.</summary>
    public string Alias { get; }

    /// <summary>The number of its serialiser.</summary>
    public int Identifier { get; }

    /// <summary>The names of its messages.</summary>
    public ImmutableDictionary<string, Type> Manifests { get; }

    /// <summary>With a message. A base type stands for all that its JSON tells apart (<see cref="JsonDerivedTypeAttribute"/>).</summary>
    /// <exception cref="ArgumentException">The name or the type is there already.</exception>
    public JsonProtocol Add<T>(string manifest)
    {
        ArgumentException.ThrowIfNullOrEmpty(manifest);
        if (Manifests.ContainsKey(manifest) || Manifests.ContainsValue(typeof(T))) throw new ArgumentException($"'{manifest}' or {typeof(T)} is in the protocol {Alias} already.", nameof(manifest));
        return new(Alias, Identifier, _context, Manifests.Add(manifest, typeof(T)));
    }

    /// <summary>Its serialiser for a system.</summary>
    public SerializerDetails ToDetails(ActorSystem system) =>
        SerializerDetails.Create(Alias, new JsonContextSerializer(system, this, _context), [.. Manifests.Values]);
}
