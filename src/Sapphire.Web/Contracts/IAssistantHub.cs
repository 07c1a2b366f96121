using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Ids;

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

    /// <summary>Goes on from the part of a failed reply that is there.</summary>
    Task<CommandReply> Continue(TurnRequest request);

    /// <summary>Gives the chat another title.</summary>
    Task<CommandReply> Rename(RenameRequest request);

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
}
