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
        ({ } text, _) => new((root.Text("name") ?? name).Trim(), text, null),
        (null, { ValueKind: JsonValueKind.Object } pieces) => new((root.Text("name") ?? name).Trim(), null, Selection(pieces)),
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
}
