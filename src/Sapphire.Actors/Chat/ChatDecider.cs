using System.Collections.Immutable;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Ids;

namespace Sapphire.Actors.Chat;

/// <summary>What a command does to a chat. Pure: time and new ids are in the command.</summary>
public static partial class ChatDecider
{
    /// <summary>The longest title, in characters.</summary>
    public const int MaxTitle = 200;

    /// <summary>The most pictures of one message.</summary>
    public const int MaxImages = 16;

    /// <summary>Decides on a command.</summary>
    /// <param name="state">The chat now.</param>
    /// <param name="command">The command.</param>
    /// <param name="maxText">The longest message, in characters.</param>
    /// <returns>The events to store (none for a duplicate or a refusal), and the answer once they are stored.</returns>
    public static ChatDecision Decide(ChatState state, ChatCommand command, int maxText)
    {
        if (state.Accepted.ById.TryGetValue(command.CommandId, out AcceptedCommand? before))
        {
            return new([], CommandReply.Done(before.MessageId, before.TurnId));
        }

        if (command is CreateChat create)
        {
            return Create(state, create);
        }

        if (!state.Exists)
        {
            return Refuse("unknown-chat", "There is no such chat.", "It may have been made in another home. Start a new chat.");
        }

        if (state.Deleted && command is not (DeleteChat or RestoreChat))
        {
            return Refuse("deleted", "This chat was deleted.", "Undo the deletion first, or start a new chat.");
        }

        return command switch
        {
            Say say => Decide(state, say, maxText),
            CancelTurn cancel => Decide(state, cancel),
            RetryTurn retry => Decide(state, retry),
            ContinueTurn go => Decide(state, go),
            MarkHeard heard => Decide(state, heard),
            RenameChat rename => Decide(state, rename),
            DeleteChat delete => Decide(state, delete),
            ChangeChatSettings change => Decide(state, change),
            PinChat pin => Decide(state, pin),
            ArchiveChat archive => Decide(state, archive),
            TitleChat title => Decide(state, title),
            SelectBranch select => Decide(state, select),
            EditReply edit => Decide(state, edit, maxText),
            RemoveMessages remove => Decide(state, remove),
            RemoveToolCall remove => Decide(state, remove),
            UndoLast undo => Decide(state, undo),
            RedoLast redo => Decide(state, redo),
            ImportMessages import => Decide(state, import),
            RestoreChat restore => new(state.Deleted ? [new ChatRestored(restore.CommandId, restore.At)] : [], CommandReply.Done()),
            _ => throw new ArgumentOutOfRangeException(nameof(command), command.GetType().Name, "This command is not one of a chat."),
        };
    }

    private static ChatDecision Create(ChatState state, CreateChat create)
    {
        if (state.Exists)
        {
            return Refuse("exists", "This chat exists already.", "Send the message to it, or start a chat with a new id.");
        }

        string? title = create.Title is null ? null : CleanTitle(create.Title);
        return title is { Length: 0 or > MaxTitle }
            ? RefuseTitle()
            : new([new ChatCreated(create.CommandId, title, create.At) { TitledByPerson = title is not null }], CommandReply.Done());
    }

    private static ChatDecision Decide(ChatState state, Say say, int maxText)
    {
        bool onlyImages = say.Images is { IsDefaultOrEmpty: false } && string.IsNullOrWhiteSpace(say.Text);
        CommandError? problem = (onlyImages ? null : TextRules.Check(say.Text, maxText)) ?? ImageProblem(say);
        if (problem is { } error)
        {
            return new([], CommandReply.Refused(error));
        }

        MessageId? parent = state.Leaf;
        ImmutableArray<ChatEvent> cancelled = [];
        if (say.Replaces is { } replaced)
        {
            if (!state.Nodes.TryGetValue(replaced, out ChatNode? old) || old.Role != MessageRole.User || !state.IsVisible(replaced))
            {
                return Refuse("unknown-message", "There is no such message of yours in this chat.", "Load the chat again.");
            }

            parent = old.ParentId;
            if (LeavesTurn(state, replaced, parent) is { } busy)
            {
                return busy;
            }

            cancelled = CancelBelow(state, replaced, say, say.Unstored);
        }

        UserSaid said = new(say.CommandId, say.MessageId, parent, say.TurnId, say.ReplyId, say.Author, say.Source, ContentOf(say, onlyImages), say.At, say.RoomId) { Undoable = say.Replaces is not null };
        bool free = (state.Open is null || cancelled.OfType<TurnCancelled>().Any(e => e.TurnId == state.Open))
            && state.Waiting.All(waiting => cancelled.OfType<TurnCancelled>().Any(e => e.TurnId == waiting));
        // The message comes first: the first event of a command is what its answer is remembered by.
        return new(free ? [said, .. cancelled, new TurnStarted(say.TurnId, say.At)] : [said, .. cancelled], CommandReply.Done(say.MessageId, say.TurnId));
    }

