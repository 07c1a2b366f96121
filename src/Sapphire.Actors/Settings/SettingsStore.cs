using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Sapphire.Persistence.Files;

namespace Sapphire.Actors.Settings;

/// <summary>
/// The owner of <c>settings.json</c>. A person may edit the file at any time: it is read again when it changes (told by the
/// file system, and by a slow look where that fails). A broken file leaves the last good settings in force, and the next
/// save keeps it aside as <c>settings.json.broken-(time)</c>. Safe for several threads.
/// </summary>
public sealed class SettingsStore : IDisposable
{
    /// <summary>An editor writes in several steps; the file is read when it has been quiet for this long.</summary>
    private static readonly TimeSpan Debounce = TimeSpan.FromMilliseconds(150);

    private static readonly TimeSpan SlowLook = TimeSpan.FromSeconds(5);

    private readonly string _file;
    private readonly TimeProvider _time;
    private readonly ILogger? _logger;
    private readonly Lock _gate = new();
    private readonly ITimer _quiet;
    private readonly ITimer _look;
    private readonly FileSystemWatcher? _watcher;
    private JsonObject _document = [];
    private Stamp _stamp = new(-1, 0);
    private bool _disposed;

    /// <summary>Reads the file and begins to watch it.</summary>
    /// <param name="file">The file; it need not exist.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">For files that cannot be used.</param>
    public SettingsStore(string file, TimeProvider? time = null, ILogger? logger = null)
    {
        _file = Path.GetFullPath(file);
        _time = time ?? TimeProvider.System;
        _logger = logger;
        Reload();
        _quiet = _time.CreateTimer(static s => ((SettingsStore)s!).Reload(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _look = _time.CreateTimer(static s => ((SettingsStore)s!).Look(), this, SlowLook, SlowLook);
        _watcher = Watch();
    }

    /// <summary>Raised after <see cref="Current"/> or <see cref="Error"/> has changed, on any thread.</summary>
    public event Action<AppSettings>? Changed;

    /// <summary>The settings in force.</summary>
    public AppSettings Current { get; private set; } = AppSettings.Default;

    /// <summary>Why the file is not in force; null when it is.</summary>
    public SettingsError? Error { get; private set; }

    /// <summary>Changes the settings. Returns when they are on disk.</summary>
    /// <param name="change">Gives the new settings; it sees what is in the file now. Must be quick, and may throw to change nothing.</param>
    /// <exception cref="IOException">The file cannot be written; nothing has changed.</exception>
    /// <exception cref="UnauthorizedAccessException">The file cannot be written; nothing has changed.</exception>
    public AppSettings Update(Func<AppSettings, AppSettings> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        AppSettings next;
        lock (_gate)
        {
            ReadFile();
            next = change(Current);
            if (next == Current && Error is null)
            {
                return next;
            }

            string target = Target();
            if (Error is not null && File.Exists(target))
            {
                KeepAside(target);
            }

            JsonObject document = SettingsJson.Merge(_document, next);
            DurableFile.Write(target, SettingsJson.Write(document), Mode(target));
            _document = document;
            _stamp = Stamp.Of(_file);
            Current = next;
            Error = null;
        }

        Changed?.Invoke(next);
        return next;
    }

    /// <summary>Reads the file now.</summary>
    public void Reload()
    {
        bool changed;
        lock (_gate)
        {
            changed = !_disposed && ReadFile();
        }

        if (changed)
        {
            Changed?.Invoke(Current);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
        }

        _watcher?.Dispose();
        _quiet.Dispose();
        _look.Dispose();
    }

    /// <summary>True when the settings or the error have changed. Called under the lock.</summary>
    private bool ReadFile()
    {
        (AppSettings settings, SettingsError? error) before = (Current, Error);
        Stamp stamp = Stamp.Of(_file);
        try
        {
            if (File.Exists(_file))
            {
                (Current, _document) = SettingsJson.Read(_file, File.ReadAllBytes(_file));
            }
            else
            {
                (Current, _document) = (AppSettings.Default, []);
            }

            Error = null;
        }
        catch (SettingsException e)
        {
            Error = e.Error;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Error = new(_file, 0, 0, $"It cannot be read: {e.Message}");
        }

        _stamp = stamp;
        if (Error is not null && Error != before.error)
        {
            _logger?.LogWarning("The settings are not in force, the last good ones stay: {Error}", Error);
        }

        return Current != before.settings || Error != before.error;
    }

    private void Look()
    {
        bool changed;
        lock (_gate)
        {
            changed = !_disposed && Stamp.Of(_file) != _stamp;
        }

        if (changed)
        {
            Reload();
        }
    }

    private FileSystemWatcher? Watch()
    {
        FileSystemWatcher? watcher = null;
        try
        {
            watcher = new(Path.GetDirectoryName(_file)!, Path.GetFileName(_file));
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
            _logger?.LogInformation("{File} is looked at every {Seconds} s, since it cannot be watched: {Reason}", _file, SlowLook.TotalSeconds, e.Message);
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
                _quiet.Change(Debounce, Timeout.InfiniteTimeSpan);
            }
        }
    }

    /// <summary>The file itself where <c>settings.json</c> is a link to it: a rename would replace the link.</summary>
    private string Target() => File.ResolveLinkTarget(_file, returnFinalTarget: true)?.FullName ?? _file;

    private void KeepAside(string target)
    {
        string aside = $"{_file}.broken-{_time.GetUtcNow():yyyyMMdd'T'HHmmss'Z'}";
        for (int i = 2; File.Exists(aside); i++)
        {
            aside = $"{_file}.broken-{_time.GetUtcNow():yyyyMMdd'T'HHmmss'Z'}-{i}";
        }

        DurableFile.Write(aside, File.ReadAllBytes(target));
        _logger?.LogWarning("The broken settings are kept as {File}.", aside);
    }

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
