namespace Sapphire.Web.Contracts;

#pragma warning disable MA0048 // One family of message records.

/// <summary>Asks for the log as it is written.</summary>
/// <param name="Level">The lowest level: <c>trace</c>, <c>debug</c>, <c>information</c>, <c>warning</c>, <c>error</c> or <c>critical</c>.</param>
/// <param name="Text">Only lines with this text in their words, their source or their exception, whatever its case; null or empty for all.</param>
public sealed record LogRequest(string Level, string? Text);

/// <summary>Lines of the log: first those of a bounded past, then what is written.</summary>
/// <param name="Lines">The oldest first. May be none.</param>
/// <param name="Missed">Lines that were written faster than they could be shown here, and were left out: the oldest ones. The file has them.</param>
/// <param name="Level">The lowest level that this node writes; <c>none</c> where it keeps no log.</param>
public sealed record LogUpdate(IReadOnlyList<LogLineView> Lines, long Missed, string Level);

/// <summary>A line of the log.</summary>
/// <param name="Number">Counts from 1 since the start.</param>
/// <param name="At">When it was written.</param>
/// <param name="Level">As in <see cref="LogRequest"/>.</param>
/// <param name="Source">The part of the program.</param>
/// <param name="Text">Its words; what looks like a secret is crossed out, and a long one ends early.</param>
/// <param name="Exception">The exception with its stack; null for none.</param>
public sealed record LogLineView(long Number, DateTimeOffset At, string Level, string Source, string Text, string? Exception);
