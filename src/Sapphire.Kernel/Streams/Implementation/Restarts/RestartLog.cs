using Microsoft.Extensions.Logging;

namespace Sapphire.Kernel.Streams.Implementation.Restarts;

/// <summary>What restarts tell the log.</summary>
internal static partial class RestartLog
{
    [LoggerMessage(LogLevel.Warning, "Restarting graph due to failure.")]
    public static partial void Restarting(ILogger logger, Exception ex);
}
