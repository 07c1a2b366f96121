namespace Sapphire.Web.Logging;

/// <summary>Some lines of the log.</summary>
/// <param name="Lines">The oldest first.</param>
/// <param name="Newest">The number of the newest line, wanted or not: where the next reading begins.</param>
/// <param name="Missed">Lines before these that were overwritten, or did not fit.</param>
internal sealed record LogPage(IReadOnlyList<LogLine> Lines, long Newest, long Missed);
