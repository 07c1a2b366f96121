using System.Text.Json;
using System.Text.Json.Serialization;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Home;
using Sapphire.Actors.Subscriptions;

namespace Sapphire.Actors.Chat;

/// <summary>JSON of a chat's events, snapshot and commands.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ChatCreated))]
[JsonSerializable(typeof(UserSaid))]
[JsonSerializable(typeof(TurnRequested))]
[JsonSerializable(typeof(TurnStarted))]
[JsonSerializable(typeof(ReplyProgressed))]
[JsonSerializable(typeof(ToolCalled))]
[JsonSerializable(typeof(ToolReturned))]
[JsonSerializable(typeof(ReplyCompleted))]
[JsonSerializable(typeof(TurnFailed))]
[JsonSerializable(typeof(TurnCancelled))]
[JsonSerializable(typeof(TurnInterrupted))]
[JsonSerializable(typeof(ReplyHeard))]
[JsonSerializable(typeof(ChatRenamed))]
[JsonSerializable(typeof(ChatDeleted))]
[JsonSerializable(typeof(ChatRestored))]
[JsonSerializable(typeof(ChatStateSnapshot))]
[JsonSerializable(typeof(ChatNode))]
[JsonSerializable(typeof(CreateChat))]
[JsonSerializable(typeof(Say))]
[JsonSerializable(typeof(CancelTurn))]
[JsonSerializable(typeof(MarkHeard))]
[JsonSerializable(typeof(RetryTurn))]
[JsonSerializable(typeof(ContinueTurn))]
[JsonSerializable(typeof(RenameChat))]
[JsonSerializable(typeof(DeleteChat))]
[JsonSerializable(typeof(RestoreChat))]
[JsonSerializable(typeof(CommandReply))]
[JsonSerializable(typeof(Update))]
[JsonSerializable(typeof(WakeUp))]
[JsonSerializable(typeof(GetChats))]
[JsonSerializable(typeof(ChatList))]
[JsonSerializable(typeof(Subscribe))]
[JsonSerializable(typeof(SubscriptionRefused))]
[JsonSerializable(typeof(PublisherRestarted))]
[JsonSerializable(typeof(CheckSubscription))]
[JsonSerializable(typeof(SubscriptionStanding))]
public sealed partial class ChatJsonContext : JsonSerializerContext;
