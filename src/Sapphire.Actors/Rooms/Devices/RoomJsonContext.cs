using System.Text.Json;
using System.Text.Json.Serialization;

namespace Sapphire.Actors.Rooms.Devices;

/// <summary>JSON of what rooms and others say to each other.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RoomAnnounced))]
[JsonSerializable(typeof(RoomLeft))]
[JsonSerializable(typeof(TimerRang))]
[JsonSerializable(typeof(VoiceChosen))]
[JsonSerializable(typeof(GetRooms))]
[JsonSerializable(typeof(RoomList))]
[JsonSerializable(typeof(SayInRoom))]
[JsonSerializable(typeof(TalkInRoom))]
[JsonSerializable(typeof(StopInRoom))]
[JsonSerializable(typeof(RoomAnswer))]
public sealed partial class RoomJsonContext : JsonSerializerContext;
