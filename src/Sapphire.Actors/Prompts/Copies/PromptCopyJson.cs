using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sapphire.Actors.Prompts.Files;

namespace Sapphire.Actors.Prompts.Copies;

/// <summary>The file of a chat's copies: <c>{ "prompt": { "applied": 1, "edits": [ { "label": "…", "at": "…", "text": "…" } ] } }</c>.</summary>
internal static class PromptCopyJson
{
    private static readonly JsonSerializerOptions Options = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Understands the file.</summary>
    /// <exception cref="Settings.SettingsException">It is broken; says where.</exception>
    public static ImmutableSortedDictionary<string, PromptCopy> Read(string file, ReadOnlyMemory<byte> content)
    {
        LibraryReader reader = new(file, content);
        ImmutableSortedDictionary<string, PromptCopy>.Builder copies = LibraryFormats.Map<PromptCopy>().ToBuilder();
        JsonObject root = reader.Root();
        foreach (string name in root.Select(static m => m.Key))
        {
            JsonObject node = reader.Object(root, name)!;
            JsonArray items = node["edits"] as JsonArray ?? throw reader.Fault([name], "The member \"edits\" is missing.");
            ImmutableArray<PromptEdit> edits = [.. items.Select((item, i) => Edit(item as JsonObject ?? throw reader.Fault([name, "edits", i], "Expected an object."), reader, [name, "edits", i]))];
            copies[name] = new(edits, (int)(reader.Number(node, "applied", 0, edits.Length, name) ?? edits.Length));
        }

        return copies.ToImmutable();
    }

    /// <summary>Writes the file.</summary>
    public static byte[] Write(ImmutableSortedDictionary<string, PromptCopy> copies)
    {
        JsonObject root = [];
        foreach ((string name, PromptCopy copy) in copies)
        {
            JsonArray edits = [];
            foreach (PromptEdit edit in copy.Edits)
            {
                edits.Add((JsonNode)Node(edit));
            }

            root[name] = new JsonObject { ["applied"] = copy.Applied, ["edits"] = edits };
        }

        return Encoding.UTF8.GetBytes(root.ToJsonString(Options) + "\n");
    }

    private static PromptEdit Edit(JsonObject node, LibraryReader reader, object[] path)
    {
        JsonObject own = reader.Object(node, "own", path) ?? [];
        PromptDraft draft = new(
            reader.Text(node, "text", path),
            reader.Object(node, "pieces", path) is { } pieces ? PieceFormat.Selection(pieces, reader, [.. path, "pieces"]) : null,
            LibraryFormats.Map<string>().AddRange(own.Select(o => KeyValuePair.Create(o.Key, reader.AsText(o.Value, [.. path, "own", o.Key])))));
        string? at = reader.Text(node, "at", path);
        return new(
            reader.Text(node, "label", path) ?? "",
            at is null ? default : DateTimeOffset.TryParse(at, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time) ? time : throw reader.Fault([.. path, "at"], "Expected a date and time as 2026-11-22T16:05:00Z."),
            draft);
    }

    private static JsonObject Node(PromptEdit edit)
    {
        JsonObject node = new() { ["label"] = edit.Label, ["at"] = edit.At.ToString("O", CultureInfo.InvariantCulture) };
        LibraryFormats.Set(node, "text", edit.Draft.Text);
        if (edit.Draft.Pieces is { } pieces)
        {
            JsonObject selection = [];
            PieceFormat.Write(selection, pieces);
            node["pieces"] = selection;
        }

        if (!edit.Draft.Own.IsEmpty)
        {
            JsonObject own = [];
            foreach ((string key, string text) in edit.Draft.Own)
            {
                own[key] = text;
            }

            node["own"] = own;
        }

        return node;
    }
}
