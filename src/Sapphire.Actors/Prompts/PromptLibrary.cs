using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Sapphire.Actors.Prompts.Files;
using Sapphire.Actors.Settings;
using Sapphire.Persistence.Documents;
using Sapphire.Persistence.Sqlite;

namespace Sapphire.Actors.Prompts;

/// <summary>
/// The prompts, pieces, spices and personas of a home, in four files that a person may edit at any time, or in documents that all nodes
/// share. Where a file is missing, the factory's is in force. Safe for several threads.
/// </summary>
public sealed partial class PromptLibrary : IDisposable
{
    /// <summary>The files, below the home.</summary>
    public const string MonolithsFile = "prompts/prompt_monoliths.json";

    /// <inheritdoc cref="MonolithsFile"/>
    public const string PiecesFile = "prompts/prompt_pieces.json";

    /// <inheritdoc cref="MonolithsFile"/>
    public const string SpicesFile = "prompts/prompt_spices.json";

    /// <inheritdoc cref="MonolithsFile"/>
    public const string PersonasFile = "personas/personas.json";

    private readonly LibraryFile<MonolithFile> _monoliths;
    private readonly LibraryFile<PieceFile> _pieces;
    private readonly LibraryFile<ImmutableSortedDictionary<string, SpiceCategory>> _spices;
    private readonly LibraryFile<ImmutableSortedDictionary<string, Persona>> _personas;
    private readonly Lock _gate = new();
    private volatile PromptSet _current;

    /// <summary>Reads the files and follows their changes.</summary>
    /// <param name="open">Opens one of the files; disposed with this.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">For files that cannot be used; never a text of theirs.</param>
    public PromptLibrary(Func<string, IDocument> open, TimeProvider? time = null, ILogger? logger = null)
    {
        TimeProvider clock = time ?? TimeProvider.System;
        _monoliths = new(open(MonolithsFile), new MonolithFormat(FactoryPrompts.Monoliths), clock, logger);
        _pieces = new(open(PiecesFile), new PieceFormat(FactoryPrompts.Pieces), clock, logger);
        _spices = new(open(SpicesFile), new SpiceFormat(FactoryPrompts.Spices), clock, logger);
        _personas = new(open(PersonasFile), new PersonaFormat(FactoryPrompts.Personas), clock, logger);
        _current = Combine(_monoliths.Current, _pieces.Current, _spices.Current, _personas.Current);
        _monoliths.Changed += Refresh;
        _pieces.Changed += Refresh;
        _spices.Changed += Refresh;
        _personas.Changed += Refresh;
    }

    /// <summary>Raised after <see cref="Current"/> or <see cref="Errors"/> has changed, on any thread.</summary>
    public event Action? Changed;

    /// <summary>What is in force.</summary>
    public PromptSet Current => _current;

    /// <summary>The files that are not in force, with the line of the mistake; the last good ones are.</summary>
    public ImmutableArray<SettingsError> Errors =>
        [.. new[] { _monoliths.Error, _pieces.Error, _spices.Error, _personas.Error }.OfType<SettingsError>()];

    /// <summary>Writes the files that are missing, so that a person can edit them.</summary>
    /// <exception cref="IOException">One cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">One cannot be written.</exception>
    /// <exception cref="StorageException">The database cannot be written.</exception>
    public void WriteMissingFiles()
    {
        _monoliths.WriteWhereMissing();
        _pieces.WriteWhereMissing();
        _spices.WriteWhereMissing();
        _personas.WriteWhereMissing();
    }

    /// <summary>Reads the files now.</summary>
    public void Reload()
    {
        _monoliths.Reload();
        _pieces.Reload();
        _spices.Reload();
        _personas.Reload();
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _monoliths.Dispose();
        _pieces.Dispose();
        _spices.Dispose();
        _personas.Dispose();
    }

    /// <summary>The files as one. A name that is in both files of prompts is the assembled one.</summary>
    internal static PromptSet Combine(MonolithFile monoliths, PieceFile pieces, ImmutableSortedDictionary<string, SpiceCategory> spices, ImmutableSortedDictionary<string, Persona> personas) =>
        new(monoliths.Prompts.SetItems(pieces.Prompts), pieces.Pieces, spices, personas, monoliths.Renamed.SetItems(pieces.Renamed));

    private void Refresh()
    {
        lock (_gate)
        {
            _current = Combine(_monoliths.Current, _pieces.Current, _spices.Current, _personas.Current);
        }

        Changed?.Invoke();
    }
}