    private static ImmutableArray<ContentPart> ContentOf(Say say, bool onlyImages)
    {
        ImmutableArray<ContentPart> text = onlyImages ? [] : [new TextContentPart(TextRules.Clean(say.Text))];
        return say.Images is { IsDefaultOrEmpty: false } images ? [.. text, .. images] : text;
    }

    // Whether its bytes are there is for whoever took the command to know.
    private static CommandError? ImageProblem(Say say) => say.Images switch
    {
        { IsDefaultOrEmpty: false, Length: > MaxImages } images => new("invalid", $"There are {images.Length} pictures, and at most {MaxImages} are allowed.", "Send them in several messages.", Retryable: false),
        { IsDefaultOrEmpty: false } images => images.Select(ImportRules.ImageProblem).FirstOrDefault(static problem => problem is not null) is { } problem
            ? new("invalid", $"A picture {problem}.", "Upload it again.", Retryable: false)
            : null,
        _ => null,
    };

    // Nobody would see the turns go on: the branch is left.
    private static ImmutableArray<ChatEvent> CancelBelow(ChatState state, MessageId message, ChatCommand command, ImmutableArray<ReplyProgressed> unstored)
    {
        ImmutableArray<ChatEvent>.Builder events = ImmutableArray.CreateBuilder<ChatEvent>();
        if (state.Open is { } open && state.IsBelow(state.Replies[open], message))
        {
            events.AddRange(UnstoredOf(open, unstored));
            events.Add(new TurnCancelled(command.CommandId, open, command.At));
        }

        events.AddRange(state.Waiting.Where(waiting => state.IsBelow(state.Replies[waiting], message)).Select(waiting => new TurnCancelled(command.CommandId, waiting, command.At)));
        return events.DrainToImmutable();
    }

    private static ChatDecision Decide(ChatState state, MarkHeard heard)
    {
        if (!state.Replies.TryGetValue(heard.TurnId, out MessageId replyId))
        {
            return UnknownTurn();
        }

        int length = Math.Max(0, heard.HeardLength);
        ChatNode reply = state.Nodes[replyId];
        // What was heard to the end needs no mark; while the turn is open nobody knows where the end is.
        bool whole = state.Open != heard.TurnId && length >= reply.Text.TrimEnd().Length;
        return whole || reply.HeardLength == length
            ? new([], CommandReply.Done(null, heard.TurnId))
            : new([new ReplyHeard(heard.CommandId, heard.TurnId, length, heard.At)], CommandReply.Done(null, heard.TurnId));
    }

    private static ChatDecision Decide(ChatState state, CancelTurn cancel)
    {
        if (!state.Replies.ContainsKey(cancel.TurnId))
        {
            return UnknownTurn();
        }

        // A turn that ended meanwhile needs no cancelling: the wish is fulfilled.
        if (state.Open != cancel.TurnId && !state.Waiting.Contains(cancel.TurnId))
        {
            return new([], CommandReply.Done(null, cancel.TurnId));
        }

        return new([.. UnstoredOf(cancel.TurnId, cancel.Unstored), new TurnCancelled(cancel.CommandId, cancel.TurnId, cancel.At)], CommandReply.Done(null, cancel.TurnId));
    }

