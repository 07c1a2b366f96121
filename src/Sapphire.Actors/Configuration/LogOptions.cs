using Microsoft.Extensions.Logging;

namespace Sapphire.Actors.Configuration;

/// <summary>Section <c>sapphire.log</c>.</summary>
public sealed record LogOptions
{
    /// <summary>The lowest level that is written.</summary>
    public LogLevel Level { get; init; } = LogLevel.Information;

    /// <summary>The size of one log file, in bytes.</summary>
    public long FileSize { get; init; } = 10 << 20;

    /// <summary>How many log files are kept.</summary>
    public int Files { get; init; } = 5;

    internal static LogOptions Read(OptionsReader reader)
    {
        var defaults = new LogOptions();
        return new LogOptions
        {
            Level = reader.Choice("log.level", defaults.Level),
            FileSize = reader.Size("log.file-size", defaults.FileSize, 64L << 10, 1L << 30),
            Files = reader.Int("log.files", defaults.Files, 1, 1000),
        };
    }
}
