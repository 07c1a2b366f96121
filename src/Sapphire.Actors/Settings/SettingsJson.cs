using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sapphire.Actors.Settings.Registry;

namespace Sapphire.Actors.Settings;

/// <summary>Reads and writes the text of <c>settings.json</c>: lenient in form (comments, trailing commas), strict in meaning.</summary>
internal static class SettingsJson
{
    private static readonly JsonSerializerOptions WriteOptions = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly JsonDocumentOptions ReadOptions = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>Reads a file's content.</summary>
    /// <param name="file">For messages.</param>
    /// <param name="content">UTF-8, with or without a byte order mark; a blank file is an error.</param>
    /// <exception cref="SettingsException">It is no JSON, or a known member has a value that it cannot have.</exception>
    public static (AppSettings Settings, JsonObject Document) Read(string file, ReadOnlyMemory<byte> content)
    {
        if (content.Span.StartsWith("\uFEFF"u8))
        {
            content = content[3..];
        }

        if (content.Span.Trim(" \t\r\n"u8).IsEmpty)
        {
            // As an editor leaves it for a moment that empties the file before it writes.
            throw new SettingsException(new(file, 1, 1, "The file is empty. Write {} for nothing, or delete it to have the defaults."));
        }

        JsonNode? node;
        try
        {
            node = JsonNode.Parse(content.Span, nodeOptions: null, ReadOptions);
            // Members are read on demand; a member given twice is found out here.
            Touch(node);
        }
        catch (JsonException e)
        {
            string message = e.Message.Split(" LineNumber:", StringSplitOptions.None)[0].Split(" Path:", StringSplitOptions.None)[0];
            throw new SettingsException(new(file, (int)(e.LineNumber ?? 0) + 1, (int)(e.BytePositionInLine ?? 0) + 1, message), e);
        }
        catch (ArgumentException e)
        {
            throw new SettingsException(new(file, 0, 0, "A member is given twice in one object: remove one of them."), e);
        }
        catch (InvalidOperationException e)
        {
            throw new SettingsException(new(file, 0, 0, "A text is not valid UTF-8."), e);
        }

        Reader reader = new(file, content);
        if (node is not JsonObject root)
        {
            throw reader.Fault([], "Expected an object: { \"models\": { … } }.");
        }

        return (new(ModelSettingsJson.Read(root, reader.Fault), SpeechJson.Read(root, reader.Fault))
        {
            ChatDefaults = ChatDefaultsJson.Read(root, reader.Fault),
            Values = SettingValuesJson.Read(root, reader.Fault),
        }, root);
    }

    /// <summary>Puts settings into a document; members that are not known stay where they are.</summary>
    public static JsonObject Merge(JsonObject document, AppSettings settings)
    {
        JsonObject root = (JsonObject)document.DeepClone();
        ModelSettingsJson.Merge(root, settings.Models);
        SpeechJson.Merge(root, settings.Speech);
        ChatDefaultsJson.Merge(root, settings.ChatDefaults);
        SettingValuesJson.Merge(root, settings.Values);
        return root;
    }

    /// <summary>The text of a document.</summary>
    public static byte[] Write(JsonObject document) => Encoding.UTF8.GetBytes(document.ToJsonString(WriteOptions) + "\n");

    private static void Touch(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject members:
                foreach ((string _, JsonNode? child) in members)
                {
                    Touch(child);
                }

                break;
            case JsonArray items:
                foreach (JsonNode? child in items)
                {
                    Touch(child);
                }

                break;
        }
    }

    private sealed class Reader(string file, ReadOnlyMemory<byte> content)
    {
        public SettingsException Fault(object[] path, string message)
        {
            (int line, int column) = JsonPlace.Find(content.Span, path);
            string name = string.Concat(path.Select((p, i) => p is int n ? $"[{n}]" : i == 0 ? (string)p : "." + p));
            return new(new(file, line, column, name.Length == 0 ? message : $"{name}: {message}"));
        }
    }
}
