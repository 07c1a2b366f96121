using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Sapphire.Actors.Settings;
using Sapphire.Persistence.Documents;
using Sapphire.Persistence.Sqlite;

namespace Sapphire.Actors.Prompts.Files;

/// <summary>
/// One file of the library, which a person may edit at any time, or a document that all nodes share. It is read again when it changes.
/// A broken one leaves the last good one in force, and the next change keeps it aside as <c>(name).broken-(time)</c>. Safe for several threads.
/// </summary>
internal sealed class LibraryFile<T> : IDisposable
    where T : class
{
    private static readonly JsonSerializerOptions WriteOptions = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly IDocument _document;
    private readonly ILibraryFormat<T> _format;
    private readonly TimeProvider _time;
    private readonly ILogger? _logger;
    private readonly Lock _gate = new();
    private DocumentContent? _read;
    private JsonObject _root = [];
    private volatile T _current;
    private bool _disposed;

    public LibraryFile(IDocument document, ILibraryFormat<T> format, TimeProvider time, ILogger? logger)
    {
        _document = document;
        _format = format;
        _time = time;
        _logger = logger;
        _current = format.Factory;
        Reload();
        _document.Changed += Reload;
    }

    /// <summary>Raised after <see cref="Current"/> or <see cref="Error"/> has changed, on any thread.</summary>
    public event Action? Changed;

    /// <summary>What is in force.</summary>
    public T Current => _current;

    /// <summary>Why the file is not in force; null when it is.</summary>
    public SettingsError? Error { get; private set; }

    /// <summary>Writes what is in force where there is no file, so that a person can edit it.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be written.</exception>
    /// <exception cref="StorageException">The database cannot be written.</exception>
    public void WriteWhereMissing()
    {
        lock (_gate)
        {
            Take(_document.Update(content => content is null ? Bytes([], _current) : null));
        }
    }

    /// <summary>Changes the file. Returns when it is stored.</summary>
    /// <param name="change">Gives the new value, or the same one for no change. It sees what is stored now, is called again when somebody else was faster, and may throw to change nothing.</param>
    /// <exception cref="IOException">It cannot be written; nothing has changed.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be written; nothing has changed.</exception>
    /// <exception cref="StorageException">The database cannot be written; nothing has changed.</exception>
    public T Update(Func<T, T> change)
    {
        (T, SettingsError?) before = (_current, Error);
        try
        {
            lock (_gate)
            {
                before = (_current, Error);
                Take(_document.Update(content =>
                {
                    Take(content);
                    T next = change(_current);
                    if (ReferenceEquals(next, _current))
                    {
                        return null;
                    }

                    if (Error is not null && content is not null)
                    {
                        string aside = _document.KeepAside(content, $"broken-{_time.GetUtcNow():yyyyMMdd'T'HHmmss'Z'}");
                        _logger?.LogWarning("The broken file is kept as {File}.", aside);
                    }

                    return Bytes(_root, next);
                }));
                return _current;
            }
        }
        finally
        {
            // Also where nothing is stored: somebody else's edit may have been seen here first.
            Tell(before);
        }
    }

    /// <summary>Reads the file now.</summary>
    public void Reload()
    {
        (T, SettingsError?) before;
        lock (_gate)
        {
            before = (_current, Error);
            if (_disposed)
            {
                return;
            }

            try
            {
                Take(_document.Read());
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                Fault(new(_document.Name, 0, 0, $"It cannot be read: {e.Message}"));
            }
        }

        Tell(before);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
        }

        _document.Changed -= Reload;
        _document.Dispose();
    }

    private byte[] Bytes(JsonObject root, T value)
    {
        JsonObject next = (JsonObject)root.DeepClone();
        _format.Merge(next, value);
        return Encoding.UTF8.GetBytes(next.ToJsonString(WriteOptions) + "\n");
    }

    private void Tell((T Value, SettingsError? Error) before)
    {
        if (!ReferenceEquals(_current, before.Value) || Error != before.Error)
        {
            Changed?.Invoke();
        }
    }

    private void Take(DocumentContent? content)
    {
        if (content is null)
        {
            _current = _format.Factory;
            (_root, _read, Error) = ([], null, null);
            return;
        }

        if (ReferenceEquals(content, _read) && Error is null)
        {
            return;
        }

        try
        {
            LibraryReader reader = new(_document.Name, content.Bytes);
            if (reader.IsBlank)
            {
                // As an editor leaves it for a moment that empties the file before it writes.
                throw new SettingsException(new(_document.Name, 1, 1, "The file is empty. Write {} for nothing, or delete it to have what Sapphire comes with."));
            }

            JsonObject root = reader.Root();
            _current = _format.Read(root, reader);
            (_root, Error) = (root, null);
        }
        catch (SettingsException e)
        {
            Fault(e.Error);
        }

        _read = content;
    }

    private void Fault(SettingsError error)
    {
        if (Error != error)
        {
            _logger?.LogWarning("A file is not in force, the last good one stays: {Error}", error);
        }

        Error = error;
    }
}
