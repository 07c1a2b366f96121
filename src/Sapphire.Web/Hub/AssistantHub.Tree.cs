using Sapphire.Actors.Chat;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Ids;
using Sapphire.Web.Contracts;

namespace Sapphire.Web.Hub;

/// <summary>Branches of chats, what chats are set to, and undoing.</summary>
public sealed partial class AssistantHub
{
    /// <inheritdoc />
    public Task<CommandReply> Answer(MessageRequest request) => SendAsync(
        request.CommandId,
        request.ChatId,
        () => new RetryTurn(request.ChatId, request.CommandId, Now, TurnId.New(time), TurnId.New(time), MessageId.New(time)) { MessageId = request.MessageId });

    /// <inheritdoc />
    public Task<CommandReply> ContinueReply(MessageRequest request) =>
        SendAsync(request.CommandId, request.ChatId, () => new ContinueTurn(request.ChatId, request.CommandId, Now, TurnId.New(time), TurnId.New(time)) { MessageId = request.MessageId });

    /// <inheritdoc />
    public Task<CommandReply> SelectBranch(MessageRequest request) =>
        SendAsync(request.CommandId, request.ChatId, () => new SelectBranch(request.ChatId, request.CommandId, Now, request.MessageId));

    /// <inheritdoc />
    public Task<CommandReply> EditReply(EditReplyRequest request) =>
        SendAsync(request.CommandId, request.ChatId, () => new EditReply(request.ChatId, request.CommandId, Now, request.MessageId, MessageId.New(time), request.Text ?? string.Empty));

    /// <inheritdoc />
    public Task<CommandReply> Remove(RemoveRequest request) =>
        SendAsync(request.CommandId, request.ChatId, () => new RemoveMessages(request.ChatId, request.CommandId, Now, request.MessageId));

    /// <inheritdoc />
    public Task<CommandReply> RemoveToolCall(ToolCallRequest request) =>
        SendAsync(request.CommandId, request.ChatId, () => new RemoveToolCall(request.ChatId, request.CommandId, Now, request.MessageId, request.CallId ?? string.Empty));

    /// <inheritdoc />
    public Task<CommandReply> Undo(UndoRequest request) => SendAsync(request.CommandId, request.ChatId, () => new UndoLast(request.ChatId, request.CommandId, Now) { Of = request.Of });

    /// <inheritdoc />
    public Task<CommandReply> Redo(ChatRequest request) => SendAsync(request.CommandId, request.ChatId, () => new RedoLast(request.ChatId, request.CommandId, Now));

    /// <inheritdoc />
    public Task<CommandReply> ChangeSettings(ChangeSettingsRequest request) =>
        SendAsync(request.CommandId, request.ChatId, () => new ChangeChatSettings(request.ChatId, request.CommandId, Now, request.Settings ?? ChatSettings.None, request.Label));

    /// <inheritdoc />
    public Task<CommandReply> Pin(FlagRequest request) => SendAsync(request.CommandId, request.ChatId, () => new PinChat(request.ChatId, request.CommandId, Now, request.On));

    /// <inheritdoc />
    public Task<CommandReply> Archive(FlagRequest request) => SendAsync(request.CommandId, request.ChatId, () => new ArchiveChat(request.ChatId, request.CommandId, Now, request.On));
}
