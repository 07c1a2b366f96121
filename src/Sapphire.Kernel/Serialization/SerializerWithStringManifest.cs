using System.Runtime.Serialization;
using Sapphire.Kernel.Actor;

namespace Sapphire.Kernel.Serialization;

/// <summary>A serialiser that names types by short stable texts, so that renaming a type breaks no stored bytes.</summary>
public abstract class SerializerWithStringManifest(ActorSystem system) : Serializer(system)
{
    /// <inheritdoc />
    public sealed override bool IncludeManifest => true;

    /// <inheritdoc />
    /// <exception cref="SerializationException">Always: a type is not enough, the manifest is needed.</exception>
    public sealed override object FromBinary(byte[] bytes, Type type) =>
        throw new SerializationException($"{GetType()} reads bytes by their manifest, not by the type {type}.");

    /// <summary>The object in bytes.</summary>
    /// <exception cref="SerializationException">The manifest is not known, or the bytes are wrong.</exception>
    public abstract object FromBinary(byte[] bytes, string manifest);

    /// <summary>The name of the object's type.</summary>
    /// <exception cref="SerializationException">The type is not one of this serialiser's.</exception>
    public abstract string Manifest(object o);
}
