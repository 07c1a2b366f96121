namespace Sapphire.Web.Logging;

/// <summary>A line of the log in memory.</summary>
/// <param name="Number">Counts from 1.</param>
/// <param name="At">When it was written.</param>
/// <param name="Level">How grave it is.</param>
/// <param name="Source">The part of the program: the name of a class.</param>
/// <param name="Text">Its words.</param>
/// <param name="Exception">The exception; null for none.</param>
internal sealed record LogLine(long Number, DateTimeOffset At, LogLevel Level, string Source, string Text, string? Exception);
