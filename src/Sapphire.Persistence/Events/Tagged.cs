using System.Collections.Immutable;

namespace Sapphire.Persistence.Events;

/// <summary>An event with tags, as a write adapter gives it to the journal.</summary>
public sealed record Tagged
{
    /// <summary>Tags an event.</summary>
    /// <param name="payload">The event.</param>
    /// <param name="tags">By which it can be found again; at most 100 characters each.</param>
    public Tagged(object payload, IEnumerable<string> tags)
        : this(payload, tags.ToImmutableHashSet(StringComparer.Ordinal))
    {
    }

    /// <summary>Tags an event.</summary>
    /// <param name="payload">The event.</param>
    /// <param name="tags">By which it can be found again; at most 100 characters each.</param>
    public Tagged(object payload, IImmutableSet<string> tags)
    {
        ArgumentNullException.ThrowIfNull(payload);
        ArgumentNullException.ThrowIfNull(tags);
        Payload = payload;
        Tags = tags;
    }

    /// <summary>The event.</summary>
    public object Payload { get; }

    /// <summary>Its tags.</summary>
    public IImmutableSet<string> Tags { get; }
}
