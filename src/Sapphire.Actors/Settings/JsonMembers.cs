using System.Globalization;
using System.Text.Json.Nodes;

namespace Sapphire.Actors.Settings;

/// <summary>Reads members of an object of the settings, with a precise error for each that is not as it should be.</summary>
internal sealed class JsonMembers(Func<object[], string, SettingsException> fault)
{
    /// <summary>The error for a value at a path.</summary>
    public SettingsException Fault(object[] path, string message) => fault(path, message);

    /// <summary>A text; <paramref name="otherwise"/> where it is missing, and an error where that is null.</summary>
    public string Text(JsonObject node, object[] path, string member, string? otherwise) =>
        Value(node, member) is not { } value ? otherwise ?? throw fault(path, $"The member \"{member}\" is missing.")
        : value is JsonValue text && text.TryGetValue(out string? found) ? found
        : throw fault([.. path, member], "Expected a text in quotes.");

    /// <summary>True or false; null where it is missing.</summary>
    public bool? Flag(JsonObject node, object[] path, string member) =>
        Value(node, member) is not { } value ? null
        : value is JsonValue flag && flag.TryGetValue(out bool found) ? found
        : throw fault([.. path, member], "Expected true or false.");

    /// <summary>A number within a range; null where it is missing.</summary>
    public double? Number(JsonObject node, object[] path, string member, double least, double most)
    {
        if (Value(node, member) is not { } value)
        {
            return null;
        }

        double? number = value is JsonValue v && v.TryGetValue(out double found) ? found : null;
        return number >= least && number <= most ? number : throw fault([.. path, member], $"Expected a number from {Text(least)} to {Text(most)}.");
    }

    /// <summary>A whole number within a range; null where it is missing.</summary>
    public long? Whole(JsonObject node, object[] path, string member, long least, long most)
    {
        if (Value(node, member) is not { } value)
        {
            return null;
        }

        long? number = value is JsonValue v && v.TryGetValue(out double found) && Math.Truncate(found) == found && Math.Abs(found) < 9.2e18 ? (v.TryGetValue(out long exact) ? exact : (long)found) : null;
        return number >= least && number <= most ? number : throw fault([.. path, member], $"Expected a whole number from {Text(least)} to {Text(most)}.");
    }

    /// <summary>Writes a value, or takes the member away where there is none.</summary>
    public static void Put<T>(JsonObject node, string name, T? value)
        where T : struct
    {
        if (value is { } given)
        {
            node[name] = JsonValue.Create(given);
        }
        else
        {
            node.Remove(name);
        }
    }

    private static JsonNode? Value(JsonObject node, string member) => node.TryGetPropertyValue(member, out JsonNode? value) ? value : null;

    private static string Text(double number) => number.ToString("0.##", CultureInfo.InvariantCulture);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
