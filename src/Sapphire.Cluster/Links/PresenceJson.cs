using System.Text.Json.Serialization;
using Sapphire.Cluster.Messaging;

namespace Sapphire.Cluster.Links;

#pragma warning disable MA0048 // What nodes say of themselves, and how it is written.

/// <summary>Why a node speaks.</summary>
internal enum PresenceWord
{
    /// <summary>A heartbeat.</summary>
    Here,

    /// <summary>New, or back: the others answer at once.</summary>
    Hello,

    /// <summary>Leaves.</summary>
    Bye,
}

/// <summary>What a node says of itself.</summary>
internal sealed record PresenceMessage(PresenceWord Word, NodeInfo Node);

/// <summary>As JSON, so that an older node reads what it knows of a newer one's.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(PresenceMessage))]
internal sealed partial class PresenceJson : JsonSerializerContext;
