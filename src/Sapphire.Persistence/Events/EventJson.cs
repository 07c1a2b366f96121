using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Sapphire.Persistence.Events;

/// <summary>JSON that upcasters work on.</summary>
[JsonSerializable(typeof(JsonObject))]
internal sealed partial class EventJson : JsonSerializerContext;
