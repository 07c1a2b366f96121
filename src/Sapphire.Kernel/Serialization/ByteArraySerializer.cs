using System.Runtime.Serialization;
using Sapphire.Kernel.Actor;

namespace Sapphire.Kernel.Serialization;

/// <summary>Bytes, as they are.</summary>
public sealed class ByteArraySerializer(ActorSystem system) : Serializer(system)
{
    /// <inheritdoc />
    public override int Identifier => 4;

    /// <inheritdoc />
    public override bool IncludeManifest => false;

    /// <inheritdoc />
    public override byte[] ToBinary(object obj) => obj as byte[] ?? throw new SerializationException($"{obj?.GetType()} is no byte array.");

    // A copy: who reads the bytes must not change what was sent.
    /// <inheritdoc />
    public override object FromBinary(byte[] bytes, Type type) => bytes.ToArray();
}
