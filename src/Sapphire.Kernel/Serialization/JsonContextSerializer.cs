using System.Collections.Concurrent;
using System.Runtime.Serialization;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Sapphire.Kernel.Actor;

namespace Sapphire.Kernel.Serialization;

/// <summary>The serialiser of a <see cref="JsonProtocol"/>.</summary>
internal sealed class JsonContextSerializer : SerializerWithStringManifest
{
    private readonly JsonProtocol _protocol;
    private readonly JsonSerializerContext _context;
    private readonly JsonSerializerOptions _options;
    private readonly ConcurrentDictionary<Type, string> _manifests = new();

    public JsonContextSerializer(ActorSystem system, JsonProtocol protocol, JsonSerializerContext context)
        : base(system)
    {
        _protocol = protocol;
        _context = context;
        _options = new JsonSerializerOptions(context.Options);
        _options.Converters.Add(new ActorRefJsonConverter(system));
        _options.MakeReadOnly();
        foreach (Type type in protocol.Manifests.Values) _ = InfoOf(type);
    }

    public override int Identifier => _protocol.Identifier;

    public override string Manifest(object o) => _manifests.GetOrAdd(
        o.GetType(),
        type => _protocol.Manifests.Where(m => m.Value.IsAssignableFrom(type)).OrderByDescending(m => Depth(m.Value)).Select(static m => m.Key).FirstOrDefault()
            ?? throw new SerializationException($"{type} is not in the protocol {_protocol.Alias}."));

    public override byte[] ToBinary(object obj) => JsonSerializer.SerializeToUtf8Bytes(obj, InfoOf(_protocol.Manifests[Manifest(obj)]));

    public override object FromBinary(byte[] bytes, string manifest)
    {
        Type type = _protocol.Manifests.GetValueOrDefault(manifest) ?? throw new SerializationException($"The protocol {_protocol.Alias} has no message '{manifest}'.");
        try
        {
            return JsonSerializer.Deserialize(bytes, InfoOf(type)) ?? throw new SerializationException($"The bytes of '{manifest}' are null.");
        }
        catch (JsonException ex)
        {
            throw new SerializationException($"The bytes are no '{manifest}' of the protocol {_protocol.Alias}: {ex.Message}", ex);
        }
    }

    private static int Depth(Type type) => type.BaseType is { } up ? 1 + Depth(up) : 0;

    private JsonTypeInfo InfoOf(Type type) =>
        _options.TryGetTypeInfo(type, out JsonTypeInfo? info) ? info : throw new SerializationException($"{type} of the protocol {_protocol.Alias} is not in {_context.GetType()}: add [JsonSerializable(typeof({type.Name}))].");
}
