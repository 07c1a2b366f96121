#pragma warning disable MA0048 // A family of small events.
#pragma warning disable CA1716 // Akka.NET's names.
namespace Sapphire.Kernel.Event;

/// <summary>A line of log as an event, for whoever subscribes to it.</summary>
public abstract class LogEvent(Exception? cause, string logSource, Type logClass, object message) : Actor.INoSerializationVerificationNeeded
{
    /// <summary>The exception, if any.</summary>
    public Exception? Cause { get; } = cause;

    /// <summary>The path of the actor, or the name of the source.</summary>
    public string LogSource { get; } = logSource;

    /// <summary>The type that logs.</summary>
    public Type LogClass { get; } = logClass;

    /// <summary>The text.</summary>
    public object Message { get; } = message;

    /// <inheritdoc />
    public override string ToString() => $"[{GetType().Name}][{LogSource}] {Message}{(Cause is null ? "" : $" ({Cause.GetType().Name}: {Cause.Message})")}";
}

/// <summary>An error.</summary>
public sealed class Error(Exception? cause, string logSource, Type logClass, object message) : LogEvent(cause, logSource, logClass, message);

/// <summary>A warning.</summary>
public sealed class Warning(Exception? cause, string logSource, Type logClass, object message) : LogEvent(cause, logSource, logClass, message)
{
    /// <summary>A warning without an exception.</summary>
    public Warning(string logSource, Type logClass, object message)
        : this(null, logSource, logClass, message)
    {
    }
}

/// <summary>An information.</summary>
public sealed class Info(Exception? cause, string logSource, Type logClass, object message) : LogEvent(cause, logSource, logClass, message)
{
    /// <summary>An information without an exception.</summary>
    public Info(string logSource, Type logClass, object message)
        : this(null, logSource, logClass, message)
    {
    }
}

/// <summary>A detail.</summary>
public sealed class Debug(Exception? cause, string logSource, Type logClass, object message) : LogEvent(cause, logSource, logClass, message)
{
    /// <summary>A detail without an exception.</summary>
    public Debug(string logSource, Type logClass, object message)
        : this(null, logSource, logClass, message)
    {
    }
}
