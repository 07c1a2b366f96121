using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Ids;
using Sapphire.Actors.Operations;
using Sapphire.Actors.Rooms;

namespace Sapphire.Web.Contracts;

/// <summary>
/// The methods of the SignalR hub at <c>/hub</c>. Commands answer after their events are on disk; a command id sent twice
/// takes effect once, and the second answer equals the first. TypeScript types are generated from this interface.
/// </summary>
public interface IAssistantHub
{
    /// <summary>Creates a chat under an id of the client's.</summary>
    Task<CommandReply> Create(CreateChatRequest request);

    /// <summary>Says something. Answers when it is stored; the reply comes over <see cref="Subscribe"/>.</summary>
    Task<CommandReply> Send(SendRequest request);

    /// <summary>Stops a turn at once; what it said until then is kept. A turn that still waits is cancelled too.</summary>
    Task<CommandReply> Cancel(TurnRequest request);

    /// <summary>Answers the same user message again, in a new reply beside the old one.</summary>
    Task<CommandReply> Retry(TurnRequest request);

    /// <summary>Goes on from what a reply has said: one that ended early, or the last one of its branch.</summary>
    Task<CommandReply> Continue(TurnRequest request);

    /// <summary>Gives the chat another title.</summary>
    Task<CommandReply> Rename(RenameRequest request);

    /// <summary>Answers a user message again, or the one that a reply answers: also where no turn has answered it.</summary>
    Task<CommandReply> Answer(MessageRequest request);

    /// <summary>As <see cref="Continue"/>, of any reply.</summary>
    Task<CommandReply> ContinueReply(MessageRequest request);

    /// <summary>Shows the branch of a message.</summary>
    Task<CommandReply> SelectBranch(MessageRequest request);

    /// <summary>Puts another text in the place of a reply's, in a reply beside it. A turn that answers below it is cancelled.</summary>
    Task<CommandReply> EditReply(EditReplyRequest request);

    /// <summary>Removes a message with all below it, or all messages; <see cref="Undo"/> brings them back.</summary>
    Task<CommandReply> Remove(RemoveRequest request);

    /// <summary>Removes a tool call from a reply, so that it is not sent to a model any more.</summary>
    Task<CommandReply> RemoveToolCall(ToolCallRequest request);

    /// <summary>Undoes the last edit, other answer, walk, removal, setting, renaming, pinning or archiving.</summary>
    Task<CommandReply> Undo(UndoRequest request);

    /// <summary>Does again what was undone last.</summary>
    Task<CommandReply> Redo(ChatRequest request);

    /// <summary>Sets the chat to something else.</summary>
    Task<CommandReply> ChangeSettings(ChangeSettingsRequest request);

    /// <summary>Pins the chat to the top of the list, or no longer.</summary>
    Task<CommandReply> Pin(FlagRequest request);

    /// <summary>Puts the chat into the archive, or takes it out.</summary>
    Task<CommandReply> Archive(FlagRequest request);

    /// <summary>Deletes the chat; <see cref="Restore"/> undoes it.</summary>
    Task<CommandReply> Delete(ChatRequest request);

    /// <summary>Undoes <see cref="Delete"/>.</summary>
    Task<CommandReply> Restore(ChatRequest request);

    /// <summary>Cancels a running timer.</summary>
    Task<CommandReply> CancelTimer(TimerRequest request);

    /// <summary>Dismisses a notification.</summary>
    Task<CommandReply> Dismiss(TimerRequest request);

    /// <summary>A chat (<paramref name="chatId"/>) or the home (null): a snapshot, then what changes. An unknown chat ends the stream with an error.</summary>
    IAsyncEnumerable<Update> Subscribe(ChatId? chatId, CancellationToken cancellationToken);

    /// <summary>
    /// Opens the room of this tab and streams what happens in it, for as long as the stream is read. Opening a room that is
    /// read already moves it to the new reader. A room whose reader went goes on for a few seconds.
    /// </summary>
    IAsyncEnumerable<RoomUpdate> OpenRoom(RoomId roomId, CancellationToken cancellationToken);

    /// <summary>
    /// The sound of a microphone: an upload stream. Answers when the last frame was taken, or the room reads it no more.
    /// After a reconnect the client asks <see cref="MicrophonePosition"/> and sends again from there.
    /// </summary>
    Task Listen(MicrophoneRequest request, IAsyncEnumerable<MicrophoneFrame> frames);

    /// <summary>The number of the frame that the room waits for; −1 when it reads this microphone no more.</summary>
    Task<long> MicrophonePosition(MicrophoneRequest request);

    /// <summary>Stops speaking, listening and answering in this room, at once.</summary>
    Task StopRoom(RoomRequest request);

    /// <summary>Stops speaking in this room; the reply goes on in writing.</summary>
    Task StopSpeaking(RoomRequest request);

    /// <summary>Says how far a speech was played: about four times a second, and when it stops.</summary>
    Task ReportPlayback(PlaybackReport report);

    /// <summary>Reads a message aloud in this room.</summary>
    Task<CommandReply> ReadAloud(ReadAloudRequest request);

    /// <summary>Nodes, shards and queues: at once, then each time that something has changed, at most once a second.</summary>
    IAsyncEnumerable<ClusterUpdate> WatchCluster(CancellationToken cancellationToken);

    /// <summary>The rooms with microphones and speakers, on whichever machine: first as they are, then with each change.</summary>
    IAsyncEnumerable<RoomsAnswer> WatchRooms(CancellationToken cancellationToken);

    /// <summary>The log of the node that serves the page: its newest lines, then what is written. Ends with an error where the request makes no sense.</summary>
    IAsyncEnumerable<LogUpdate> WatchLog(LogRequest request, CancellationToken cancellationToken);

    /// <summary>The chats that are in memory, on all nodes.</summary>
    Task<SessionsView> GetSessions();

    /// <summary>Where a chat is, by its id or title.</summary>
    Task<SessionPlace> FindSession(string chat);

    /// <summary>An actor of a node, and some of those below it.</summary>
    Task<ActorView> GetActors(ActorsRequest request);

    /// <summary>Restarts an actor of a node.</summary>
    Task<OperatorDone> RestartActor(ActorRequest request);

    /// <summary>Has a node hand over all its chats, and streams how far it is.</summary>
    IAsyncEnumerable<DrainView> DrainNode(string node, CancellationToken cancellationToken);

    /// <summary>Lets a drained node take chats again.</summary>
    Task<OperatorDone> ResumeNode(string node);

    /// <summary>Tells a node to leave and end.</summary>
    Task<OperatorDone> DownNode(string node);

    /// <summary>The messages of a queue that nobody could handle.</summary>
    Task<DeadLettersView> GetDeadLetters(string queue);

    /// <summary>Sends dead letters back to where they were.</summary>
    Task<OperatorDone> RequeueDeadLetters(DeadLettersRequest request);

    /// <summary>Deletes dead letters.</summary>
    Task<OperatorDone> PurgeDeadLetters(DeadLettersRequest request);
}
