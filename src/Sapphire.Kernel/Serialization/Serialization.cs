using System.Collections.Concurrent;
using System.Runtime.Serialization;
using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Configuration;

namespace Sapphire.Kernel.Serialization;

/// <summary>
/// The serialisers of a system and what each is for. There is no serialiser for everything: a type that nobody registered is an
/// error that names it, not a guess. Thread-safe.
/// </summary>
public sealed class Serialization
{
    [ThreadStatic]
    private static Serialization? t_current;

    private readonly ConcurrentDictionary<Type, Serializer?> _byType = new();
    private readonly ConcurrentDictionary<Type, Serializer> _bindings = new();
    private readonly ConcurrentDictionary<int, Serializer> _byId = new();
    private readonly ConcurrentDictionary<string, Serializer> _byName = new(StringComparer.Ordinal);
    private readonly SerializedRefs _refs;

    internal Serialization(ActorSystem system, Config config, SerializationSetup? setup)
    {
        System = system;
        _refs = new SerializedRefs(system, ProcessObjects);
        Register("null", new NullSerializer(system), []);
        Register("bytes", new ByteArraySerializer(system), [typeof(byte[])]);
        Register("primitive", new PrimitiveSerializers(system), PrimitiveSerializers.Types);
        Register("misc", new MiscMessageSerializer(system, this), MiscMessageSerializer.Types);
        SerializationSettings.Register(this, config);
        foreach (SerializerDetails details in setup?.CreateSerializers(system) ?? []) Register(details.Alias, details.Serializer, details.UseFor);
    }

    /// <summary>Whose they are.</summary>
    public ActorSystem System { get; }

    /// <summary>What bytes of this process only name.</summary>
    internal ProcessObjects ProcessObjects { get; } = new();

    /// <summary>The text that stands for a type beside the bytes: the serialiser's manifest, or the type's name.</summary>
    public static string ManifestFor(Serializer s, object msg) => s switch
    {
        SerializerWithStringManifest named => named.Manifest(msg),
        { IncludeManifest: true } => TypeName(msg.GetType()),
        _ => "",
    };

    /// <summary>A reference as text: its path, with its incarnation. <see cref="DeserializeActorRef"/> of the same system reads it.</summary>
    public static string SerializedActorPath(IActorRef actorRef)
    {
        ArgumentNullException.ThrowIfNull(actorRef);
        IActorRef inner = InternalActorRef.Unwrap(actorRef);
        Serialization serialization = t_current ?? (inner is InternalActorRef known && !inner.IsNobody()
            ? known.System.Serialization
            : throw new SerializationException($"{actorRef} belongs to no system, and none is serialising."));
        return serialization._refs.ToText(inner);
    }

    /// <summary>The reference of a text. Where no actor is, or another incarnation, one that leads to the dead letters.</summary>
    /// <exception cref="FormatException">The text is no path.</exception>
    public IActorRef DeserializeActorRef(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return _refs.FromText(path);
    }

    /// <summary>Adds a serialiser for bytes that name it by its number.</summary>
    public void AddSerializer(Serializer serializer)
    {
        ArgumentNullException.ThrowIfNull(serializer);
        AddSerializer(serializer.GetType().Name, serializer);
    }

    /// <summary>Adds a serialiser.</summary>
    /// <exception cref="ArgumentException">Its number or name is taken by another.</exception>
    public void AddSerializer(string name, Serializer serializer)
    {
        ArgumentNullException.ThrowIfNull(serializer);
        Serializer other = _byId.GetOrAdd(serializer.Identifier, serializer);
        if (!ReferenceEquals(other, serializer))
            throw new ArgumentException($"The serialisers {other.GetType()} and {serializer.GetType()} have the same identifier {serializer.Identifier}.", nameof(serializer));
        if (!ReferenceEquals(_byName.GetOrAdd(name, serializer), serializer))
            throw new ArgumentException($"Two serialisers are named '{name}': {_byName[name].GetType()} and {serializer.GetType()}.", nameof(name));
    }

    /// <summary>Makes a serialiser the one of a type and all that derives from it or implements it, where nothing more specific is registered.</summary>
    public void AddSerializationMap(Type type, Serializer serializer)
    {
        ArgumentNullException.ThrowIfNull(type);
        ArgumentNullException.ThrowIfNull(serializer);
        _bindings[type] = serializer;
        _byType.Clear();
    }

    /// <summary>The serialiser of an object.</summary>
    /// <exception cref="SerializationException">Its type has none; the message names it.</exception>
    public Serializer FindSerializerFor(object? obj, string? defaultSerializerName = null) =>
        obj is null ? _byName["null"] : FindSerializerForType(obj.GetType(), defaultSerializerName);

