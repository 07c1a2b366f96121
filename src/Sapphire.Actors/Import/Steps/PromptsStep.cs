using System.Collections.Immutable;
using System.Text.Json;
using Sapphire.Actors.Import.Old;
using Sapphire.Actors.Prompts;

namespace Sapphire.Actors.Import.Steps;

/// <summary>Takes prompts, pieces and spices. What has the same name and another text here stays, and the old one gets a name of its own.</summary>
internal sealed class PromptsStep(PromptLibrary library) : IFolderStep
{
    private const string Own = " (imported)";

    /// <inheritdoc/>
    public Task RunAsync(FolderContext context, CancellationToken cancellationToken)
    {
        foreach (string file in context.Folder.Files("prompts", "*.json").OrderByDescending(static file => Path.GetFileName(file) == "prompt_pieces.json"))
        {
            string name = context.Folder.Name(file);
            JsonElement root = default;
            context.Try(FolderPart.Prompts, name, () =>
            {
                root = OldJson.Parse(OldJson.Clean(File.ReadAllBytes(file)));
                if (root.ValueKind != JsonValueKind.Object)
                {
                    root = default;
                    throw new OldFormatException("it is no JSON object");
                }
            });
            if (root.ValueKind == JsonValueKind.Object)
            {
                TakeFile(context, name, Path.GetFileName(file), root);
            }
        }

        return Task.CompletedTask;
    }

    private void TakeFile(FolderContext context, string source, string file, JsonElement root)
    {
        switch (file)
        {
            case "prompt_monoliths.json":
                TakePrompts(context, OldPrompts.Monoliths(root), []);
                break;
            case "prompt_pieces.json":
                TakePrompts(context, OldPrompts.Presets(root), TakePieces(context, OldPrompts.Pieces(root)));
                break;
            case "prompt_spices.json":
                TakeSpices(context, OldPrompts.Spices(root));
                break;
            case var _ when OldPrompts.Single(root, Path.GetFileNameWithoutExtension(file)) is { } one:
                TakePrompts(context, [one], []);
                break;
            default:
                context.NotTaken(FolderPart.Prompts, source, "It is no prompt.");
                break;
        }

        foreach ((string name, string why) in OldPrompts.Left(file, root))
        {
            context.NotTaken(file == "prompt_spices.json" ? FolderPart.Spices : FolderPart.Prompts, $"{name} ({source})", why);
        }
    }

    private Dictionary<(PieceKind, string), string> TakePieces(FolderContext context, IEnumerable<(PieceKind Kind, string Key, string Text)> pieces)
    {
        Dictionary<(PieceKind, string), string> moved = [];
        foreach ((PieceKind kind, string key, string text) in pieces.Where(static piece => !string.IsNullOrWhiteSpace(piece.Text)))
        {
            string to = library.Current.Piece(kind, key) is { } present && present != text ? $"{key}_imported" : key;
            bool isHere = Take(context, FolderPart.Prompts, $"piece {kind.Name()}/{key}", library.Current.Piece(kind, to) is { } there ? there == text : null, Empty() with
            {
                Pieces = Empty().Pieces.SetItem(kind, ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal).Add(to, text)),
            }, to == key ? "" : $"As {to}: another piece has the name here.");
            if (isHere)
            {
                moved[(kind, key)] = to;
            }
        }

        return moved;
    }

    private void TakePrompts(FolderContext context, IEnumerable<Prompt> prompts, Dictionary<(PieceKind, string), string> moved)
    {
        foreach (Prompt old in prompts)
        {
            bool IsHere(PieceKind kind, string key) => moved.ContainsKey((kind, key)) || library.Current.Piece(kind, key) is not null;

            // The old program's scenario called default was none.
            string[] missing = old.Pieces is not { } wanted ? [] :
                [.. PieceKinds.All.SelectMany(kind => wanted[kind].Where(key => !IsHere(kind, key) && (kind, key) != (PieceKind.Scenario, "default")).Select(key => $"{kind.Name()}/{key}"))];
            Prompt prompt = old.Pieces is not { } selection ? old : old with
            {
                Pieces = PieceKinds.All.Aggregate(selection, (all, kind) => all.With(kind, all[kind].Where(key => IsHere(kind, key)).Select(key => moved.GetValueOrDefault((kind, key), key)))),
            };
            string to = library.Current.Prompts.TryGetValue(prompt.Name, out Prompt? here) && here != prompt ? prompt.Name + Own : prompt.Name;
            context.Prompts[old.Name] = to;
            prompt = prompt with { Name = to };
            if (!Take(context, FolderPart.Prompts, old.Name, library.Current.Prompts.TryGetValue(to, out Prompt? present) ? present == prompt : null, Empty() with
            {
                Prompts = Empty().Prompts.Add(to, prompt),
            }, $"{(to == old.Name ? "" : $"As \"{to}\": another prompt has the name here.")}{(missing.Length == 0 ? "" : $" Without {string.Join(", ", missing)}, which the folder does not have.")}".Trim()))
            {
                context.Prompts.Remove(old.Name);
            }
        }
    }

    private void TakeSpices(FolderContext context, IEnumerable<(string Name, SpiceCategory Category)> spices)
    {
        foreach ((string name, SpiceCategory category) in spices.Where(static one => one.Category.Texts.Length > 0))
        {
            string to = library.Current.Spices.TryGetValue(name, out SpiceCategory? here) && !here.Equals(category) ? name + Own : name;
            Take(context, FolderPart.Spices, name, library.Current.Spices.TryGetValue(to, out SpiceCategory? present) ? present.Equals(category) : null, Empty() with
            {
                Spices = Empty().Spices.Add(to, category),
            }, to == name ? "" : $"As \"{to}\": another category has the name here.");
        }
    }

    // same: null where there is none of the name, else whether it is the same.
    private bool Take(FolderContext context, FolderPart part, string name, bool? same, PromptSet set, string detail)
    {
        if (same is { } isSame)
        {
            context.Add(part, name, FolderOutcome.Here, isSame ? "It is here already." : "It was imported before, and was changed here since.");
            return true;
        }

        try
        {
            if (context.DryRun)
            {
                PromptLibrary.Check(set);
            }
            else
            {
                library.Import(set, ImportConflict.Keep);
            }

            context.Add(part, name, FolderOutcome.Taken, detail);
            return true;
        }
        catch (LibraryException e)
        {
            context.NotTaken(part, name, e.Message);
            return false;
        }
    }

    private static PromptSet Empty() => new(
        ImmutableSortedDictionary.Create<string, Prompt>(StringComparer.Ordinal),
        ImmutableSortedDictionary<PieceKind, ImmutableSortedDictionary<string, string>>.Empty,
        ImmutableSortedDictionary.Create<string, SpiceCategory>(StringComparer.Ordinal),
        ImmutableSortedDictionary.Create<string, Persona>(StringComparer.Ordinal),
        ImmutableDictionary<string, string>.Empty);
}
