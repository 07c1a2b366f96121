using System.Text.Json;
using Sapphire.Kernel.Configuration;

namespace Sapphire.Kernel.Tests.Configuration.Specification;

/// <summary>Compares what HOCON made of a JSON document with what System.Text.Json makes of it.</summary>
internal static class JsonEquality
{
    public static void ShouldMeanTheSame(string json)
    {
        using var document = JsonDocument.Parse(json);
        ShouldBe(HoconCases.Parse(json).Tree, document.RootElement, "$");
    }

    private static void ShouldBe(HoconNode node, JsonElement json, string at)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.Object:
                var fields = node.ShouldBeOfType<HoconObject>(at).Fields;
                var properties = json.EnumerateObject().ToList();
                fields.Keys.ShouldBe(properties.Select(property => property.Name), at);
                foreach (var property in properties)
                    ShouldBe(fields[property.Name], property.Value, $"{at}.{property.Name}");
                break;
            case JsonValueKind.Array:
                var items = node.ShouldBeOfType<HoconArray>(at).Items;
                items.Length.ShouldBe(json.GetArrayLength(), at);
                foreach (var (index, item) in json.EnumerateArray().Index())
                    ShouldBe(items[index], item, $"{at}[{index}]");
                break;
            case JsonValueKind.String:
                Scalar(node, HoconScalarKind.String, json.GetString()!, at);
                break;
            case JsonValueKind.Number:
                Scalar(node, HoconScalarKind.Number, json.GetRawText(), at);
                break;
            case JsonValueKind.Null:
                Scalar(node, HoconScalarKind.Null, "null", at);
                break;
            default:
                Scalar(node, HoconScalarKind.Boolean, json.GetRawText(), at);
                break;
        }
    }

    private static void Scalar(HoconNode node, HoconScalarKind kind, string text, string at)
    {
        var scalar = node.ShouldBeOfType<HoconScalar>(at);
        scalar.ScalarKind.ShouldBe(kind, at);
        scalar.Text.ShouldBe(text, at);
    }
}
