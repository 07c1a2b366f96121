using Microsoft.AspNetCore.SignalR;
using Sapphire.Actors.Configuration;
using Sapphire.Persistence.Files;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Extensions.Logging;
using Serilog.Sinks.File;

namespace Sapphire.Web.Logging;

/// <summary>The log: <c>logs/sapphire.log</c>, rotating by size, private; and warnings on stderr.</summary>
internal static class FileLogging
{
    private const string Template = "{Timestamp:yyyy-MM-dd HH:mm:ss.fff zzz} [{Level:u3}] {SourceContext}: {Message:lj}{NewLine}{Exception}";

    /// <summary>Creates the factory that writes it; disposing it flushes.</summary>
    /// <param name="home">Whose logs.</param>
    /// <param name="options">Level and sizes.</param>
    /// <param name="console">True to show warnings on stderr too.</param>
    public static NodeLogging Create(HomeFolder home, LogOptions options, bool console)
    {
        if (options.Level == LogLevel.None)
        {
            return new(LoggerFactory.Create(_ => { }), new(LogLevel.None));
        }

        LogRing recent = new(options.Level);
        LoggerConfiguration configuration = new LoggerConfiguration()
            .MinimumLevel.Is(LevelConvert.ToSerilogLevel(options.Level))
            // At information level these write addresses with their queries (a setup link!) and a line for each request.
            .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
            .MinimumLevel.Override("System", LogEventLevel.Warning)
            .MinimumLevel.Override("Microsoft.AspNetCore.DataProtection", LogEventLevel.Error)
            // A refusal in words for the page (a chat that is gone), which SignalR logs as an error with its stack.
            .Filter.ByExcluding(logEvent => logEvent.Exception is HubException)
            .WriteTo.File(
                Path.Combine(home.LogsFolder, "sapphire.log"),
                outputTemplate: Template,
                fileSizeLimitBytes: options.FileSize,
                rollOnFileSizeLimit: true,
                retainedFileCountLimit: options.Files,
                hooks: new PrivateFiles())
            .WriteTo.Sink(new LogRingSink(recent));
        if (console)
        {
            configuration.WriteTo.Sink(new StderrSink(), LogEventLevel.Warning);
        }

        return new(new SerilogLoggerFactory(configuration.CreateLogger(), dispose: true), recent);
    }

    private sealed class PrivateFiles : FileLifecycleHooks
    {
        public override Stream OnFileOpened(string path, Stream underlyingStream, System.Text.Encoding encoding)
        {
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(path, DurableFile.Private);
            }

            return underlyingStream;
        }
    }

    private sealed class StderrSink : ILogEventSink
    {
        public void Emit(LogEvent logEvent)
        {
            if (IsFailedStart(logEvent))
            {
                // The verb says it too, and better.
                return;
            }

            string level = logEvent.Level == LogEventLevel.Warning ? "warning" : "error";
            // The whole exception is in the file.
            string cause = logEvent.Exception is { } e ? $" ({e.Message.ReplaceLineEndings(" ")})" : "";
            Console.Error.WriteLine($"{level}: {logEvent.RenderMessage()}{cause}");
        }

        private static bool IsFailedStart(LogEvent logEvent) =>
            logEvent.Properties.TryGetValue(Constants.SourceContextPropertyName, out LogEventPropertyValue? source)
            && source is ScalarValue { Value: "Microsoft.Extensions.Hosting.Internal.Host" }
            && logEvent.MessageTemplate.Text.StartsWith("Hosting failed to start", StringComparison.Ordinal);
    }
}
