using System.Buffers.Binary;
using System.Runtime.Serialization;
using System.Text;
using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Serialization;

namespace Sapphire.Cluster.Sharding;

/// <summary>
/// <see cref="ShardingEnvelope"/> as bytes; its message goes through its own serialiser.
/// <code>
/// | length, entity id | serialiser | length, manifest | message |      numbers: 4 bytes, little-endian; texts: UTF-8
/// </code>
/// </summary>
public sealed class ShardingMessageSerializer(ActorSystem system) : SerializerWithStringManifest(system)
{
    private const string Envelope = "E";

    /// <inheritdoc />
    public override int Identifier => 13;

    /// <summary>Its registration, and that of what operators ask.</summary>
    public static SerializationSetup Setup { get; } =
        SerializationSetup.Create(static system => [SerializerDetails.Create("sharding", new ShardingMessageSerializer(system), [typeof(ShardingEnvelope)])])
            .And(SerializationSetup.Create(ShardingStateProtocol.Protocol));

    /// <inheritdoc />
    public override string Manifest(object o) => o is ShardingEnvelope ? Envelope : throw new SerializationException($"{o?.GetType()} is no message of sharding.");

    /// <inheritdoc />
    public override byte[] ToBinary(object obj)
    {
        if (obj is not ShardingEnvelope envelope) throw new SerializationException($"{obj?.GetType()} is no message of sharding.");

        // What never leaves its process cannot be sent to an entity that may be elsewhere.
        if (envelope.Message is INoSerializationVerificationNeeded) throw new SerializationException($"{envelope.Message.GetType()} is for this process only; an entity may be in another.");
        Serializer serializer = System.Serialization.FindSerializerFor(envelope.Message);
        byte[] id = Encoding.UTF8.GetBytes(envelope.EntityId);
        byte[] manifest = Encoding.UTF8.GetBytes(Serialization.ManifestFor(serializer, envelope.Message));
        return [.. Number(id.Length), .. id, .. Number(serializer.Identifier), .. Number(manifest.Length), .. manifest, .. serializer.ToBinary(envelope.Message)];
    }

    /// <inheritdoc />
    public override object FromBinary(byte[] bytes, string manifest)
    {
        if (manifest != Envelope) throw new SerializationException($"Sharding has no message '{manifest}'.");
        try
        {
            ReadOnlySpan<byte> rest = bytes;
            string id = Encoding.UTF8.GetString(Take(ref rest, TakeNumber(ref rest)));
            int serializer = TakeNumber(ref rest);
            string inner = Encoding.UTF8.GetString(Take(ref rest, TakeNumber(ref rest)));
            return new ShardingEnvelope(id, System.Serialization.Deserialize(rest.ToArray(), serializer, inner)!);
        }
        catch (ArgumentOutOfRangeException ex)
        {
            throw new SerializationException("The bytes of a sharding envelope end too early.", ex);
        }
    }

    private static byte[] Number(int number)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, number);
        return bytes;
    }

    private static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> rest, int length)
    {
        ReadOnlySpan<byte> taken = rest[..length];
        rest = rest[length..];
        return taken;
    }

    private static int TakeNumber(ref ReadOnlySpan<byte> rest) => BinaryPrimitives.ReadInt32LittleEndian(Take(ref rest, 4));
}
