using Microsoft.Extensions.Logging;

namespace Sapphire.Persistence.Projections;

/// <summary>What projections log.</summary>
internal static partial class ProjectionLog
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "The read model {Path} is damaged; it was moved to {Aside} and is rebuilt from the journal")]
    public static partial void MovedAside(this ILogger logger, string path, string aside, Exception exception);

    [LoggerMessage(Level = LogLevel.Information, Message = "The projection {Name} is rebuilt from the first event (version {Version})")]
    public static partial void Rebuilding(this ILogger logger, string name, int version);

    [LoggerMessage(Level = LogLevel.Error, Message = "The projection {Name} stopped at offset {Offset}; it is tried again in {Delay}")]
    public static partial void Failed(this ILogger logger, string name, long offset, TimeSpan delay, Exception exception);
}
