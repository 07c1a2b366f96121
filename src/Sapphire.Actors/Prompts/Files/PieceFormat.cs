using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Sapphire.Actors.Prompts.Files;

/// <summary><c>prompt_pieces.json</c>: <c>{ "components": { "persona": { "key": "text" } }, "scenario_presets": { "name": { "persona": "key", "extras": ["key"] } } }</c>.</summary>
internal sealed class PieceFormat(PieceFile factory) : ILibraryFormat<PieceFile>
{
    private const string Components = "components";
    private const string Presets = "scenario_presets";

    /// <inheritdoc />
    public PieceFile Factory => factory;

    /// <inheritdoc />
    public PieceFile Read(JsonObject root, LibraryReader reader)
    {
        ImmutableSortedDictionary<PieceKind, ImmutableSortedDictionary<string, string>>.Builder pieces = ImmutableSortedDictionary.CreateBuilder<PieceKind, ImmutableSortedDictionary<string, string>>();
        JsonObject components = reader.Object(root, Components) ?? [];
        foreach (PieceKind kind in PieceKinds.All)
        {
            JsonObject texts = reader.Object(components, kind.Name(), Components) ?? [];
            pieces[kind] = LibraryFormats.Map<string>().AddRange(texts.Where(static t => !LibraryFormats.IsRemark(t.Key)).Select(t => KeyValuePair.Create(t.Key, reader.AsText(t.Value, [Components, kind.Name(), t.Key]))));
        }

        ImmutableSortedDictionary<string, Prompt>.Builder prompts = LibraryFormats.Map<Prompt>().ToBuilder();
        foreach ((string name, JsonNode? value) in reader.Object(root, Presets) ?? [])
        {
            if (LibraryFormats.IsRemark(name))
            {
                continue;
            }

            if (Prompt.NameProblem(name) is { } problem)
            {
                throw reader.Fault([Presets, name], problem);
            }

            JsonObject node = value as JsonObject ?? throw reader.Fault([Presets, name], "Expected an object: { \"persona\": \"…\", \"extras\": [ … ] }.");
            prompts[name] = new(name, null, Selection(node, reader, [Presets, name]), reader.Flag(node, "privacy_required", Presets, name) ?? false);
        }

        return new(pieces.ToImmutable(), prompts.ToImmutable(), LibraryFormats.ReadRenamed(root, reader));
    }

    /// <inheritdoc />
    public void Merge(JsonObject root, PieceFile value)
    {
        JsonObject components = Child(root, Components);
        foreach (PieceKind kind in PieceKinds.All)
        {
            JsonObject texts = Child(components, kind.Name());
            ImmutableSortedDictionary<string, string> pieces = value.Pieces.GetValueOrDefault(kind) ?? LibraryFormats.Map<string>();
            LibraryFormats.RemoveOthers(texts, pieces.ContainsKey);
            foreach ((string key, string text) in pieces)
            {
                texts[key] = text;
            }
        }

        JsonObject presets = Child(root, Presets);
        LibraryFormats.RemoveOthers(presets, value.Prompts.ContainsKey);
        foreach ((string name, Prompt prompt) in value.Prompts)
        {
            JsonObject node = Child(presets, name);
            Write(node, prompt.Pieces!);
            LibraryFormats.Set(node, "privacy_required", prompt.PrivacyRequired ? true : null);
        }

        LibraryFormats.WriteRenamed(root, value.Renamed);
    }

    /// <summary>Understands a selection: a key for each kind, a list for those that are lists.</summary>
    public static PieceSelection Selection(JsonObject node, LibraryReader reader, object[] path)
    {
        PieceSelection selection = PieceSelection.Empty;
        foreach (PieceKind kind in PieceKinds.All)
        {
            selection = node[kind.Name()] is JsonArray
                ? selection.With(kind, reader.Texts(node, kind.Name(), path) ?? [])
                : selection.With(kind, reader.Text(node, kind.Name(), path) ?? "");
        }

        return selection;
    }

    /// <summary>Writes a selection.</summary>
    public static void Write(JsonObject node, PieceSelection selection)
    {
        foreach (PieceKind kind in PieceKinds.All)
        {
            LibraryFormats.Set(node, kind.Name(), kind.IsList() ? LibraryFormats.Array(selection[kind]) : selection[kind].IsEmpty ? null : selection[kind][0]);
        }
    }

    private static JsonObject Child(JsonObject node, string member)
    {
        if (node[member] is JsonObject child)
        {
            return child;
        }

        JsonObject made = [];
        node[member] = made;
        return made;
    }
}
