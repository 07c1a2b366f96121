using System.Text.Json;
using System.Text.Json.Nodes;
using Sapphire.Actors.Nodes;
using Sapphire.Cluster.Messaging;

namespace Sapphire.Actors.ClusterSpeech;

/// <summary>
/// What a node says of its engines with each heartbeat, among its other figures:
/// <c>"speech": {"stt": {"pocketsphinx": 2}, "tts": {"flite": 1, "espeak-ng": 1}}</c>.
/// </summary>
internal static class SpeechFigures
{
    private const string Speech = "speech";

    /// <summary>The figures of a node, with these engines.</summary>
    public static NodeInfo With(NodeInfo info, IEnumerable<(string Role, string Engine, int Count)> engines)
    {
        JsonObject speech = [];
        foreach ((string role, string engine, int count) in engines)
        {
            if (speech[role] is not JsonObject ofRole) speech[role] = ofRole = [];
            ofRole[engine] = count;
        }

        return NodeFigures.With(info, Speech, speech);
    }

    /// <summary>The engines that a node has for a role.</summary>
    public static IEnumerable<string> Engines(JsonElement? figures, string role)
    {
        if (figures is not { ValueKind: JsonValueKind.Object } all
            || !all.TryGetProperty(Speech, out JsonElement speech) || speech.ValueKind != JsonValueKind.Object
            || !speech.TryGetProperty(role, out JsonElement ofRole) || ofRole.ValueKind != JsonValueKind.Object)
        {
            return [];
        }

        return ofRole.EnumerateObject().Where(static e => e.Value.ValueKind == JsonValueKind.Number && e.Value.TryGetInt32(out int count) && count > 0).Select(static e => e.Name);
    }
}
