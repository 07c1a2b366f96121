using Microsoft.Extensions.Logging;

namespace Sapphire.Persistence.Projections;

/// <summary>What projections log.</summary>
internal static partial class ProjectionLog
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "The read model {Path} is damaged; it was moved to {Aside} and is rebuilt from the journal")]
    public static partial void MovedAside(this ILogger logger, string path, string aside, Exception exception);

    [LoggerMessage(Level = LogLevel.Information, Message = "The view {Name} is built anew from the first event (version {Version}, generation {Generation}): {Why}")]
    public static partial void Rebuilding(this ILogger logger, string name, int version, long generation, string why);

    [LoggerMessage(Level = LogLevel.Information, Message = "Generation {Generation} of the view {Name} has met the journal's end at {Offset} and answers from now on")]
    public static partial void Switched(this ILogger logger, string name, long generation, long offset);

    [LoggerMessage(Level = LogLevel.Error, Message = "The view {Name} stopped at offset {Offset}; it is tried again in {Delay}")]
    public static partial void Failed(this ILogger logger, string name, long offset, TimeSpan delay, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "The view {Name} cannot be opened; it is tried again in {Delay}")]
    public static partial void OpenFailed(this ILogger logger, string name, TimeSpan delay, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "The view {Name} leaves out event {SequenceNr} of {PersistenceId} ({Manifest}) and is incomplete: {Reason}")]
    public static partial void Parked(this ILogger logger, string name, long sequenceNr, string persistenceId, string manifest, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Generation {Generation} of the view {Name} is damaged; another one is built")]
    public static partial void Damaged(this ILogger logger, string name, long generation, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Generation {Generation} of the view {Name} answers no more, but could not be removed; the next start tries again")]
    public static partial void NotDropped(this ILogger logger, string name, long generation, Exception exception);

    [LoggerMessage(Level = LogLevel.Debug, Message = "A query of the view {Name} is asked again of the newer generation")]
    public static partial void ReadAgain(this ILogger logger, string name, Exception exception);
}
