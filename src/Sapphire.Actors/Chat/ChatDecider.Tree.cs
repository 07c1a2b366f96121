using System.Collections.Immutable;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Ids;

namespace Sapphire.Actors.Chat;

/// <content>Branches, removal, what the chat is set to, and undoing.</content>
public static partial class ChatDecider
{
    /// <summary>The most messages that come with one <see cref="ImportMessages"/>.</summary>
    public const int MaxImport = 1000;

    private static ChatDecision Decide(ChatState state, ChangeChatSettings change)
    {
        if (change.Settings.Problem() is { } problem)
        {
            return Refuse("invalid", "These settings are not possible.", problem);
        }

        if (change.Label is { Length: 0 or > MaxTitle })
        {
            return Refuse("invalid", $"A label has 1 to {MaxTitle} characters.", "Choose a shorter one, or leave it out.");
        }

        if (change.From is { } from && from != state.Settings)
        {
            return Refuse("conflict", "The settings of the chat have changed meanwhile.", "Load the chat again.");
        }

        return change.Settings == state.Settings ? Nothing : new([new ChatSettingsChanged(change.CommandId, change.Settings, change.Label, change.At)], CommandReply.Done());
    }

    private static ChatDecision Decide(ChatState state, PinChat pin) =>
        pin.Pinned == state.Pinned ? Nothing : new([new ChatPinned(pin.CommandId, pin.Pinned, pin.At)], CommandReply.Done());

    private static ChatDecision Decide(ChatState state, ArchiveChat archive) =>
        archive.Archived == state.Archived ? Nothing : new([new ChatArchived(archive.CommandId, archive.Archived, archive.At)], CommandReply.Done());

    private static ChatDecision Decide(ChatState state, TitleChat title)
    {
        string clean = CleanTitle(title.Title);
        return clean is { Length: 0 or > MaxTitle } ? RefuseTitle()
            : state.TitledByPerson || string.Equals(clean, state.Title, StringComparison.Ordinal) ? Nothing
            : new([new ChatTitled(title.CommandId, clean, title.At)], CommandReply.Done());
    }

    private static ChatDecision Decide(ChatState state, SelectBranch select)
    {
        if (!state.IsVisible(select.MessageId))
        {
            return UnknownMessage();
        }

        MessageId leaf = state.IsOnBranch(select.MessageId) ? state.Leaf!.Value : state.EndOf(select.MessageId)!.Value;
        return leaf == state.Leaf ? Nothing
            : LeavesTurn(state, leaf) ?? new([new BranchSelected(select.CommandId, select.MessageId, leaf, select.At)], CommandReply.Done());
    }

    private static ChatDecision Decide(ChatState state, EditReply edit, int maxText)
    {
        if (TextRules.Check(edit.Text, maxText) is { } error)
        {
            return new([], CommandReply.Refused(error));
        }

        if (!state.IsVisible(edit.MessageId) || state.Nodes[edit.MessageId].Role != MessageRole.Assistant || state.Nodes.ContainsKey(edit.NewMessageId))
        {
            return UnknownMessage();
        }

        if (state.Nodes[edit.MessageId].Status is MessageStatus.Streaming or MessageStatus.Waiting)
        {
            return StillWritten();
        }

        return LeavesTurn(state, edit.MessageId, state.Nodes[edit.MessageId].ParentId) ?? new(
            [
                new ReplyEdited(edit.CommandId, edit.MessageId, edit.NewMessageId, TextRules.Clean(edit.Text), edit.At),
                .. CancelBelow(state, edit.MessageId, edit, edit.Unstored),
            ],
            CommandReply.Done());
    }

    private static ChatDecision Decide(ChatState state, RemoveMessages remove)
    {
        ImmutableArray<MessageId> removed = remove.MessageId is { } one ? [one] : state.VisibleChildren(null);
        if (remove.MessageId is { } named && !state.IsVisible(named))
        {
            return UnknownMessage();
        }

        if (removed.IsEmpty)
        {
            return Nothing;
        }

        // The branch ends above, unless there is something else in the same place.
        MessageId? leaf = state.Leaf;
        int count = state.Branch.Length;
        if (remove.MessageId is { } from)
        {
            bool shown = state.IsOnBranch(from);
            SiblingsView? siblings = state.SiblingsOf(state.Nodes[from]);
            MessageId? beside = siblings?.PreviousId ?? siblings?.NextId;
            leaf = !shown ? leaf : beside is null ? state.Nodes[from].ParentId : state.EndOf(beside);
            count = shown ? count - state.Branch.Select(node => node.Id).ToList().IndexOf(from) : CountBelow(state, from);
        }
        else
        {
            leaf = null;
        }

        return new(
            [
                new MessagesRemoved(remove.CommandId, removed, count, leaf, remove.At),
                .. removed.SelectMany(message => CancelBelow(state, message, remove, remove.Unstored)),
            ],
            CommandReply.Done());
    }

    private static ChatDecision Decide(ChatState state, RemoveToolCall remove)
    {
        if (!state.IsVisible(remove.MessageId))
        {
            return UnknownMessage();
        }

        ChatNode reply = state.Nodes[remove.MessageId];
        if (reply.Status is MessageStatus.Streaming or MessageStatus.Waiting)
        {
            return StillWritten();
        }

        return ChatNode.IndexOf(reply.Parts, remove.CallId) < 0
            ? Refuse("unknown-message", "There is no such tool call in this message.", "Load the chat again.")
            : new([new ToolCallRemoved(remove.CommandId, remove.MessageId, remove.CallId, remove.At)], CommandReply.Done());
    }

