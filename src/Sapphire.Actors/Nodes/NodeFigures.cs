using System.Text.Json;
using System.Text.Json.Nodes;
using Sapphire.Actors.Operations;
using Sapphire.Actors.Storage;
using Sapphire.Cluster.Messaging;

namespace Sapphire.Actors.Nodes;

/// <summary>What a node says of itself beside its heartbeat: an object with a member for each part of the program.</summary>
public static class NodeFigures
{
    /// <summary>What the node uses.</summary>
    internal const string UsageMember = "usage";

    private const string StorageMember = "storage";

    /// <summary>Sets or removes (null) one member.</summary>
    internal static NodeInfo With(NodeInfo info, string member, JsonNode? value)
    {
        JsonObject figures = info.Figures is { ValueKind: JsonValueKind.Object } known ? JsonObject.Create(known)! : [];
        figures.Remove(member);
        if (value is not null)
        {
            figures.Add(member, value);
        }

        return info with { Figures = figures.Count == 0 ? null : JsonDocument.Parse(figures.ToJsonString()).RootElement };
    }

    /// <summary>Says whether the node can store; null when it can.</summary>
    public static NodeInfo WithStorage(NodeInfo info, StorageStatus? status) => With(info, StorageMember, status is null ? null : new JsonObject
    {
        ["reason"] = status.Reason,
        ["title"] = status.Title,
        ["detail"] = status.Detail,
        ["since"] = status.Since,
    });

    /// <summary>What a node uses; null when it says nothing of it, or what is not understood.</summary>
    public static NodeUsage? UsageOf(NodeInfo info)
    {
        try
        {
            return info.Figures is { ValueKind: JsonValueKind.Object } figures && figures.TryGetProperty(UsageMember, out JsonElement usage) ? usage.Deserialize(OperatorJson.Default.NodeUsage) : null;
        }
        catch (JsonException)
        {
            // Of a newer version.
            return null;
        }
    }

    /// <summary>Why a node cannot store; null when it can, or says nothing of it.</summary>
    public static StorageStatus? StorageOf(NodeInfo info)
    {
        if (info.Figures is not { ValueKind: JsonValueKind.Object } figures || !figures.TryGetProperty(StorageMember, out JsonElement status) || status.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        return new(Text("reason"), Text("title"), Text("detail"), status.TryGetProperty("since", out JsonElement since) && since.TryGetDateTimeOffset(out DateTimeOffset at) ? at : default);

        string Text(string member) => status.TryGetProperty(member, out JsonElement text) ? text.GetString() ?? "" : "";
    }
}
