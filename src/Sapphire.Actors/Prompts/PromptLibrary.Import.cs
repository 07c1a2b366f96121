using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using Sapphire.Actors.Prompts.Files;

namespace Sapphire.Actors.Prompts;

/// <summary>Import, export, and back to the factory's set.</summary>
public sealed partial class PromptLibrary
{
    private static readonly JsonSerializerOptions ExportOptions = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The library in one file of JSON, or one prompt with its pieces, or one persona with its prompt.</summary>
    /// <param name="prompt">A prompt; null for all.</param>
    /// <param name="persona">A persona; null for all.</param>
    /// <exception cref="LibraryException">It does not exist.</exception>
    public string Export(string? prompt = null, string? persona = null)
    {
        PromptSet all = Current;
        PromptSet part = prompt is null && persona is null ? all : all with { Prompts = LibraryFormats.Map<Prompt>(), Pieces = all.Pieces.Clear(), Spices = LibraryFormats.Map<SpiceCategory>(), Personas = LibraryFormats.Map<Persona>() };
        if (persona is not null)
        {
            Persona one = all.Personas.GetValueOrDefault(persona) ?? throw LibraryException.NotFound("persona", persona);
            part = part with { Personas = part.Personas.Add(persona, one), Spices = part.Spices.AddRange((one.Settings.SpiceSets ?? []).Where(all.Spices.ContainsKey).Select(s => KeyValuePair.Create(s, all.Spices[s]))) };
            prompt ??= all.Find(one.Settings.Prompt)?.Name;
        }

        if (prompt is not null)
        {
            Prompt one = Known(prompt);
            part = part with
            {
                Prompts = part.Prompts.Add(prompt, one),
                Pieces = one.Pieces is not { } selection ? part.Pieces : part.Pieces.AddRange(PieceKinds.All.Select(kind =>
                    KeyValuePair.Create(kind, LibraryFormats.Map<string>().AddRange(selection[kind].Where(key => all.Piece(kind, key) is not null).Select(key => KeyValuePair.Create(key, all.Piece(kind, key)!)))))),
            };
        }

        return LibraryBundle.Write(part).ToJsonString(ExportOptions) + "\n";
    }

    /// <summary>Takes over what a file of <see cref="Export"/> holds.</summary>
    /// <exception cref="LibraryException">It is no such file, or holds something that cannot be taken; nothing has changed.</exception>
    public ImportOutcome Import(ReadOnlyMemory<byte> content, ImportConflict conflict) => Import(LibraryBundle.Read(content), conflict);

    /// <summary>Takes over a set.</summary>
    /// <exception cref="LibraryException">It holds something that cannot be taken; nothing has changed.</exception>
    public ImportOutcome Import(PromptSet set, ImportConflict conflict)
    {
        Check(set);
        ImportTally tally = new(conflict);
        bool TakenAsOther(string name, bool assembled) => Current.Prompts.TryGetValue(name, out Prompt? other) && other.IsAssembled != assembled;
        _pieces.Update(file =>
        {
            tally.Begin("pieces");
            PieceFile next = file;
            Dictionary<(PieceKind, string), string> moved = [];
            foreach ((PieceKind kind, ImmutableSortedDictionary<string, string> texts) in set.Pieces)
            {
                ImmutableSortedDictionary<string, string> merged = tally.Merge(next.Pieces[kind], texts, key => $"piece {kind.Name()}/{key}", (key, taken) => Free(key, taken, PieceKinds.MaxKey, "_"), static (text, _) => text, (key, to) => moved[(kind, key)] = to);
                next = merged == next.Pieces[kind] ? next : next with { Pieces = next.Pieces.SetItem(kind, merged) };
            }

            IEnumerable<KeyValuePair<string, Prompt>> prompts = set.Prompts.Where(static p => p.Value.IsAssembled).Select(p =>
                KeyValuePair.Create(p.Key, p.Value with { Pieces = PieceKinds.All.Aggregate(p.Value.Pieces!, (pieces, kind) => pieces.With(kind, pieces[kind].Select(key => moved.GetValueOrDefault((kind, key), key)))) }));
            ImmutableSortedDictionary<string, Prompt> presets = tally.Merge(next.Prompts, prompts, PromptName, FreePrompt, static (p, name) => p with { Name = name }, taken: name => TakenAsOther(name, assembled: true));
            return presets == next.Prompts ? next : next with { Prompts = presets };
        });
        _monoliths.Update(file =>
        {
            tally.Begin("monoliths");
            ImmutableSortedDictionary<string, Prompt> merged = tally.Merge(file.Prompts, set.Prompts.Where(static p => !p.Value.IsAssembled), PromptName, FreePrompt, static (p, name) => p with { Name = name }, taken: name => TakenAsOther(name, assembled: false));
            return merged == file.Prompts ? file : file with { Prompts = merged };
        });
        _spices.Update(all =>
        {
            tally.Begin("spices");
            return tally.Merge(all, set.Spices, static name => $"category \"{name}\"", FreePrompt, static (s, _) => s);
        });
        _personas.Update(all =>
        {
            tally.Begin("personas");
            return tally.Merge(all, set.Personas, static id => $"persona \"{id}\"", static (id, taken) => Free(id, taken, PersonaRules.MaxId, "-"), static (p, id) => p with { Id = id });
        });
        return tally.Outcome;

        static string PromptName(string name) => $"prompt \"{name}\"";
        static string FreePrompt(string name, Func<string, bool> taken) => Free(name, taken, Prompt.MaxName);
    }

