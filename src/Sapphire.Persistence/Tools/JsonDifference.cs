using System.Text.Json;

namespace Sapphire.Persistence.Tools;

/// <summary>Finds where two JSON texts differ, without telling what they hold.</summary>
internal static class JsonDifference
{
    /// <summary>The path of the first difference, such as <c>$.nodes[3].status</c>; null when they are equal.</summary>
    public static string? Find(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        if (left.SequenceEqual(right))
        {
            return null;
        }

        JsonDocumentOptions deep = new() { MaxDepth = 1000 };
        using JsonDocument a = JsonDocument.Parse(left.ToArray(), deep);
        using JsonDocument b = JsonDocument.Parse(right.ToArray(), deep);
        return Find(a.RootElement, b.RootElement, "$");
    }

    private static string? Find(JsonElement a, JsonElement b, string path)
    {
        if (a.ValueKind != b.ValueKind)
        {
            return path;
        }

        switch (a.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (JsonProperty property in a.EnumerateObject())
                {
                    string inner = $"{path}.{property.Name}";
                    if (!b.TryGetProperty(property.Name, out JsonElement other))
                    {
                        return inner;
                    }

                    if (Find(property.Value, other, inner) is { } found)
                    {
                        return found;
                    }
                }

                return b.EnumerateObject().Where(property => !a.TryGetProperty(property.Name, out _)).Select(property => $"{path}.{property.Name}").FirstOrDefault();
            case JsonValueKind.Array:
                int length = Math.Min(a.GetArrayLength(), b.GetArrayLength());
                for (int i = 0; i < length; i++)
                {
                    if (Find(a[i], b[i], $"{path}[{i}]") is { } found)
                    {
                        return found;
                    }
                }

                return a.GetArrayLength() == b.GetArrayLength() ? null : $"{path}[{length}]";
            default:
                return JsonElement.DeepEquals(a, b) ? null : path;
        }
    }
}
