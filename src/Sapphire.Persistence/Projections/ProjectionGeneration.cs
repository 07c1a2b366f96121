#pragma warning disable MA0048 // A generation, and what moves it on.
using System.Collections.Immutable;

namespace Sapphire.Persistence.Projections;

/// <summary>One set of a view's tables. A rebuild makes the next one beside it.</summary>
/// <param name="Name">The view.</param>
/// <param name="Number">Counts up; never used twice while an older one is there.</param>
/// <param name="Version">Of the definition that made it.</param>
/// <param name="Ready">Whether it has met the journal's end once, so that it may answer.</param>
/// <param name="Offset">The ordering of the last event that it contains.</param>
public sealed record ProjectionGeneration(string Name, long Number, int Version, bool Ready, long Offset)
{
    /// <summary>Whose event that was; empty for none.</summary>
    public string LastPersistenceId { get; init; } = "";

    /// <summary>The number of that event.</summary>
    public long LastSequenceNr { get; init; }

    /// <summary>The manifests of events that were left out since nobody knew them; without repetition.</summary>
    public ImmutableArray<string> UnknownManifests { get; init; } = [];

    /// <summary>How many events were left out.</summary>
    public long Parked { get; init; }
}

/// <summary>How far a transaction moves a generation on.</summary>
/// <param name="From">The offset it must have.</param>
/// <param name="To">The ordering of the last event of the page.</param>
/// <param name="PersistenceId">Whose event that is.</param>
/// <param name="SequenceNr">The number of that event.</param>
/// <param name="Parked">Events of the page that cannot be read.</param>
public sealed record ProjectionStep(long From, long To, string PersistenceId, long SequenceNr, ImmutableArray<ParkedEvent> Parked);

/// <summary>An event that a view leaves out.</summary>
/// <param name="Ordering">Its place among all events.</param>
/// <param name="PersistenceId">Whose event it is.</param>
/// <param name="SequenceNr">Its number within the persistence id.</param>
/// <param name="Manifest">The name of its form.</param>
/// <param name="Reason">Why, without its content.</param>
/// <param name="Unknown">Whether the manifest was unknown: a program that knows it builds the view anew.</param>
public sealed record ParkedEvent(long Ordering, string PersistenceId, long SequenceNr, string Manifest, string Reason, bool Unknown);
