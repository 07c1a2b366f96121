using System.Text.Json.Nodes;

namespace Sapphire.Actors.Assistant.Intents;

/// <summary>Builds the arguments of a call.</summary>
internal static class Arguments
{
    /// <summary>No argument.</summary>
    public static JsonObject None => [];

    /// <summary>Arguments by name; null values are left out.</summary>
    public static JsonObject Of(params ReadOnlySpan<(string Name, object? Value)> arguments)
    {
        var result = new JsonObject();
        foreach ((string name, object? value) in arguments)
        {
            if (value is not null)
            {
                result[name] = Tools.JsonValues.ToNode(value is decimal number ? number / 1.0000000000000000000000000000m : value);
            }
        }

        return result;
    }
}
