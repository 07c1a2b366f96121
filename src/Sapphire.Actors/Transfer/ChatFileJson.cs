using System.Text.Json;
using System.Text.Json.Serialization;

namespace Sapphire.Actors.Transfer;

/// <summary>The JSON of exported chats.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, WriteIndented = true)]
[JsonSerializable(typeof(ChatFile))]
[JsonSerializable(typeof(ChatFile[]))]
internal sealed partial class ChatFileJson : JsonSerializerContext;
