using Microsoft.Extensions.Logging;

namespace Sapphire.Persistence.Documents;

/// <summary>What documents log. Never a content.</summary>
internal static partial class DocumentLog
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "The documents in {Store} cannot be looked at; the last that were known stay in force: {Reason}")]
    public static partial void StoreAway(this ILogger logger, string store, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "The documents in {Store} can be looked at again")]
    public static partial void StoreBack(this ILogger logger, string store);

    [LoggerMessage(Level = LogLevel.Error, Message = "The document {Key} in {Store} cannot be decrypted; what was known of it stays in force. Was it written with another secret of the cluster?")]
    public static partial void Undecipherable(this ILogger logger, string key, string store);

    [LoggerMessage(Level = LogLevel.Error, Message = "Taking over the document {Key} failed")]
    public static partial void TakingOverFailed(this ILogger logger, string key, Exception exception);

    [LoggerMessage(Level = LogLevel.Information, Message = "{File} is looked at every {Seconds} s, since it cannot be watched: {Reason}")]
    public static partial void NotWatched(this ILogger logger, string file, double seconds, string reason);
}
