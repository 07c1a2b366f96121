using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Sapphire.Actors.Prompts.Files;

/// <summary>What the formats of the library have in common.</summary>
internal static class LibraryFormats
{
    /// <summary>The member for former names.</summary>
    public const string Renamed = "_renamed";

    /// <summary>An empty map whose names are compared as they are.</summary>
    public static ImmutableSortedDictionary<string, T> Map<T>() => ImmutableSortedDictionary.Create<string, T>(StringComparer.Ordinal);

    /// <summary>Reads former names.</summary>
    public static ImmutableDictionary<string, string> ReadRenamed(JsonObject root, LibraryReader reader)
    {
        ImmutableDictionary<string, string> renamed = ImmutableDictionary.Create<string, string>(StringComparer.Ordinal);
        return reader.Object(root, Renamed) is not { } names
            ? renamed
            : renamed.AddRange(names.Select(n => KeyValuePair.Create(n.Key, reader.AsText(n.Value, [Renamed, n.Key]))));
    }

    /// <summary>Writes former names.</summary>
    public static void WriteRenamed(JsonObject root, ImmutableDictionary<string, string> renamed)
    {
        if (renamed.IsEmpty)
        {
            root.Remove(Renamed);
            return;
        }

        JsonObject names = [];
        foreach ((string from, string to) in renamed.OrderBy(static r => r.Key, StringComparer.Ordinal))
        {
            names[from] = to;
        }

        root[Renamed] = names;
    }

    /// <summary>Takes out what is no more, but for remarks.</summary>
    public static void RemoveOthers(JsonObject node, Func<string, bool> stays)
    {
        foreach (string name in node.Select(static m => m.Key).Where(name => !IsRemark(name) && !stays(name)).ToArray())
        {
            node.Remove(name);
        }
    }

    /// <summary>Whether a member is a remark of the file: <c>_comment</c>.</summary>
    public static bool IsRemark(string name) => name.Length == 0 || name[0] == '_';

    /// <summary>A list of texts.</summary>
    public static JsonArray Array(IEnumerable<string> texts)
    {
        JsonArray array = [];
        foreach (string text in texts)
        {
            array.Add((JsonNode)text);
        }

        return array;
    }

    /// <summary>Sets a member, or removes it.</summary>
    public static void Set(JsonObject node, string member, JsonNode? value)
    {
        if (value is null)
        {
            node.Remove(member);
        }
        else
        {
            node[member] = value;
        }
    }
}
