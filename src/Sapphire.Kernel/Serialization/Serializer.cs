using System.Globalization;
using Sapphire.Kernel.Actor;

namespace Sapphire.Kernel.Serialization;

/// <summary>Turns objects of some types into bytes and back. Thread-safe.</summary>
public abstract class Serializer(ActorSystem system)
{
    /// <summary>Its number, unique in a system; stored and sent with the bytes. By default from <c>akka.actor.serialization-identifiers</c>.</summary>
    public virtual int Identifier => SerializationSettings.IdentifierOf(GetType(), System.Settings.Config);

    /// <summary>Whether the bytes say nothing about their type, so that it goes beside them.</summary>
    public abstract bool IncludeManifest { get; }

    /// <summary>The system it belongs to.</summary>
    protected ActorSystem System { get; } = system;

    /// <summary>The bytes of an object.</summary>
    public abstract byte[] ToBinary(object obj);

    /// <summary>The object in bytes.</summary>
    public abstract object FromBinary(byte[] bytes, Type type);

    /// <summary>The object in bytes.</summary>
    public T FromBinary<T>(byte[] bytes) => (T)FromBinary(bytes, typeof(T));

    /// <inheritdoc />
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{GetType().Name} ({Identifier})");
}
