#pragma warning disable MA0048 // The kinds of lines of one file format.
using System.Collections.Immutable;

namespace Sapphire.Persistence.Tools;

/// <summary>
/// One line of an exported journal: a header, then of each id its events in order and perhaps a snapshot, then a trailer.
/// <code>
/// {"sapphireJournal":1,"program":"1.2.3","source":"SQLite","time":"…","ordering":1234}
/// {"id":"chat-…","nr":1,"manifest":"chat.created.1","time":"…","tags":["…"],"payload":{…}}
/// {"id":"chat-…","snapshot":1,"manifest":"chat.snapshot.2","time":"…","payload":{…}}
/// {"end":{"ids":1,"events":1,"snapshots":1,"sha256":"…"}}
/// </code>
/// A payload that is no JSON of one line is written as <c>base64</c>. An id whose events were all deleted has a line with
/// <c>deletedTo</c>. The hash is over every byte before the line of the trailer.
/// </summary>
internal abstract record ExportLine;

/// <summary>The first line.</summary>
/// <param name="Version">The version of the format.</param>
/// <param name="Program">The version of the program that wrote it.</param>
/// <param name="Source">The kind of database it came from.</param>
/// <param name="Time">When it was written.</param>
/// <param name="Ordering">The last event that can be in it, by its place in the source.</param>
internal sealed record HeaderLine(int Version, string Program, string Source, DateTimeOffset Time, long Ordering) : ExportLine
{
    /// <summary>The version that this program writes and reads.</summary>
    public const int CurrentVersion = 1;
}

/// <summary>An event.</summary>
internal sealed record EventLine(string Id, long SequenceNr, string Manifest, DateTimeOffset Time, ImmutableArray<string> Tags, byte[] Payload) : ExportLine;

/// <summary>A snapshot.</summary>
internal sealed record SnapshotLine(string Id, long SequenceNr, string Manifest, DateTimeOffset Time, byte[] Payload) : ExportLine;

/// <summary>An id whose events were deleted up to its highest number.</summary>
internal sealed record DeletedLine(string Id, long DeletedTo) : ExportLine;

/// <summary>The last line.</summary>
internal sealed record TrailerLine(long Ids, long Events, long Snapshots, string Sha256) : ExportLine;
