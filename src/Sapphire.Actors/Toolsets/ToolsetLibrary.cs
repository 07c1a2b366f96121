using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Sapphire.Actors.Prompts;
using Sapphire.Actors.Prompts.Files;
using Sapphire.Actors.Settings;
using Sapphire.Persistence.Documents;
using Sapphire.Persistence.Sqlite;

namespace Sapphire.Actors.Toolsets;

/// <summary>
/// The toolsets of a home: <c>toolsets/toolsets.json</c>, which a person may edit at any time, or a document that all nodes share. A
/// broken file leaves the last good one in force. Safe for several threads.
/// </summary>
public sealed class ToolsetLibrary : IDisposable
{
    /// <summary>The file, below the home.</summary>
    public const string File = "toolsets/toolsets.json";

    /// <summary>The most toolsets of a home.</summary>
    public const int MaxToolsets = 500;

    private readonly LibraryFile<ImmutableSortedDictionary<string, Toolset>> _file;

    /// <summary>Reads the document and follows its changes.</summary>
    /// <param name="document">The document; disposed with this.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">For a file that cannot be used.</param>
    public ToolsetLibrary(IDocument document, TimeProvider? time = null, ILogger? logger = null)
    {
        _file = new(document, new ToolsetFormat(), time ?? TimeProvider.System, logger);
        _file.Changed += () => Changed?.Invoke();
    }

    /// <summary>Raised after <see cref="Current"/> or <see cref="Error"/> has changed, on any thread.</summary>
    public event Action? Changed;

    /// <summary>The toolsets of the home, by name; those that are built in are not among them.</summary>
    public ImmutableSortedDictionary<string, Toolset> Current => _file.Current;

    /// <summary>Why the file is not in force, with the line; null when it is.</summary>
    public SettingsError? Error => _file.Error;

    /// <summary>The tools of a chat's toolset, in the order of <paramref name="all"/>.</summary>
    /// <param name="name">The toolset, or the name of one tool; null for the default.</param>
    /// <param name="all">The names of all tools that there are.</param>
    /// <returns>The tools; null when there is no such toolset.</returns>
    public ImmutableArray<string>? Resolve(string? name, IEnumerable<string> all)
    {
        string[] tools = [.. all];
        return name is null or "" ? Resolve(Toolset.Default, tools)
            : name == Toolset.All ? [.. tools]
            : name == Toolset.None ? []
            : Current.TryGetValue(name, out Toolset? toolset) ? [.. tools.Where(tool => toolset.Tools.Contains(tool, StringComparer.Ordinal))]
            : name == Toolset.Default ? [.. tools]
            : tools.Contains(name, StringComparer.Ordinal) ? [name]
            : null;
    }

    /// <summary>Stores a toolset, new or changed. Returns when it is stored.</summary>
    /// <param name="name">What it is called now.</param>
    /// <param name="toolset">The toolset; under another name it is renamed.</param>
    /// <exception cref="LibraryException">It cannot be stored; the message says why.</exception>
    /// <exception cref="IOException">The file cannot be written; nothing has changed.</exception>
    /// <exception cref="UnauthorizedAccessException">The file cannot be written; nothing has changed.</exception>
    /// <exception cref="StorageException">The database cannot be written; nothing has changed.</exception>
    public void Put(string name, Toolset toolset)
    {
        ArgumentNullException.ThrowIfNull(toolset);
        if (toolset.Problem() is { } problem)
        {
            throw LibraryException.Invalid("This toolset cannot be stored.", problem);
        }

        _file.Update(now =>
        {
            bool renamed = !string.Equals(name, toolset.Name, StringComparison.Ordinal);
            if (renamed && !now.ContainsKey(name))
            {
                throw LibraryException.NotFound("toolset", name);
            }

            if (renamed && now.ContainsKey(toolset.Name))
            {
                throw LibraryException.Taken("toolset", toolset.Name);
            }

            if (now.Count >= MaxToolsets && !now.ContainsKey(name))
            {
                throw LibraryException.Invalid($"There are {MaxToolsets} toolsets already.", "Delete one that nobody uses.");
            }

            return now.TryGetValue(name, out Toolset? before) && before == toolset ? now : now.Remove(name).SetItem(toolset.Name, toolset);
        });
    }

    /// <summary>Deletes a toolset. Chats that are set to it have no tools then, until they are set to another one. Returns when that is stored.</summary>
    /// <exception cref="LibraryException">There is none.</exception>
    /// <exception cref="IOException">The file cannot be written; nothing has changed.</exception>
    /// <exception cref="UnauthorizedAccessException">The file cannot be written; nothing has changed.</exception>
    /// <exception cref="StorageException">The database cannot be written; nothing has changed.</exception>
    public void Delete(string name) => _file.Update(now =>
    {
        ImmutableSortedDictionary<string, Toolset> without = now.Remove(name);
        return !ReferenceEquals(without, now) ? without
            : Toolset.IsBuiltIn(name) ? throw LibraryException.Invalid($"The toolset \"{name}\" is built in and cannot be deleted.")
            : throw LibraryException.NotFound("toolset", name);
    });

    /// <summary>Reads the file now.</summary>
    public void Reload() => _file.Reload();

    /// <inheritdoc />
    public void Dispose() => _file.Dispose();
}
