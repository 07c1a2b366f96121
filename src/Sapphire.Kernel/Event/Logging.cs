#pragma warning disable MA0048 // The interface and its one implementation.
#pragma warning disable CA2254, CA1848, CA1873 // The template is the caller's constant.
using Microsoft.Extensions.Logging;
using Sapphire.Kernel.Actor;

namespace Sapphire.Kernel.Event;

/// <summary>Akka.NET's logging names over <see cref="ILogger"/>. Templates are named or numbered: <c>"{Count} rows"</c>.</summary>
public interface ILoggingAdapter
{
    /// <summary>Whether details are wanted.</summary>
    bool IsDebugEnabled { get; }

    /// <summary>Whether information is wanted.</summary>
    bool IsInfoEnabled { get; }

    /// <summary>Whether warnings are wanted.</summary>
    bool IsWarningEnabled { get; }

    /// <summary>Whether errors are wanted.</summary>
    bool IsErrorEnabled { get; }

    /// <summary>A detail.</summary>
    void Debug(string format, params object?[] args);

    /// <summary>A detail with an exception.</summary>
    void Debug(Exception? cause, string format, params object?[] args);

    /// <summary>An information.</summary>
    void Info(string format, params object?[] args);

    /// <summary>An information with an exception.</summary>
    void Info(Exception? cause, string format, params object?[] args);

    /// <summary>A warning.</summary>
    void Warning(string format, params object?[] args);

    /// <summary>A warning with its exception.</summary>
    void Warning(Exception? cause, string format, params object?[] args);

    /// <summary>An error.</summary>
    void Error(string format, params object?[] args);

    /// <summary>An error with its exception.</summary>
    void Error(Exception? cause, string format, params object?[] args);
}

/// <summary>Makes loggers.</summary>
public static class Logging
{
    /// <summary>The logger of the running actor.</summary>
    public static ILoggingAdapter GetLogger(this IActorContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        Type type = context.Props.Type;
        return new LoggingAdapter(context.System, context.Self.Path.ToString(), type);
    }

    /// <summary>A logger of a system for any source.</summary>
    public static ILoggingAdapter GetLogger(ActorSystem system, object source)
    {
        ArgumentNullException.ThrowIfNull(system);
        ArgumentNullException.ThrowIfNull(source);
        return new LoggingAdapter(system, source as string ?? source.GetType().Name, source as Type ?? source.GetType());
    }
}

internal sealed class LoggingAdapter(ActorSystem system, string source, Type type) : ILoggingAdapter
{
    private readonly ILogger _logger = system.LoggerFactory.CreateLogger(type.FullName ?? type.Name);

    public bool IsDebugEnabled => IsEnabled(LogLevel.Debug);

    public bool IsWarningEnabled => IsEnabled(LogLevel.Warning);

    public bool IsErrorEnabled => IsEnabled(LogLevel.Error);

    public bool IsInfoEnabled => IsEnabled(LogLevel.Information);

    public void Debug(string format, params object?[] args) => Log(LogLevel.Debug, typeof(Debug), null, format, args);

    public void Debug(Exception? cause, string format, params object?[] args) => Log(LogLevel.Debug, typeof(Debug), cause, format, args);

    public void Info(Exception? cause, string format, params object?[] args) => Log(LogLevel.Information, typeof(Info), cause, format, args);

    public void Info(string format, params object?[] args) => Log(LogLevel.Information, typeof(Info), null, format, args);

    public void Warning(string format, params object?[] args) => Log(LogLevel.Warning, typeof(Warning), null, format, args);

    public void Warning(Exception? cause, string format, params object?[] args) => Log(LogLevel.Warning, typeof(Warning), cause, format, args);

    public void Error(string format, params object?[] args) => Log(LogLevel.Error, typeof(Error), null, format, args);

    public void Error(Exception? cause, string format, params object?[] args) => Log(LogLevel.Error, typeof(Error), cause, format, args);

    private bool IsEnabled(LogLevel level) => level >= system.Settings.MinimumLogLevel && _logger.IsEnabled(level);

    private void Log(LogLevel level, Type channel, Exception? cause, string format, object?[] args)
    {
        if (level < system.Settings.MinimumLogLevel) return;
        if (_logger.IsEnabled(level))
        {
            using IDisposable? scope = _logger.BeginScope(new KeyValuePair<string, object>[] { new("ActorPath", source) });
            _logger.Log(level, cause, format, args);
        }

        if (!system.EventStream.HasSubscribers(channel)) return;
        string text = new FormattedText(format, args).ToString();
        system.EventStream.Publish(level switch
        {
            LogLevel.Error => new Error(cause, source, type, text),
            LogLevel.Warning => new Warning(cause, source, type, text),
            LogLevel.Information => new Info(cause, source, type, text),
            _ => new Debug(cause, source, type, text),
        });
    }

    /// <summary>Formats a template as the logger would.</summary>
    private sealed class FormattedText(string format, object?[] args) : ILogger
    {
        private string _text = "";

        public override string ToString()
        {
            this.Log(LogLevel.Information, format, args);
            return _text;
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            _text = formatter(state, exception);
    }
}
