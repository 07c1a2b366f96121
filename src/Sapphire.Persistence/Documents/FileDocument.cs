using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Sapphire.Persistence.Files;

namespace Sapphire.Persistence.Documents;

/// <summary>A document in a file that a person may edit. Where it is watched, a change is told by the file system, and by a slow look where that fails.</summary>
public sealed class FileDocument : IDocument
{
    // An editor writes in several steps; the file is read when it has been quiet for this long.
    private static readonly TimeSpan Debounce = TimeSpan.FromMilliseconds(150);
    // An edit is in force within two seconds, also where the file system tells nothing.
    private static readonly TimeSpan SlowLook = TimeSpan.FromSeconds(1.5);
    // A person's edit that comes while a change is being written is seen, and the change is made on top of it.
    private const int MaxTries = 20;

    private readonly Lock _gate = new();
    private readonly ITimer? _quiet;
    private readonly ITimer? _look;
    private readonly FileSystemWatcher? _watcher;
    private readonly ILogger _logger;
    private DocumentContent? _content;
    private Stamp? _stamp;
    private bool _disposed;

    /// <summary>Knows the file; it need not exist.</summary>
    /// <param name="file">The path.</param>
    /// <param name="watch">True to raise <see cref="Changed"/> when somebody else changes it; without, a change is seen when it is read.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">For a file that cannot be watched.</param>
    public FileDocument(string file, bool watch = false, TimeProvider? time = null, ILogger? logger = null)
    {
        Name = Path.GetFullPath(file);
        _logger = logger ?? NullLogger.Instance;
        if (watch)
        {
            TimeProvider clock = time ?? TimeProvider.System;
            _quiet = clock.CreateTimer(static s => ((FileDocument)s!).Raise(always: true), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _look = clock.CreateTimer(static s => ((FileDocument)s!).Raise(always: false), this, SlowLook, SlowLook);
            _watcher = Watch();
        }
    }

    /// <inheritdoc/>
    public event Action? Changed;

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public DocumentContent? Read()
    {
        lock (_gate)
        {
            Stamp stamp = Stamp.Of(Name);
            return stamp == _stamp ? _content : ReadAt(stamp);
        }
    }

    /// <inheritdoc/>
    public DocumentContent? Update(Func<DocumentContent?, byte[]?> change)
    {
        lock (_gate)
        {
            for (int tries = 1; ; tries++)
            {
                bool last = tries == MaxTries;
                Stamp stamp = Stamp.Of(Name);
                DocumentContent? before = ReadAt(stamp);
                if (change(before) is not { } bytes)
                {
                    return before;
                }

                string target = Target();
                if (DurableFile.Write(target, bytes, Mode(target), () => last || Stamp.Of(Name) == stamp))
                {
                    // Somebody may have written again already: the next look reads it.
                    _stamp = null;
                    return _content = new(bytes);
                }
            }
        }
    }

    /// <inheritdoc/>
    public string KeepAside(DocumentContent content, string label)
    {
        string aside = $"{Name}.{label}";
        for (int i = 2; File.Exists(aside); i++)
        {
            aside = $"{Name}.{label}-{i}";
        }

        DurableFile.Write(aside, content.Bytes.Span);
        return aside;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
        }

        _watcher?.Dispose();
        _quiet?.Dispose();
        _look?.Dispose();
    }

    // Where it cannot be read, what was read before stays with the stamp of then, so that the next look tries again.
    private DocumentContent? ReadAt(Stamp stamp)
    {
        byte[]? bytes = File.Exists(Name) ? File.ReadAllBytes(Name) : null;
        _content = bytes is null ? null : _content is { } known && known.Bytes.Span.SequenceEqual(bytes) ? known : new(bytes);
        _stamp = stamp;
        return _content;
    }

    private void Raise(bool always)
    {
        lock (_gate)
        {
            if (_disposed || (!always && Stamp.Of(Name) == _stamp))
            {
                return;
            }

            _stamp = null;
        }

        Changed?.Invoke();
    }

    private FileSystemWatcher? Watch()
    {
        FileSystemWatcher? watcher = null;
        try
        {
            watcher = new(Path.GetDirectoryName(Name)!, Path.GetFileName(Name));
            watcher.Changed += (_, _) => Soon();
            watcher.Created += (_, _) => Soon();
            watcher.Deleted += (_, _) => Soon();
            watcher.Renamed += (_, _) => Soon();
            watcher.EnableRaisingEvents = true;
            return watcher;
        }
        catch (Exception e) when (e is IOException or ArgumentException or PlatformNotSupportedException)
        {
            // Too many watches on this machine: the slow look remains.
            _logger.NotWatched(Name, SlowLook.TotalSeconds, e.Message);
            watcher?.Dispose();
            return null;
        }
    }

    private void Soon()
    {
        lock (_gate)
        {
            if (!_disposed)
            {
                _quiet!.Change(Debounce, Timeout.InfiniteTimeSpan);
            }
        }
    }

    /// <summary>The file itself where the path is a link to it: a rename would replace the link.</summary>
    private string Target() =>
        new FileInfo(Name).LinkTarget is null ? Name : File.ResolveLinkTarget(Name, returnFinalTarget: true)?.FullName ?? Name;

    private static UnixFileMode Mode(string target) =>
        !OperatingSystem.IsWindows() && File.Exists(target) ? File.GetUnixFileMode(target) : DurableFile.Private;

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Stamp(long Length, long Ticks)
    {
        public static Stamp Of(string file)
        {
            FileInfo info = new(file);
            return info.Exists ? new(info.Length, info.LastWriteTimeUtc.Ticks) : new(-1, 0);
        }
    }
}
