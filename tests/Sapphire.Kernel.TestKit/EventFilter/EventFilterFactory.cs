using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Event;

namespace Sapphire.Kernel.TestKit;

/// <summary>Makes filters for the events of a system: <c>EventFilter.Exception&lt;T&gt;().ExpectOne(() => …)</c>. A source is the path of an actor.</summary>
public sealed class EventFilterFactory
{
    private readonly TestKitBase _testKit;
    private readonly ActorSystem _system;
    private readonly EventMatch[] _filters;

    internal EventFilterFactory(TestKitBase testKit, ActorSystem system, params EventMatch[] filters)
    {
        _testKit = testKit;
        _system = system;
        _filters = filters;
    }

    /// <summary>Logged errors with an exception of a type.</summary>
    public IEventFilterApplier Exception<TException>(string? message = null, string? start = null, string? contains = null, string? source = null)
        where TException : Exception => Exception(typeof(TException), message, start, contains, source);

    /// <summary>Logged errors with an exception of a type.</summary>
    public IEventFilterApplier Exception<TException>(Regex pattern, string? source = null)
        where TException : Exception => Exception(typeof(TException), pattern, source);

    /// <summary>Logged errors with an exception of a type, or with one around it.</summary>
    public IEventFilterApplier Exception(
        Type exceptionType, string? message = null, string? start = null, string? contains = null, string? source = null, bool checkInnerExceptions = false) =>
        Exception(exceptionType, TextMatch.Of(message, start, contains), source, checkInnerExceptions);

    /// <summary>Logged errors with an exception of a type, or with one around it.</summary>
    public IEventFilterApplier Exception(Type exceptionType, Regex pattern, string? source = null, bool checkInnerExceptions = false) =>
        Exception(exceptionType, TextMatch.Of(pattern), source, checkInnerExceptions);

    /// <summary>Logged errors.</summary>
    public IEventFilterApplier Error(string? message = null, string? start = null, string? contains = null, string? source = null) =>
        Log<Error>(TextMatch.Of(message, start, contains), source);

    /// <summary>Logged errors.</summary>
    public IEventFilterApplier Error(Regex pattern, string? source = null) => Log<Error>(TextMatch.Of(pattern), source);

    /// <summary>Logged warnings.</summary>
    public IEventFilterApplier Warning(string? message = null, string? start = null, string? contains = null, string? source = null) =>
        Log<Warning>(TextMatch.Of(message, start, contains), source);

    /// <summary>Logged warnings.</summary>
    public IEventFilterApplier Warning(Regex pattern, string? source = null) => Log<Warning>(TextMatch.Of(pattern), source);

    /// <summary>Logged information.</summary>
    public IEventFilterApplier Info(string? message = null, string? start = null, string? contains = null, string? source = null) =>
        Log<Info>(TextMatch.Of(message, start, contains), source);

    /// <summary>Logged information.</summary>
    public IEventFilterApplier Info(Regex pattern, string? source = null) => Log<Info>(TextMatch.Of(pattern), source);

    /// <summary>Logged details.</summary>
    public IEventFilterApplier Debug(string? message = null, string? start = null, string? contains = null, string? source = null) =>
        Log<Debug>(TextMatch.Of(message, start, contains), source);

    /// <summary>Logged details.</summary>
    public IEventFilterApplier Debug(Regex pattern, string? source = null) => Log<Debug>(TextMatch.Of(pattern), source);

    /// <summary>Lines of a level.</summary>
    public IEventFilterApplier ForLogLevel(LogLevel logLevel, string? message = null, string? start = null, string? contains = null, string? source = null) => logLevel switch
    {
        LogLevel.Error or LogLevel.Critical => Error(message, start, contains, source),
        LogLevel.Warning => Warning(message, start, contains, source),
        LogLevel.Information => Info(message, start, contains, source),
        _ => Debug(message, start, contains, source),
    };

    /// <summary>Dead letters.</summary>
    public IEventFilterApplier DeadLetter() => Dead(static _ => true, "a dead letter", null);

    /// <summary>Dead letters with a message of a type; the source is the sender.</summary>
    public IEventFilterApplier DeadLetter<TMessage>(string? source = null) => DeadLetter(typeof(TMessage), source);

    /// <summary>Dead letters with a message of a type.</summary>
    public IEventFilterApplier DeadLetter<TMessage>(Func<TMessage, bool> isMatch, string? source = null)
    {
        ArgumentNullException.ThrowIfNull(isMatch);
        return Dead(d => d.Message is TMessage m && isMatch(m), $"a dead letter of type {typeof(TMessage).Name} that satisfies the predicate", source);
    }

    /// <summary>Dead letters with a message of a type.</summary>
    public IEventFilterApplier DeadLetter(Type type, string? source = null) => DeadLetter(type, static _ => true, source);

    /// <summary>Dead letters with a message of a type.</summary>
    public IEventFilterApplier DeadLetter(Type type, Func<object, bool> isMatch, string? source = null)
    {
        ArgumentNullException.ThrowIfNull(type);
        ArgumentNullException.ThrowIfNull(isMatch);
        return Dead(d => type.IsInstanceOfType(d.Message) && isMatch(d.Message), $"a dead letter of type {type.Name}", source);
    }

    /// <summary>Lines of log that satisfy a predicate.</summary>
    public IEventFilterApplier Custom(Predicate<LogEvent> predicate) => Custom<LogEvent>(predicate);

    /// <summary>Events of any type that satisfy a predicate; null for all.</summary>
    public IEventFilterApplier Custom<TEvent>(Predicate<TEvent>? predicate = null) =>
        With(new EventMatch(typeof(TEvent), e => e is TEvent t && (predicate is null || predicate(t)), $"an event {typeof(TEvent).Name}{(predicate is null ? "" : " that satisfies the predicate")}"));

    private static bool FromSource(string? source, string actual) => source is null || string.Equals(source, actual, StringComparison.Ordinal);

    private static string From(string? source) => source is null ? "" : $" from {source}";

    private static bool IsOfType(Exception? cause, Type type, bool inner)
    {
        for (Exception? ex = cause; ex is not null; ex = inner ? ex.InnerException : null)
        {
            if (type.IsInstanceOfType(ex)) return true;
        }

        return false;
    }

    // The text is that of the line or, since supervision may log its own words, of the exception.
    private EventFilterApplier Exception(Type type, TextMatch text, string? source, bool inner)
    {
        ArgumentNullException.ThrowIfNull(type);
        return With(new EventMatch(
            typeof(Error),
            e => e is Error { Cause: { } cause } error && IsOfType(cause, type, inner) && FromSource(source, error.LogSource)
                && (text.Matches(cause.Message) || text.Matches(error.Message.ToString() ?? "")),
            $"an error with {type.Name}{text}{From(source)}"));
    }

    private EventFilterApplier Log<TEvent>(TextMatch text, string? source)
        where TEvent : LogEvent =>
        With(new EventMatch(
            typeof(TEvent),
            e => e is TEvent line && FromSource(source, line.LogSource) && text.Matches(line.Message.ToString() ?? ""),
            $"a line of log {typeof(TEvent).Name}{text}{From(source)}"));

    private EventFilterApplier Dead(Func<DeadLetter, bool> matches, string description, string? source) =>
        With(new EventMatch(
            typeof(DeadLetter),
            e => e is DeadLetter letter && matches(letter) && FromSource(source, letter.Sender?.Path.ToString() ?? ""),
            description + From(source)));

    private EventFilterApplier With(EventMatch filter) => new(_testKit, _system, [.. _filters, filter]);
}
