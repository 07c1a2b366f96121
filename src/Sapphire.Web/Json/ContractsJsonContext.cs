using System.Text.Json;
using System.Text.Json.Serialization;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Ids;
using Sapphire.Actors.Operations;
using Sapphire.Actors.Rooms;
using Sapphire.Actors.Rooms.Devices;
using Sapphire.Web.Contracts;

namespace Sapphire.Web.Json;

/// <summary>Generated JSON of everything that browsers and the server say to each other: no reflection at start.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(Update))]
[JsonSerializable(typeof(CommandReply))]
[JsonSerializable(typeof(CreateChatRequest))]
[JsonSerializable(typeof(SendRequest))]
[JsonSerializable(typeof(TurnRequest))]
[JsonSerializable(typeof(RenameRequest))]
[JsonSerializable(typeof(ChatRequest))]
[JsonSerializable(typeof(TimerRequest))]
[JsonSerializable(typeof(ChatId?))]
[JsonSerializable(typeof(SessionView))]
[JsonSerializable(typeof(SetupRequest))]
[JsonSerializable(typeof(LoginRequest))]
[JsonSerializable(typeof(ModelsView))]
[JsonSerializable(typeof(ProviderRequest))]
[JsonSerializable(typeof(SelectionRequest))]
[JsonSerializable(typeof(ModelTestRequest))]
[JsonSerializable(typeof(ModelTestResult))]
[JsonSerializable(typeof(ScanResult))]
[JsonSerializable(typeof(RoomUpdate))]
[JsonSerializable(typeof(RoomId))]
[JsonSerializable(typeof(MicrophoneRequest))]
[JsonSerializable(typeof(MicrophoneFrame))]
[JsonSerializable(typeof(RoomRequest))]
[JsonSerializable(typeof(PlaybackReport))]
[JsonSerializable(typeof(ReadAloudRequest))]
[JsonSerializable(typeof(SpeechView))]
[JsonSerializable(typeof(SpeechSettingsRequest))]
[JsonSerializable(typeof(SpeechTestRequest))]
[JsonSerializable(typeof(RecognizerTestRequest))]
[JsonSerializable(typeof(RecognizerTestResult))]
[JsonSerializable(typeof(BackupsView))]
[JsonSerializable(typeof(SettingsView))]
[JsonSerializable(typeof(SettingRequest))]
[JsonSerializable(typeof(SettingsRequest))]
[JsonSerializable(typeof(SearchAnswer))]
[JsonSerializable(typeof(UsageAnswer))]
[JsonSerializable(typeof(RoomsAnswer))]
[JsonSerializable(typeof(IReadOnlyList<RoomView>))]
[JsonSerializable(typeof(RoomSayRequest))]
[JsonSerializable(typeof(RoomTalkRequest))]
[JsonSerializable(typeof(ClusterUpdate))]
[JsonSerializable(typeof(SessionsView))]
[JsonSerializable(typeof(SessionPlace))]
[JsonSerializable(typeof(ActorsRequest))]
[JsonSerializable(typeof(ActorRequest))]
[JsonSerializable(typeof(ActorView))]
[JsonSerializable(typeof(DrainView))]
[JsonSerializable(typeof(DeadLettersRequest))]
[JsonSerializable(typeof(DeadLettersView))]
[JsonSerializable(typeof(OperatorDone))]
[JsonSerializable(typeof(LogRequest))]
[JsonSerializable(typeof(LogUpdate))]
[JsonSerializable(typeof(DashboardAnswer))]
public sealed partial class ContractsJsonContext : JsonSerializerContext;