    /// <summary>Finds out what of a set cannot be taken.</summary>
    /// <exception cref="LibraryException">Something of it; says what.</exception>
    internal static void Check(PromptSet set)
    {
        foreach (Prompt prompt in set.Prompts.Values)
        {
            Check(prompt);
        }

        foreach ((string key, string text) in set.Pieces.Values.SelectMany(static p => p))
        {
            CheckKey(key);
            CheckText(text, $"piece \"{key}\"");
        }

        foreach (string text in set.Spices.Values.SelectMany(static s => s.Texts))
        {
            CheckSpice(text);
        }

        foreach (Persona persona in set.Personas.Values)
        {
            Check(persona);
        }
    }

    /// <summary>Brings what the factory has back as it was; what a person has added stays.</summary>
    public ImportOutcome MergeFactory() => Import(FactoryPrompts.Set, ImportConflict.Replace);

    /// <summary>Brings everything back as it was in a new home; what a person has added is gone. Returns what was there, in one file for <see cref="Restore"/>.</summary>
    public string Reset()
    {
        string before = Export();
        Replace(FactoryPrompts.Set);
        return before;
    }

    /// <summary>Replaces the whole library by a file of <see cref="Export"/>.</summary>
    /// <exception cref="LibraryException">It is no such file; nothing has changed.</exception>
    public void Restore(ReadOnlyMemory<byte> content) => Replace(LibraryBundle.Read(content));

    /// <summary>Brings one prompt of the factory back as it was, with its pieces.</summary>
    /// <exception cref="LibraryException">The factory has none of that name.</exception>
    public void ResetPrompt(string name)
    {
        Prompt prompt = FactoryPrompts.Set.Prompts.GetValueOrDefault(name) ?? throw LibraryException.NotFound("prompt of the factory", name);
        if (Current.Prompts.TryGetValue(name, out Prompt? other) && other.IsAssembled != prompt.IsAssembled)
        {
            DeletePrompt(name);
        }

        PromptSet one = FactoryPrompts.Set with
        {
            Prompts = LibraryFormats.Map<Prompt>().Add(name, prompt),
            Pieces = FactoryPrompts.Set.Pieces.Clear().AddRange(PieceKinds.All.Select(kind =>
                KeyValuePair.Create(kind, LibraryFormats.Map<string>().AddRange((prompt.Pieces?[kind] ?? []).Select(key => KeyValuePair.Create(key, FactoryPrompts.Set.Piece(kind, key)!)))))),
            Spices = LibraryFormats.Map<SpiceCategory>(),
            Personas = LibraryFormats.Map<Persona>(),
        };
        Import(one, ImportConflict.Replace);
    }

    private void Replace(PromptSet set)
    {
        PieceFile pieces = new(PieceKinds.All.Aggregate(set.Pieces, static (all, kind) => all.ContainsKey(kind) ? all : all.Add(kind, LibraryFormats.Map<string>())), LibraryFormats.Map<Prompt>().AddRange(set.Prompts.Where(static p => p.Value.IsAssembled)), ImmutableDictionary<string, string>.Empty);
        _pieces.Update(file => pieces with { Renamed = file.Renamed });
        _monoliths.Update(file => new(LibraryFormats.Map<Prompt>().AddRange(set.Prompts.Where(static p => !p.Value.IsAssembled)), file.Renamed));
        _spices.Update(_ => set.Spices);
        _personas.Update(_ => set.Personas);
    }
}
