using Microsoft.Extensions.Logging;

namespace Sapphire.Kernel.Streams.Implementation.Operators;

/// <summary>Logs elements and the end at debug level, failures at error level.</summary>
internal sealed partial class LogStage<T>(PullIterator<T> upstream, StageScope scope, string name, Func<T, object?>? extract, ILogger logger) : PassThroughStage<T>(upstream, scope)
{
    protected override void OnElement(T element)
    {
        if (logger.IsEnabled(LogLevel.Debug)) LogElement(logger, name, extract is null ? element : extract(element));
    }

    protected override void OnFinish() => LogFinish(logger, name);

    protected override void OnFailure(Exception cause) => LogFailure(logger, name, cause);

    protected override void OnCancel(Exception? cause) => LogCancel(logger, name, cause?.Message ?? "it has had enough");

    [LoggerMessage(LogLevel.Debug, "[{Name}] Element: {Element}")]
    private static partial void LogElement(ILogger logger, string name, object? element);

    [LoggerMessage(LogLevel.Debug, "[{Name}] Upstream finished.")]
    private static partial void LogFinish(ILogger logger, string name);

    [LoggerMessage(LogLevel.Error, "[{Name}] Upstream failed.")]
    private static partial void LogFailure(ILogger logger, string name, Exception cause);

    [LoggerMessage(LogLevel.Debug, "[{Name}] Downstream finished: {Why}.")]
    private static partial void LogCancel(ILogger logger, string name, string why);
}
