using Microsoft.Extensions.Logging;

namespace Sapphire.Persistence.Journal;

/// <summary>What the journal logs. Never a payload.</summary>
internal static partial class JournalLog
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "The journal {Path} could not be checkpointed; its WAL grows until the next attempt")]
    public static partial void CheckpointFailed(this ILogger logger, string path, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The journal {Path} cannot be watched for commits of other programs; what waits for events is woken by this program's own until it works again")]
    public static partial void WatchFailed(this ILogger logger, string path, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "A commit of {Count} writes to the journal {Path} failed")]
    public static partial void CommitFailed(this ILogger logger, int count, string path, Exception exception);

    [LoggerMessage(Level = LogLevel.Critical, Message = "The journal {Path} lacks events {First} to {Last} of '{PersistenceId}', which were stored; the id is refused until a backup is restored, or {Mark} is deleted to go on without them")]
    public static partial void EventsMissing(this ILogger logger, string path, string persistenceId, long first, long last, string mark);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Path} could not be written; should the journal's WAL be lost now, less of it is noticed")]
    public static partial void MarkNotKept(this ILogger logger, string path, Exception exception);
}
