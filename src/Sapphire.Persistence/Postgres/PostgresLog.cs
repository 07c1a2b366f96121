using Microsoft.Extensions.Logging;

namespace Sapphire.Persistence.Postgres;

/// <summary>What the journal logs. Never a payload, never a connection string.</summary>
internal static partial class PostgresLog
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "The connection of the journal's writer to {Target} was lost; it connects again")]
    public static partial void ConnectionLost(this ILogger logger, string target, Exception exception);

    [LoggerMessage(Level = LogLevel.Information, Message = "The journal's writer is connected to {Target} again")]
    public static partial void Reconnected(this ILogger logger, string target);

    [LoggerMessage(Level = LogLevel.Information, Message = "A commit of {Count} writes whose outcome was unknown was found {Outcome}")]
    public static partial void OutcomeFound(this ILogger logger, int count, string outcome);

    [LoggerMessage(Level = LogLevel.Error, Message = "A commit of {Count} writes to {Target} failed")]
    public static partial void CommitFailed(this ILogger logger, int count, string target, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} connections to {Target} held the lock of the writers and did nothing; they were ended")]
    public static partial void IdleHoldersEnded(this ILogger logger, int count, string target);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Events of other programs in {Target} are not noticed until the connection is back")]
    public static partial void ListeningFailed(this ILogger logger, string target, Exception exception);
}
