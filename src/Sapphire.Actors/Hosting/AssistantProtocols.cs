using Sapphire.Actors.Chat;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.ClusterSpeech;
using Sapphire.Actors.Home;
using Sapphire.Actors.Operations;
using Sapphire.Actors.Rooms.Devices;
using Sapphire.Actors.Schedule;
using Sapphire.Actors.Subscriptions;
using Sapphire.Cluster.Sharding;
using Sapphire.Kernel.Serialization;

namespace Sapphire.Actors.Hosting;

/// <summary>The messages that may leave their process, by the names that stand for them in bytes.</summary>
public static class AssistantProtocols
{
    /// <summary>Chats: commands, their reply, what pages read, and the list.</summary>
    public static JsonProtocol Chat { get; } = new JsonProtocol("chat", 1001, ChatJsonContext.Default)
        .Add<CreateChat>("create.1")
        .Add<Say>("say.1")
        .Add<CancelTurn>("cancel.1")
        .Add<MarkHeard>("heard.1")
        .Add<RetryTurn>("retry.1")
        .Add<ContinueTurn>("continue.1")
        .Add<RenameChat>("rename.1")
        .Add<DeleteChat>("delete.1")
        .Add<RestoreChat>("restore.1")
        .Add<ChangeChatSettings>("settings.1")
        .Add<PinChat>("pin.1")
        .Add<ArchiveChat>("archive.1")
        .Add<TitleChat>("title.1")
        .Add<SelectBranch>("select.1")
        .Add<EditReply>("edit-reply.1")
        .Add<RemoveMessages>("remove.1")
        .Add<RemoveToolCall>("remove-tool-call.1")
        .Add<UndoLast>("undo.1")
        .Add<RedoLast>("redo.1")
        .Add<ImportMessages>("import.1")
        .Add<CommandReply>("reply.1")
        .Add<WakeUp>("wake-up.1")
        .Add<Subscribe>("subscribe.1")
        .Add<SubscriptionRefused>("subscription-refused.1")
        .Add<PublisherRestarted>("publisher-restarted.1")
        .Add<CheckSubscription>("check-subscription.1")
        .Add<SubscriptionStanding>("subscription-standing.1")
        .Add<Update>("update.1")
        .Add<GetChats>("get-chats.1")
        .Add<ChatList>("chat-list.1");

    /// <summary>The schedule: commands, questions and their answers.</summary>
    public static JsonProtocol Schedule { get; } = new JsonProtocol("schedule", 1002, ScheduleJsonContext.Default)
        .Add<SetTimer>("set.1")
        .Add<CancelTimer>("cancel.1")
        .Add<DismissNotification>("dismiss.1")
        .Add<GetSchedule>("get.1")
        .Add<ScheduleView>("view.1")
        .Add<TimerAnswer>("answer.1");

    /// <summary>Rooms with microphones and speakers: their announcements, and what they are told.</summary>
    public static JsonProtocol Rooms { get; } = new JsonProtocol("rooms", 1003, RoomJsonContext.Default)
        .Add<RoomAnnounced>("announced.1")
        .Add<RoomLeft>("left.1")
        .Add<GetRooms>("get.1")
        .Add<RoomList>("list.1")
        .Add<SayInRoom>("say.1")
        .Add<TalkInRoom>("talk.1")
        .Add<StopInRoom>("stop.1")
        .Add<RoomAnswer>("answer.1")
        .Add<TimerRang>("rang.1")
        .Add<VoiceChosen>("voice.1");

    /// <summary>All of them, what operators ask, the envelope of sharding, and speech jobs.</summary>
    public static SerializationSetup Setup { get; } = SerializationSetup.Create(Chat, Schedule, Rooms, OperatorProtocol.Protocol).And(ShardingMessageSerializer.Setup).And(ClusterSpeechProtocol.Setup);
}