    private static ChatDecision Decide(ChatState state, UndoLast undo)
    {
        if (state.Undo.IsEmpty)
        {
            return Refuse("nothing", "There is nothing to undo.", string.Empty);
        }

        ChatChange change = state.Undo[^1];
        if (undo.Of is { } of && change.By != of)
        {
            return Refuse("changed", "Something else was changed since.", $"The last change is now: {change.Label}. Undo that first, if you want this one back.");
        }

        if (IsWritten(state, change.ToolCall))
        {
            return StillWritten();
        }

        if (change.Added is { } added)
        {
            return new([new Undone(undo.CommandId, change, undo.At), .. CancelBelow(state, added, undo, undo.Unstored)], CommandReply.Done());
        }

        return LeavesTurn(state, change, change.Leaf?.Before) ?? new([new Undone(undo.CommandId, change, undo.At)], CommandReply.Done());
    }

    private static ChatDecision Decide(ChatState state, RedoLast redo)
    {
        if (state.Redo.IsEmpty)
        {
            return Refuse("nothing", "There is nothing to do again.", string.Empty);
        }

        ChatChange change = state.Redo[^1];
        return IsWritten(state, change.ToolCall) ? StillWritten() : LeavesTurn(state, change, change.Leaf?.After) ?? new([new Redone(redo.CommandId, change, redo.At)], CommandReply.Done());
    }

    private static ChatDecision Decide(ChatState state, ImportMessages import)
    {
        if (import.Messages.IsDefaultOrEmpty || import.Messages.Length > MaxImport)
        {
            return Refuse("invalid", $"An import has 1 to {MaxImport:N0} messages.", "Send them in several parts, each behind its parents.");
        }

        if (Busy(state) is { } busy)
        {
            return busy;
        }

        Dictionary<MessageId, MessageRole> seen = [];
        foreach (ChatNode node in import.Messages)
        {
            string? problem =
                ImportRules.Problem(node) is { } wrong ? wrong
                : state.Nodes.ContainsKey(node.Id) || !seen.TryAdd(node.Id, node.Role) ? "is there already"
                : node.ParentId is { } parent && !seen.ContainsKey(parent) && !state.IsVisible(parent) ? "follows one that is not there"
                : node.Status is MessageStatus.Waiting or MessageStatus.Streaming ? "has not ended"
                : node.Role == MessageRole.Assistant && (node.ParentId is not { } question || (seen.TryGetValue(question, out MessageRole role) ? role : state.Nodes[question].Role) != MessageRole.User) ? "is a reply to no message of a person"
                : node.TurnId is not null ? "names a turn, which is of another chat"
                : null;
            if (problem is not null)
            {
                return Refuse("invalid", $"The message {node?.Id.ToString() ?? "null"} {problem}.", "Give each message an id of its own, and send it behind its parent.");
            }
        }

        MessageId leaf = import.Leaf ?? import.Messages[^1].Id;
        return !seen.ContainsKey(leaf) || import.Messages.Any(node => node.ParentId == leaf)
            ? Refuse("invalid", "The branch that is to be shown ends at no message of this import.", "Name a message that none follows.")
            : new([.. Parts(import, leaf)], CommandReply.Done());

        static IEnumerable<ChatEvent> Parts(ImportMessages import, MessageId leaf)
        {
            for (int i = 0, length; i < import.Messages.Length; i += length)
            {
                length = ImportRules.CountOfNext(import.Messages, i);
                yield return new MessagesImported(import.CommandId, import.Messages.Slice(i, length), i + length == import.Messages.Length ? leaf : null, import.At);
            }
        }
    }

    // A reply that is being written stays in sight of those who read it, and hear it.
    private static ChatDecision? LeavesTurn(ChatState state, ChatChange change, MessageId? leaf) => change.Leaf is null ? null : LeavesTurn(state, leaf);

    private static ChatDecision? LeavesTurn(ChatState state, MessageId? leaf) => Written(state).Any(reply => leaf is null || !state.IsBelow(leaf.Value, reply)) ? Writing() : null;

    // Its parts are counted while it is written, for those who read it: none may come or go meanwhile.
    private static bool IsWritten(ChatState state, ToolCallChange? change) => change is not null && state.Nodes[change.MessageId].Status is MessageStatus.Streaming or MessageStatus.Waiting;

    private static ChatDecision StillWritten() => Refuse("busy", "This reply is still being written.", "Wait for it, or stop it first.");

    // Of what is below a message whose place is taken, the turns are cancelled.
    private static ChatDecision? LeavesTurn(ChatState state, MessageId replaced, MessageId? parent) =>
        Written(state).Any(reply => !state.IsBelow(reply, replaced) && (parent is null || !state.IsBelow(parent.Value, reply))) ? Writing() : null;

    private static IEnumerable<MessageId> Written(ChatState state) => state.Waiting.Append(state.Open ?? default).Where(turn => turn != default).Select(turn => state.Replies[turn]);

    private static ChatDecision Writing() => Refuse("busy", "A reply is being written on the branch that is shown.", "Wait for it, or stop it first.");

    private static int CountBelow(ChatState state, MessageId message)
    {
        int count = 0;
        Stack<MessageId> left = new([message]);
        while (left.TryPop(out MessageId at))
        {
            count++;
            foreach (MessageId child in state.VisibleChildren(at))
            {
                left.Push(child);
            }
        }

        return count;
    }

    private static ChatDecision Nothing { get; } = new([], CommandReply.Done());

    private static ChatDecision UnknownMessage() => Refuse("unknown-message", "There is no such message in this chat.", "Load the chat again.");
}