    /// <summary>The serialiser of a type: of the type itself, or of the most specific base type or interface that has one.</summary>
    /// <param name="objectType">The type.</param>
    /// <param name="defaultSerializerName">The name of the serialiser when there is none; null for an error.</param>
    /// <exception cref="SerializationException">It has none; or it has several, of unrelated base types or interfaces.</exception>
    public Serializer FindSerializerForType(Type objectType, string? defaultSerializerName = null)
    {
        ArgumentNullException.ThrowIfNull(objectType);
        if (Find(objectType) is { } known) return known;
        if (defaultSerializerName is not null && _byName.TryGetValue(defaultSerializerName, out Serializer? named)) return named;
        throw new SerializationException(
            $"{objectType} has no serialiser. Register it with its protocol (JsonProtocol, SerializationSetup or akka.actor.serialization-bindings), or mark it {nameof(INoSerializationVerificationNeeded)} when it never leaves its process.");
    }

    /// <summary>The bytes of an object.</summary>
    /// <exception cref="SerializationException">Its type has no serialiser.</exception>
    public byte[] Serialize(object? o) => WithTransport(() => FindSerializerFor(o).ToBinary(o!));

    /// <summary>The object in bytes.</summary>
    /// <exception cref="SerializationException">No serialiser has that number, or it cannot read the bytes.</exception>
    public object? Deserialize(byte[] bytes, int serializerId, string manifest)
    {
        Serializer serializer = ById(serializerId);
        return WithTransport(() => serializer switch
        {
            SerializerWithStringManifest named => named.FromBinary(bytes, manifest),
            _ when string.IsNullOrEmpty(manifest) => serializer.FromBinary<object>(bytes),
            _ => serializer.FromBinary(bytes, Type.GetType(manifest) ?? throw new SerializationException($"There is no type '{manifest}' for {serializer}.")),
        });
    }

    /// <summary>The object in bytes.</summary>
    /// <exception cref="SerializationException">No serialiser has that number, or it cannot read the bytes.</exception>
    public object? Deserialize(byte[] bytes, int serializerId, Type type)
    {
        Serializer serializer = ById(serializerId);
        return WithTransport(() => serializer is SerializerWithStringManifest named ? named.FromBinary(bytes, TypeName(type)) : serializer.FromBinary(bytes, type));
    }

    /// <summary>Whether a type has a serialiser.</summary>
    public bool HasSerializer(Type objectType)
    {
        ArgumentNullException.ThrowIfNull(objectType);
        return Find(objectType) is not null;
    }

    /// <summary>A copy of an object through its serialiser, as if it had left the process.</summary>
    internal object Copy(object o)
    {
        Serializer serializer = FindSerializerFor(o);
        try
        {
            byte[] bytes = WithTransport(() => serializer.ToBinary(o));
            return Deserialize(bytes, serializer.Identifier, ManifestFor(serializer, o))!;
        }
        catch (Exception ex) when (ex is not SerializationException)
        {
            throw new SerializationException($"{o.GetType()} did not go through {serializer}: {ex.Message}", ex);
        }
    }

    /// <summary>The system that serialises on this thread is known to whatever writes references.</summary>
    internal T WithTransport<T>(Func<T> action)
    {
        Serialization? outer = t_current;
        t_current = this;
        try
        {
            return action();
        }
        finally
        {
            t_current = outer;
        }
    }

    internal Serializer ByName(string name) =>
        _byName.TryGetValue(name, out Serializer? serializer) ? serializer : throw new SerializationException($"There is no serialiser '{name}'. Known ones: {string.Join(", ", _byName.Keys.Order(StringComparer.Ordinal))}.");

    internal static string TypeName(Type type) => $"{type.FullName}, {type.Assembly.GetName().Name}";

    private void Register(string alias, Serializer serializer, IEnumerable<Type> types)
    {
        AddSerializer(alias, serializer);
        foreach (Type type in types) AddSerializationMap(type, serializer);
    }

    private Serializer ById(int id) =>
        _byId.TryGetValue(id, out Serializer? serializer) ? serializer : throw new SerializationException($"There is no serialiser with the identifier {id}.");

    private Serializer? Find(Type type) => _byType.TryGetValue(type, out Serializer? known) ? known : _byType[type] = MostSpecific(type);

    private Serializer? MostSpecific(Type type)
    {
        Type[] candidates = [.. _bindings.Keys.Where(b => b.IsAssignableFrom(type))];
        Type[] best = [.. candidates.Where(c => !candidates.Any(other => other != c && c.IsAssignableFrom(other)))];
        Serializer[] serializers = [.. best.Select(b => _bindings[b]).Distinct()];
        if (serializers.Length > 1)
        {
            throw new SerializationException(
                $"{type} has more than one serialiser: {string.Join(", ", best.Select(b => $"{_bindings[b].GetType().Name} for {b}").Order(StringComparer.Ordinal))}. Register the type itself.");
        }

        return serializers.FirstOrDefault();
    }
}
