using Microsoft.Extensions.Logging;
using Sapphire.Persistence.Sqlite;

namespace Sapphire.Persistence.Health;

/// <summary>What is logged of the store's health.</summary>
internal static partial class HealthLog
{
    public static void Changed(ILogger logger, StorageProblem? problem)
    {
        if (problem is null)
        {
            logger.Works();
        }
        else
        {
            logger.Fails(problem.Reason, problem.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The circuit breaker of {Name} is open: calls fail at once until a try succeeds")]
    public static partial void Opened(ILogger logger, string name);

    [LoggerMessage(Level = LogLevel.Information, Message = "The circuit breaker of {Name} is closed again")]
    public static partial void Closed(ILogger logger, string name);

    [LoggerMessage(Level = LogLevel.Error, Message = "The store fails ({Reason}): {Problem}")]
    private static partial void Fails(this ILogger logger, StorageReason reason, string problem);

    [LoggerMessage(Level = LogLevel.Information, Message = "The store works again")]
    private static partial void Works(this ILogger logger);
}
