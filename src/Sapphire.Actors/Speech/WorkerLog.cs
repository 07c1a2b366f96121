using Microsoft.Extensions.Logging;

namespace Sapphire.Actors.Speech;

/// <summary>
/// What the workers of an engine write to standard output and standard error: <c>logs/worker-ENGINE.log</c>, two files of a
/// bounded size.
/// </summary>
internal sealed class WorkerLog(string? folder, string engine, TimeProvider time, ILogger log) : IDisposable
{
    /// <summary>A longer line is cut.</summary>
    public const int LongestLine = 1000;

    // A library that writes a line for each frame must not fill the disk.
    private const long MaxBytes = 1 << 20;

    private readonly Lock _lock = new();
    private StreamWriter? _writer;
    private long _written;
    private bool _broken;

    /// <summary>Writes a line of a worker.</summary>
    public void Write(int pid, string line)
    {
        lock (_lock)
        {
            if (folder is null || _broken) return;
            try
            {
                StreamWriter writer = Open(folder);
                string text = $"{time.GetUtcNow():yyyy-MM-dd HH:mm:ss.fff} [{pid}] {line}";
                writer.WriteLine(text);
                _written += text.Length + 1;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // A full disk: speech goes on without this log.
                _broken = true;
                log.LogWarning(e, "The log of the workers of {Engine} cannot be written; it ends here.", engine);
            }
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        lock (_lock)
        {
            _broken = true;
            _writer?.Dispose();
            _writer = null;
        }
    }

    private StreamWriter Open(string inFolder)
    {
        string path = Path.Combine(inFolder, $"worker-{engine}.log");
        if (_writer is not null && _written < MaxBytes) return _writer;
        if (_writer is not null)
        {
            _writer.Dispose();
            _writer = null;
            File.Move(path, path + ".1", overwrite: true);
        }

        FileStreamOptions options = new() { Mode = FileMode.Append, Access = FileAccess.Write, Share = FileShare.ReadWrite | FileShare.Delete };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        FileStream file = new(path, options);
        _written = file.Length;
        _writer = new StreamWriter(file) { AutoFlush = true };
        return _writer;
    }
}
