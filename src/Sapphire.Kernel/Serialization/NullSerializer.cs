using Sapphire.Kernel.Actor;

namespace Sapphire.Kernel.Serialization;

/// <summary>Null, as no bytes.</summary>
public sealed class NullSerializer(ActorSystem system) : Serializer(system)
{
    /// <inheritdoc />
    public override int Identifier => 0;

    /// <inheritdoc />
    public override bool IncludeManifest => false;

    /// <inheritdoc />
    public override byte[] ToBinary(object obj) => [];

    /// <inheritdoc />
    public override object FromBinary(byte[] bytes, Type type) => null!;
}
