using System.Globalization;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting.Display;

namespace Sapphire.Web.Logging;

/// <summary>Puts each line of the log into the ring, cleaned and shortened.</summary>
internal sealed class LogRingSink(LogRing ring) : ILogEventSink
{
    private const int MaxText = 2_000;
    private const int MaxException = 6_000;

    // As in the file: texts without quotation marks.
    private static readonly MessageTemplateTextFormatter Message = new("{Message:lj}", CultureInfo.InvariantCulture);

    /// <inheritdoc />
    public void Emit(LogEvent logEvent)
    {
        string source = logEvent.Properties.TryGetValue(Constants.SourceContextPropertyName, out LogEventPropertyValue? value) && value is ScalarValue { Value: string name } ? name : "";
        ring.Add(logEvent.Timestamp, Level(logEvent.Level), source, Short(Words(logEvent), MaxText), logEvent.Exception is { } e ? Short(e.ToString(), MaxException) : null);
    }

    private static string Words(LogEvent logEvent)
    {
        using StringWriter writer = new(CultureInfo.InvariantCulture);
        Message.Format(logEvent, writer);
        return writer.ToString();
    }

    private static string Short(string text, int most) => LogScrubber.Clean(text.Length <= most ? text : $"{text.AsSpan(0, most)} …");

    private static LogLevel Level(LogEventLevel level) => level switch
    {
        LogEventLevel.Verbose => LogLevel.Trace,
        LogEventLevel.Debug => LogLevel.Debug,
        LogEventLevel.Information => LogLevel.Information,
        LogEventLevel.Warning => LogLevel.Warning,
        LogEventLevel.Error => LogLevel.Error,
        _ => LogLevel.Critical,
    };
}
