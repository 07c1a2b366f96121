namespace Sapphire.Actors.Ids;

/// <summary>An id that is one UUID; lets all of them share a JSON converter and route binding.</summary>
/// <typeparam name="TSelf">The id's own type.</typeparam>
public interface IGuidId<TSelf> : IParsable<TSelf>
    where TSelf : struct, IGuidId<TSelf>
{
    /// <summary>The UUID.</summary>
    Guid Value { get; }

    /// <summary>The id of a UUID.</summary>
    static abstract TSelf FromGuid(Guid value);
}
