#pragma warning disable MA0048 // The two halves of an adapter, and both in one.
namespace Sapphire.Persistence.Events;

/// <summary>Changes an event on its way into the journal: most often it adds tags. Called in the actor, for each event; keep it pure.</summary>
public interface IWriteEventAdapter
{
    /// <summary>A note on the form of the event. Not stored: the manifest of the event catalog is, so return an empty text.</summary>
    string Manifest(object evt);

    /// <summary>What is stored in place of the event, or the event itself; in <see cref="Tagged"/> to give it tags. What comes out must be in the event catalog. The handler given to Persist gets the event as it was.</summary>
    object ToJournal(object evt);
}

/// <summary>Changes an event on its way out of the journal: one stored event may become one, several or none. Called beside the actor, on pool threads; keep it pure.</summary>
public interface IReadEventAdapter
{
    /// <summary>What the actor gets in place of the stored event.</summary>
    /// <param name="evt">The stored event, after the upcasters of the event catalog.</param>
    /// <param name="manifest">Under which it is stored.</param>
    IEventSequence FromJournal(object evt, string manifest);
}

/// <summary>An adapter for both ways.</summary>
public interface IEventAdapter : IWriteEventAdapter, IReadEventAdapter;
