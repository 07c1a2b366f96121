using System.Collections.Immutable;

namespace Sapphire.Kernel.Serialization;

/// <summary>A serialiser, its name, and the types it is for: each with all that derives from it or implements it.</summary>
public sealed record SerializerDetails(string Alias, Serializer Serializer, ImmutableHashSet<Type> UseFor)
{
    /// <summary>Creates it.</summary>
    public static SerializerDetails Create(string alias, Serializer serializer, ImmutableHashSet<Type> useFor) => new(alias, serializer, useFor);
}
