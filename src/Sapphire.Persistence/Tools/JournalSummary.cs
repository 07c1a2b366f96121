#pragma warning disable MA0048 // What inspecting tells: one family of small records.
using System.Collections.Immutable;
using Sapphire.Persistence.Journal;

namespace Sapphire.Persistence.Tools;

/// <summary>What a journal holds.</summary>
/// <param name="Description">What the journal is: "SQLite 3.40.1, …".</param>
/// <param name="Size">The bytes on the disk; null when they are not known.</param>
/// <param name="LastOrdering">The place of the last event.</param>
/// <param name="First">When the first event happened; null in an empty journal.</param>
/// <param name="Last">When the last event happened; null in an empty journal.</param>
/// <param name="Ids">Ids with events.</param>
/// <param name="Events">Events, without deleted ones.</param>
/// <param name="Snapshots">Snapshots.</param>
/// <param name="Bytes">The bytes of all payloads, as stored.</param>
/// <param name="Largest">The ids with most events, the largest first.</param>
/// <param name="Manifests">How many events and snapshots have which manifest, the most frequent first.</param>
public sealed record JournalSummary(
    string Description,
    JournalSize? Size,
    long LastOrdering,
    DateTimeOffset? First,
    DateTimeOffset? Last,
    long Ids,
    long Events,
    long Snapshots,
    long Bytes,
    ImmutableArray<IdCount> Largest,
    ImmutableArray<ManifestCount> Manifests);

/// <summary>How many events an id has.</summary>
/// <param name="PersistenceId">The id.</param>
/// <param name="Events">Its events.</param>
/// <param name="Bytes">The bytes of their payloads, as stored.</param>
/// <param name="Last">When the last one happened.</param>
public sealed record IdCount(string PersistenceId, long Events, long Bytes, DateTimeOffset Last);

/// <summary>How often a manifest is stored.</summary>
/// <param name="Manifest">The manifest.</param>
/// <param name="Count">How often.</param>
public sealed record ManifestCount(string Manifest, long Count);

/// <summary>What the journal holds of one id.</summary>
/// <param name="PersistenceId">The id.</param>
/// <param name="Epoch">The newest owner's epoch; 0 when none is known.</param>
/// <param name="HighestSequenceNr">The highest number ever stored.</param>
/// <param name="Events">Events that can be read.</param>
/// <param name="Damaged">Events that cannot.</param>
/// <param name="First">When the first one happened; null when there is none.</param>
/// <param name="Last">When the last one happened; null when there is none.</param>
/// <param name="Bytes">The bytes of the events' payloads, unpacked.</param>
/// <param name="Snapshots">Its snapshots, the oldest first.</param>
/// <param name="Manifests">How many events have which manifest, the most frequent first.</param>
public sealed record IdSummary(
    string PersistenceId,
    long Epoch,
    long HighestSequenceNr,
    long Events,
    long Damaged,
    DateTimeOffset? First,
    DateTimeOffset? Last,
    long Bytes,
    ImmutableArray<SnapshotInfo> Snapshots,
    ImmutableArray<ManifestCount> Manifests);

/// <summary>A snapshot without its content.</summary>
/// <param name="SequenceNr">The last event it contains.</param>
/// <param name="Manifest">Its manifest.</param>
/// <param name="Bytes">The bytes of its payload, as stored.</param>
/// <param name="Timestamp">When it was taken.</param>
public sealed record SnapshotInfo(long SequenceNr, string Manifest, long Bytes, DateTimeOffset Timestamp);
