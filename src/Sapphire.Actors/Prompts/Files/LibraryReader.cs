using System.Text.Json;
using System.Text.Json.Nodes;
using Sapphire.Actors.Settings;

namespace Sapphire.Actors.Prompts.Files;

/// <summary>Reads a file of the library: lenient in form (comments, trailing commas, a byte order mark), strict in meaning.</summary>
/// <param name="file">For messages.</param>
/// <param name="content">UTF-8.</param>
/// <param name="within">Where in the file the paths begin that are given to it.</param>
internal sealed class LibraryReader(string file, ReadOnlyMemory<byte> content, params object[] within)
{
    private static readonly JsonDocumentOptions Options = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };
    private readonly ReadOnlyMemory<byte> _content = content.Span.StartsWith("\uFEFF"u8) ? content[3..] : content;

    /// <summary>True when it holds nothing but blanks.</summary>
    public bool IsBlank => _content.Span.Trim(" \t\r\n"u8).IsEmpty;

    /// <summary>The object that the file is; an empty one for a blank file.</summary>
    /// <exception cref="SettingsException">It is no JSON, or no object.</exception>
    public JsonObject Root()
    {
        if (IsBlank)
        {
            return [];
        }

        try
        {
            JsonNode? node = JsonNode.Parse(_content.Span, nodeOptions: null, Options);
            Touch(node);
            return node as JsonObject ?? throw Fault([], "Expected an object: { … }.");
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
    }

    /// <summary>A reader for a member of the root.</summary>
    public LibraryReader Within(string member) => new(file, _content, member);

    /// <summary>What is wrong with the value at a path, with its line.</summary>
    public SettingsException Fault(object[] path, string message)
    {
        path = [.. within, .. path];
        (int line, int column) = JsonPlace.Find(_content.Span, path);
        string name = string.Concat(path.Select((p, i) => p is int n ? $"[{n}]" : i == 0 ? (string)p : "." + p));
        return new(new(file, line, column, name.Length == 0 ? message : $"{name}: {message}"));
    }

    /// <summary>An object; null where it is missing.</summary>
    public JsonObject? Object(JsonObject node, string member, params object[] path) =>
        Get(node, member) is not { } value ? null : value as JsonObject ?? throw Fault([.. path, member], "Expected an object: { … }.");

    /// <summary>A text; null where it is missing.</summary>
    public string? Text(JsonObject node, string member, params object[] path) =>
        Get(node, member) is not { } value ? null : AsText(value, [.. path, member]);

    /// <summary>A text.</summary>
    public string AsText(JsonNode? value, object[] path) =>
        value is JsonValue text && text.TryGetValue(out string? found) ? found : throw Fault(path, "Expected a text in quotes.");

    /// <summary>True or false; null where it is missing.</summary>
    public bool? Flag(JsonObject node, string member, params object[] path) =>
        Get(node, member) is not { } value ? null : value is JsonValue flag && flag.TryGetValue(out bool found) ? found : throw Fault([.. path, member], "Expected true or false.");

    /// <summary>A number of a range; null where it is missing.</summary>
    public double? Number(JsonObject node, string member, double least, double most, params object[] path)
    {
        if (Get(node, member) is not { } value)
        {
            return null;
        }

        return value is JsonValue number && number.TryGetValue(out double found) && found >= least && found <= most
            ? found
            : throw Fault([.. path, member], FormattableString.Invariant($"Expected a number from {least} to {most}."));
    }

    /// <summary>A list of texts; null where it is missing.</summary>
    public IReadOnlyList<string>? Texts(JsonObject node, string member, params object[] path)
    {
        if (Get(node, member) is not { } value)
        {
            return null;
        }

        JsonArray items = value as JsonArray ?? throw Fault([.. path, member], "Expected a list of texts: [ \"…\" ].");
        return [.. items.Select((item, i) => AsText(item, [.. path, member, i]))];
    }

    private static JsonNode? Get(JsonObject node, string member) => node.TryGetPropertyValue(member, out JsonNode? value) ? value : null;

    // Members are read on demand; one that is given twice is found out here.
    private static void Touch(JsonNode? node)
    {
        foreach (JsonNode? child in node switch { JsonObject members => members.Select(static m => m.Value), JsonArray items => items, _ => [] })
        {
            Touch(child);
        }
    }
}