    private static ChatDecision Decide(ChatState state, RetryTurn retry)
    {
        if (!TryFind(state, retry.MessageId, retry.TurnId, out MessageId named))
        {
            return UnknownTurn();
        }

        MessageId question = state.Nodes[named].Role == MessageRole.User ? named : state.Nodes[named].ParentId!.Value;
        return !state.IsVisible(question)
            ? UnknownTurn()
            : Busy(state) ?? Request(new TurnRequested(retry.CommandId, retry.NewTurnId, retry.NewReplyId, question, Continues: false, retry.At) { Undoable = true });
    }

    private static ChatDecision Decide(ChatState state, ContinueTurn go)
    {
        if (!TryFind(state, go.MessageId, go.TurnId, out MessageId replyId) || !state.IsOnBranch(replyId) || state.Nodes[replyId].Role != MessageRole.Assistant)
        {
            return UnknownTurn();
        }

        ChatNode reply = state.Nodes[replyId];
        if (Busy(state) is { } busy)
        {
            return busy;
        }

        // Whatever was said after it would not follow it any more.
        bool last = state.Leaf == replyId && reply.Parts.Any(part => part is TextPart);
        return reply.Error is not { CanContinue: true } && !last
            ? Refuse("invalid", "This reply cannot be continued.", "Only the last one of its branch can, or one that was cut off after its first words. Ask for a new one with Retry.")
            : Request(new TurnRequested(go.CommandId, go.NewTurnId, replyId, reply.ParentId!.Value, Continues: true, go.At));
    }

    private static bool TryFind(ChatState state, MessageId? message, TurnId turn, out MessageId found)
    {
        found = message ?? default;
        return message is null ? state.Replies.TryGetValue(turn, out found) : state.Nodes.ContainsKey(found);
    }

    private static ChatDecision Decide(ChatState state, RenameChat rename)
    {
        string title = CleanTitle(rename.Title);
        return title is { Length: 0 or > MaxTitle } ? RefuseTitle()
            : state.TitledByPerson && string.Equals(title, state.Title, StringComparison.Ordinal) ? Nothing
            : new([new ChatRenamed(rename.CommandId, title, rename.At) { Undoable = true }], CommandReply.Done());
    }

    private static ChatDecision Decide(ChatState state, DeleteChat delete)
    {
        if (state.Deleted)
        {
            return new([], CommandReply.Done());
        }

        // The deletion comes first: the first event of a command is what its answer is remembered by.
        ImmutableArray<ChatEvent>.Builder events = ImmutableArray.CreateBuilder<ChatEvent>();
        events.Add(new ChatDeleted(delete.CommandId, delete.At));
        if (state.Open is { } open)
        {
            events.AddRange(UnstoredOf(open, delete.Unstored));
            events.Add(new TurnCancelled(delete.CommandId, open, delete.At));
        }

        events.AddRange(state.Waiting.Select(waiting => new TurnCancelled(delete.CommandId, waiting, delete.At)));
        return new(events.DrainToImmutable(), CommandReply.Done());
    }

    private static IEnumerable<ChatEvent> UnstoredOf(TurnId turn, ImmutableArray<ReplyProgressed> unstored) => unstored.Where(part => part.TurnId == turn);

    private static ChatDecision? Busy(ChatState state) => state is { Open: null, Waiting.IsEmpty: true }
        ? null
        : Refuse("busy", "Another reply is being written.", "Wait for it, or stop it first.");

    private static ChatDecision Request(TurnRequested requested) =>
        new([requested, new TurnStarted(requested.TurnId, requested.At)], CommandReply.Done(null, requested.TurnId));

    private static ChatDecision UnknownTurn() => Refuse("unknown-turn", "There is no such reply in this chat.", "Load the chat again.");

    private static ChatDecision RefuseTitle() => Refuse("invalid", $"A title has 1 to {MaxTitle} characters.", "Choose a shorter title, or one that is not empty.");

    private static string CleanTitle(string title) => string.Join(' ', TextRules.Clean(title).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static ChatDecision Refuse(string code, string title, string detail) => new([], CommandReply.Refused(new(code, title, detail, Retryable: false)));
}

/// <summary>What a command does.</summary>
/// <param name="Events">To be stored, all or none; empty when nothing changes.</param>
/// <param name="Reply">The answer, to be sent after the events are stored.</param>
public sealed record ChatDecision(ImmutableArray<ChatEvent> Events, CommandReply Reply);
