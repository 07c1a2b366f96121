#pragma warning disable MA0048 // The interface and what makes its values.
using System.Collections.Immutable;

namespace Sapphire.Persistence.Events;

/// <summary>What a read adapter makes of one stored event.</summary>
public interface IEventSequence
{
    /// <summary>The events, in order; they all have the sequence number of the stored one.</summary>
    IEnumerable<object> Events { get; }
}

/// <summary>Makes event sequences.</summary>
public static class EventSequence
{
    /// <summary>The stored event is dropped.</summary>
    public static IEventSequence Empty { get; } = new Sequence([]);

    /// <summary>One event.</summary>
    public static IEventSequence Single(object e) => new Sequence([e]);

    /// <summary>Several events.</summary>
    public static IEventSequence Create(params object[] events) => new Sequence([.. events]);

    /// <summary>Several events.</summary>
    public static IEventSequence Create(IEnumerable<object> events) => new Sequence([.. events]);

    private sealed record Sequence(ImmutableArray<object> All) : IEventSequence
    {
        public IEnumerable<object> Events => All;
    }
}
