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
            context.Try(FolderPart.Prompts, name, () =>
            {
                JsonElement root = OldJson.Parse(OldJson.Clean(File.ReadAllBytes(file)));
                switch (Path.GetFileName(file))
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
                        context.NotTaken(FolderPart.Prompts, name, "It is no prompt.");
                        break;
                }
            });
        }

        return Task.CompletedTask;
    }

    private Dictionary<(PieceKind, string), string> TakePieces(FolderContext context, IEnumerable<(PieceKind Kind, string Key, string Text)> pieces)
    {
        Dictionary<(PieceKind, string), string> moved = [];
        foreach ((PieceKind kind, string key, string text) in pieces.Where(static piece => !string.IsNullOrWhiteSpace(piece.Text)))
        {
            string to = library.Current.Piece(kind, key) is { } here && here != text ? $"{key}_imported" : key;
            moved[(kind, key)] = to;
            Take(context, FolderPart.Prompts, $"piece {kind.Name()}/{key}", library.Current.Piece(kind, to) is { } present ? present == text : null, Empty() with
            {
                Pieces = Empty().Pieces.SetItem(kind, ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal).Add(to, text)),
            }, to == key ? "" : $"As {to}: another piece has the name here.");
        }

        return moved;
    }

    private void TakePrompts(FolderContext context, IEnumerable<Prompt> prompts, Dictionary<(PieceKind, string), string> moved)
    {
        foreach (Prompt old in prompts)
        {
            Prompt prompt = old.Pieces is not { } selection ? old : old with
            {
                Pieces = PieceKinds.All.Aggregate(selection, (all, kind) => all.With(kind, all[kind].Select(key => moved.GetValueOrDefault((kind, key), key)).Where(key => context.DryRun || library.Current.Piece(kind, key) is not null))),
            };
            string to = library.Current.Prompts.TryGetValue(prompt.Name, out Prompt? here) && here != prompt ? prompt.Name + Own : prompt.Name;
            context.Prompts[old.Name] = to;
            prompt = prompt with { Name = to };
            Take(context, FolderPart.Prompts, old.Name, library.Current.Prompts.TryGetValue(to, out Prompt? present) ? present == prompt : null, Empty() with
            {
                Prompts = Empty().Prompts.Add(to, prompt),
            }, to == old.Name ? "" : $"As \"{to}\": another prompt has the name here.");
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
    private void Take(FolderContext context, FolderPart part, string name, bool? same, PromptSet set, string detail)
    {
        if (same is { } isSame)
        {
            context.Add(part, name, FolderOutcome.Here, isSame ? "It is here already." : "It was imported before, and was changed here since.");
            return;
        }

        try
        {
            if (!context.DryRun)
            {
                library.Import(set, ImportConflict.Keep);
            }

            context.Add(part, name, FolderOutcome.Taken, detail);
        }
        catch (LibraryException e)
        {
            context.NotTaken(part, name, e.Message);
        }
    }

    private static PromptSet Empty() => new(
        ImmutableSortedDictionary.Create<string, Prompt>(StringComparer.Ordinal),
        ImmutableSortedDictionary<PieceKind, ImmutableSortedDictionary<string, string>>.Empty,
        ImmutableSortedDictionary.Create<string, SpiceCategory>(StringComparer.Ordinal),
        ImmutableSortedDictionary.Create<string, Persona>(StringComparer.Ordinal),
        ImmutableDictionary<string, string>.Empty);
}
