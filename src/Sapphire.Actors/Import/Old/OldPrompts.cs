using System.Collections.Immutable;
using System.Text.Json;
using Sapphire.Actors.Prompts;

namespace Sapphire.Actors.Import.Old;

/// <summary>Reads the old prompts: texts, pieces with presets, spices, and the oldest form of one prompt a file.</summary>
internal static class OldPrompts
{
    /// <summary>Texts: <c>{name: text}</c>.</summary>
    public static IEnumerable<Prompt> Monoliths(JsonElement root) => Members(root)
        .Select(static one => (one.Name, Text: one.Value.ValueKind == JsonValueKind.Object ? one.Value.Text("content") : one.Value.ValueKind == JsonValueKind.String ? one.Value.GetString() : null, Private: one.Value.Flag("privacy_required") ?? false))
        .Where(static one => one.Text is not null)
        .Select(static one => new Prompt(one.Name.Trim(), one.Text, null, one.Private));

    /// <summary>Pieces: <c>{components:{kind:{key:text}}}</c>.</summary>
    public static IEnumerable<(PieceKind Kind, string Key, string Text)> Pieces(JsonElement root)
    {
        foreach (JsonProperty kind in Members(root.Member("components") ?? default))
        {
            if (PieceKinds.TryParse(kind.Name, out PieceKind parsed))
            {
                foreach (JsonProperty piece in Members(kind.Value).Where(static piece => piece.Value.ValueKind == JsonValueKind.String))
                {
                    yield return (parsed, PieceKinds.KeyOf(piece.Name), piece.Value.GetString()!);
                }
            }
        }
    }

    /// <summary>Presets: <c>{scenario_presets:{name:{persona, …, extras:[…]}}}</c>.</summary>
    public static IEnumerable<Prompt> Presets(JsonElement root) => Members(root.Member("scenario_presets") ?? default)
        .Where(static one => one.Value.ValueKind == JsonValueKind.Object)
        .Select(static one => new Prompt(one.Name.Trim(), null, Selection(one.Value), one.Value.Flag("privacy_required") ?? false));

    /// <summary>One prompt a file: <c>{name,type,content|components}</c>.</summary>
    public static Prompt? Single(JsonElement root, string name) => (root.Text("content"), root.Member("components")) switch
    {
        ({ } text, _) => new((root.Text("name") ?? name).Trim(), text, null, root.Flag("privacy_required") ?? false),
        (null, { ValueKind: JsonValueKind.Object } pieces) => new((root.Text("name") ?? name).Trim(), null, Selection(pieces), root.Flag("privacy_required") ?? pieces.Flag("privacy_required") ?? false),
        _ => null,
    };

    /// <summary>Spices: <c>{category:[…], _disabled_categories:[…]}</c>.</summary>
    public static IEnumerable<(string Name, SpiceCategory Category)> Spices(JsonElement root)
    {
        HashSet<string> off = root.Member("_disabled_categories") is { ValueKind: JsonValueKind.Array } names ? [.. names.EnumerateArray().Select(static name => name.AsText())] : [];
        return Members(root).Where(static one => one.Value.ValueKind == JsonValueKind.Array)
            .Select(one => (one.Name.Trim(), new SpiceCategory([.. one.Value.EnumerateArray().Where(static text => text.ValueKind == JsonValueKind.String).Select(static text => text.GetString()!)], !off.Contains(one.Name))));
    }

    private static PieceSelection Selection(JsonElement preset)
    {
        PieceSelection selection = PieceSelection.Empty;
        foreach (JsonProperty member in Members(preset))
        {
            if (PieceKinds.TryParse(member.Name, out PieceKind kind))
            {
                ImmutableArray<string> keys = member.Value.ValueKind == JsonValueKind.Array
                    ? [.. member.Value.EnumerateArray().Select(static key => PieceKinds.KeyOf(key.AsText()))]
                    : member.Value.ValueKind == JsonValueKind.String ? [PieceKinds.KeyOf(member.Value.GetString()!)] : [];
                selection = selection.With(kind, keys);
            }
        }

        return selection;
    }

    private static IEnumerable<JsonProperty> Members(JsonElement element) =>
        element.ValueKind == JsonValueKind.Object ? element.EnumerateObject().Where(static member => !member.Name.StartsWith('_')) : [];

    /// <summary>What is in the files and is none of the above, each with the reason.</summary>
    /// <param name="file">The file's name.</param>
    /// <param name="root">What it holds.</param>
    public static IEnumerable<(string Name, string Why)> Left(string file, JsonElement root) => file switch
    {
        "prompt_monoliths.json" => Members(root).Where(static one => one.Value.ValueKind != JsonValueKind.String && one.Value.Text("content") is null).Select(static one => (one.Name, "It has no text.")),
        "prompt_spices.json" => Members(root).Select(static one => (one.Name, one.Value switch
        {
            { ValueKind: not JsonValueKind.Array } => "It is no list of texts.",
            _ when one.Value.GetArrayLength() == 0 => "It is empty.",
            _ when one.Value.EnumerateArray().Any(static text => text.ValueKind != JsonValueKind.String) => "Some of its entries are no texts: they were left out.",
            _ => "",
        })).Where(static one => one.Item2.Length > 0),
        "prompt_pieces.json" => LeftOfPieces(root),
        _ => [],
    };

    private static IEnumerable<(string Name, string Why)> LeftOfPieces(JsonElement root)
    {
        foreach (JsonProperty kind in Members(root.Member("components") ?? default))
        {
            if (!PieceKinds.TryParse(kind.Name, out _))
            {
                yield return ($"pieces of the kind {kind.Name}", "There is no such kind here.");
                continue;
            }

            foreach (JsonProperty piece in Members(kind.Value).Where(static piece => piece.Value.ValueKind != JsonValueKind.String || string.IsNullOrWhiteSpace(piece.Value.GetString())))
            {
                yield return ($"piece {kind.Name}/{piece.Name}", "It has no text.");
            }
        }

        foreach (JsonProperty preset in Members(root.Member("scenario_presets") ?? default).Where(static one => one.Value.ValueKind != JsonValueKind.Object))
        {
            yield return (preset.Name, "It is no selection of pieces.");
        }

        foreach (JsonProperty member in Members(root).Where(static member => member.Name is not ("components" or "scenario_presets")))
        {
            yield return (member.Name, "Nothing here knows what it is.");
        }
    }
}
