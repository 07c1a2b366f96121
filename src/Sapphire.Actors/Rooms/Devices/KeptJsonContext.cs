using System.Text.Json;
using System.Text.Json.Serialization;

namespace Sapphire.Actors.Rooms.Devices;

/// <summary>JSON of what a room keeps on disk.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(KeptUtterance))]
internal sealed partial class KeptJsonContext : JsonSerializerContext;
