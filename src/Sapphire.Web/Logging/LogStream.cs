using System.Runtime.CompilerServices;
using Sapphire.Web.Contracts;

namespace Sapphire.Web.Logging;

/// <summary>The log as somebody reads it: what is kept of the past, then what is written, a few times a second.</summary>
public sealed class LogStream
{
    /// <summary>How many lines one update has at most: of more, the newest.</summary>
    public const int MostLines = 500;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(300);
    private readonly LogRing _ring;
    private readonly TimeProvider _time;

    internal LogStream(LogRing ring, TimeProvider time)
    {
        _ring = ring;
        _time = time;
    }

    /// <summary>Whether a level has this name.</summary>
    public static bool TryLevel(string? name, out LogLevel level) =>
        Enum.TryParse(name, ignoreCase: true, out level) && Enum.IsDefined(level) && level != LogLevel.None && !char.IsAsciiDigit(name![0]);

    /// <summary>Reads on for as long as it is enumerated. The first update comes at once, also without lines.</summary>
    /// <param name="level">The lowest level.</param>
    /// <param name="text">A text that must be in a line; empty for all.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async IAsyncEnumerable<LogUpdate> ReadAsync(LogLevel level, string text, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        LogFilter filter = new(level, text);
        using PeriodicTimer timer = new(Interval, _time);
        LogPage page = _ring.Read(0, filter, MostLines);
        // What is older than the ring is no loss to somebody who has just come.
        yield return View(page with { Missed = 0 });
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            page = _ring.Read(page.Newest, filter, MostLines);
            if (page.Lines.Count > 0 || page.Missed > 0)
            {
                yield return View(page);
            }
        }
    }

    private LogUpdate View(LogPage page) =>
        new([.. page.Lines.Select(line => new LogLineView(line.Number, line.At, Name(line.Level), line.Source, line.Text, line.Exception))], page.Missed, Name(_ring.Level));

    private static string Name(LogLevel level) => level switch
    {
        LogLevel.Trace => "trace",
        LogLevel.Debug => "debug",
        LogLevel.Information => "information",
        LogLevel.Warning => "warning",
        LogLevel.Error => "error",
        LogLevel.Critical => "critical",
        _ => "none",
    };
}
