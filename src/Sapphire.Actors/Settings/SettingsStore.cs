using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Sapphire.Actors.Settings.Registry;
using Sapphire.Persistence.Documents;
using Sapphire.Persistence.Sqlite;

namespace Sapphire.Actors.Settings;

/// <summary>
/// The owner of <c>settings.json</c>: a file that a person may edit at any time, or a document that all nodes share. It is read again
/// when it changes. A broken one leaves the last good settings in force, and the next save keeps it aside as
/// <c>settings.json.broken-(time)</c>. Safe for several threads.
/// </summary>
public sealed class SettingsStore : IDisposable
{
    private readonly IDocument _file;
    private readonly TimeProvider _time;
    private readonly ILogger? _logger;
    private readonly SettingOverrides _overrides;
    private readonly Lock _gate = new();
    private JsonObject _document = [];
    private bool _disposed;

    /// <summary>Reads the file and begins to watch it.</summary>
    /// <param name="file">The file; it need not exist.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">For files that cannot be used.</param>
    /// <param name="overrides">What goes before the file.</param>
    public SettingsStore(string file, TimeProvider? time = null, ILogger? logger = null, SettingOverrides? overrides = null)
        : this(new FileDocument(file, watch: true, time, logger), time, logger, overrides)
    {
    }

    /// <summary>Reads the document and follows its changes.</summary>
    /// <param name="document">The document; disposed with this.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">For contents that cannot be used.</param>
    /// <param name="overrides">What goes before the document.</param>
    public SettingsStore(IDocument document, TimeProvider? time = null, ILogger? logger = null, SettingOverrides? overrides = null)
    {
        _overrides = overrides ?? SettingOverrides.None;
        Current = AppSettings.Default with { Overrides = _overrides };
        _file = document;
        _time = time ?? TimeProvider.System;
        _logger = logger;
        Reload();
        AtStart = Current;
        _file.Changed += Reload;
    }

    /// <summary>Raised after <see cref="Current"/> or <see cref="Error"/> has changed, on any thread.</summary>
    public event Action<AppSettings>? Changed;

    /// <summary>The settings in force.</summary>
    public AppSettings Current { get; private set; }

    /// <summary>The settings with which this process started: what is told to apply at a restart counts from here.</summary>
    public AppSettings AtStart { get; }

    /// <summary>Keys in the file that look like settings and are none of this version; they are kept. Sorted.</summary>
    public IReadOnlyList<string> UnusedKeys
    {
        get
        {
            lock (_gate)
            {
                return SettingValuesJson.Unused(_document);
            }
        }
    }

    /// <summary>Why the file is not in force; null when it is.</summary>
    public SettingsError? Error { get; private set; }

    /// <summary>Changes the settings. Returns when they are stored.</summary>
    /// <param name="change">Gives the new settings; it sees what is stored now, and is called again when somebody else was faster. Must be quick, and may throw to change nothing.</param>
    /// <exception cref="IOException">The file cannot be written; nothing has changed.</exception>
    /// <exception cref="UnauthorizedAccessException">The file cannot be written; nothing has changed.</exception>
    /// <exception cref="StorageException">The database cannot be written; nothing has changed.</exception>
    public AppSettings Update(Func<AppSettings, AppSettings> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        AppSettings next = Current;
        (AppSettings, SettingsError?) before = (next, Error);
        try
        {
            lock (_gate)
            {
                before = (Current, Error);
                JsonObject? document = null;
                _file.Update(content =>
                {
                    Take(content);
                    next = change(Current);
                    if (next == Current && Error is null)
                    {
                        document = null;
                        return null;
                    }

                    if (Error is not null && content is not null)
                    {
                        string aside = _file.KeepAside(content, $"broken-{_time.GetUtcNow():yyyyMMdd'T'HHmmss'Z'}");
                        _logger?.LogWarning("The broken settings are kept as {File}.", aside);
                    }

                    document = SettingsJson.Merge(_document, next);
                    return SettingsJson.Write(document);
                });
                if (document is not null)
                {
                    _document = document;
                    Current = next;
                    Error = null;
                }
            }
        }
        finally
        {
            // Also where nothing is stored: somebody else's change may have been seen here first.
            TellChange(before);
        }

        return next;
    }

    /// <summary>Reads the file now.</summary>
    public void Reload()
    {
        (AppSettings, SettingsError?) before;
        lock (_gate)
        {
            before = (Current, Error);
            if (_disposed)
            {
                return;
            }

            try
            {
                Take(_file.Read());
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                Fault(new(_file.Name, 0, 0, $"It cannot be read: {e.Message}"));
            }
        }

        TellChange(before);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
        }

        _file.Changed -= Reload;
        _file.Dispose();
    }

    private void TellChange((AppSettings Settings, SettingsError? Error) before)
    {
        if (Current != before.Settings || Error != before.Error)
        {
            Changed?.Invoke(Current);
        }
    }

    private void Take(DocumentContent? content)
    {
        try
        {
            (AppSettings settings, JsonObject document) = content is null ? (AppSettings.Default, []) : SettingsJson.Read(_file.Name, content.Bytes);
            Current = settings with { Overrides = _overrides };
            _document = document;
            Error = null;
        }
        catch (SettingsException e)
        {
            Fault(e.Error);
        }
    }

    private void Fault(SettingsError error)
    {
        if (Error != error)
        {
            _logger?.LogWarning("The settings are not in force, the last good ones stay: {Error}", error);
        }

        Error = error;
    }
}
