using System.Collections.Immutable;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Ids;

namespace Sapphire.Actors.Chat;

/// <content>The tree, what the chat is set to, and what can be undone of both.</content>
public sealed partial class ChatStateBuilder
{
    /// <summary>How many changes can be undone, those that removed something not counted: they stay, or it would be lost.</summary>
    public const int MaxUndo = 100;

    private void ApplyToTree(ChatEvent happened)
    {
        switch (happened)
        {
            case ChatSettingsChanged e:
                Change(e.CommandId, new(e.Label ?? "change the settings") { Settings = new(_rest.Settings, e.Settings) });
                break;
            case ChatPinned e:
                Change(e.CommandId, new(e.Pinned ? "pin the chat" : "unpin the chat") { Pinned = e.Pinned });
                break;
            case ChatArchived e:
                Change(e.CommandId, new(e.Archived ? "archive the chat" : "take the chat out of the archive") { Archived = e.Archived });
                break;
            case ChatTitled e:
                _rest = _rest with { Title = e.Title };
                _accepted.Add(new(e.CommandId, null, null));
                break;
            case BranchSelected e:
                Change(e.CommandId, new("show another branch") { Leaf = new(_rest.Leaf, e.Leaf) });
                break;
            case ReplyEdited e:
                Apply(e);
                break;
            case MessagesRemoved e:
                string label = e.Leaf is null ? "clear the chat" : e.Count == 1 ? "delete 1 message" : $"delete {e.Count} messages";
                Change(e.CommandId, new(label) { Leaf = e.Leaf == _rest.Leaf ? null : new(_rest.Leaf, e.Leaf), Removed = e.MessageIds });
                break;
            case ToolCallRemoved e:
                int index = ChatNode.IndexOf(_nodes[e.MessageId].Parts, e.CallId);
                Change(e.CommandId, new("remove a tool call") { ToolCall = new(e.MessageId, index, (ToolPart)_nodes[e.MessageId].Parts[index]) });
                break;
            case Undone e:
                _rest = _rest with { Undo = _rest.Undo.RemoveAt(_rest.Undo.Count - 1), Redo = _rest.Redo.Add(WithLeaf(e.Change, before: false)) };
                Make(e.Change, forward: false);
                _accepted.Add(new(e.CommandId, null, null));
                break;
            case Redone e:
                _rest = _rest with { Redo = _rest.Redo.RemoveAt(_rest.Redo.Count - 1), Undo = _rest.Undo.Add(WithLeaf(e.Change, before: true)) };
                Make(e.Change, forward: true);
                _accepted.Add(new(e.CommandId, null, null));
                break;
            case MessagesImported e:
                foreach (ChatNode node in e.Messages)
                {
                    AddNode(node);
                }

                _rest = _rest with { Title = _rest.Title ?? ChatState.FirstTitle(e.Messages[0].Text), Redo = [] };
                if (e.Leaf is { } leaf)
                {
                    Show(leaf);
                }

                _accepted.Add(new(e.CommandId, null, null));
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(happened), happened.GetType().Name, "This event is not one of a chat.");
        }
    }

    private void Apply(ReplyEdited e)
    {
        ChatNode old = _nodes[e.MessageId];
        AddNode(new(e.NewMessageId, old.ParentId, MessageRole.Assistant, [.. old.Parts.Where(part => part is not TextPart), new TextPart(e.Text)], MessageStatus.Completed, e.At)
        {
            Edited = true,
            Model = old.Model,
            ProviderId = old.ProviderId,
            ModelId = old.ModelId,
            CompletedAt = e.At,
        });
        Change(e.CommandId, new("edit a reply") { Leaf = new(_rest.Leaf, e.NewMessageId), Added = e.NewMessageId });
    }

    // A new message, at its place among those that follow the same one.
    private void AddNode(ChatNode node)
    {
        _nodes[node.Id] = node;
        MessageId key = ChatState.KeyOf(node.ParentId);
        if (!_children.TryGetValue(key, out ImmutableArray<MessageId> siblings))
        {
            _children[key] = [node.Id];
            return;
        }

        int at = siblings.Length;
        while (at > 0 && IsOlder(node, _nodes[siblings[at - 1]]))
        {
            at--;
        }

        _children[key] = siblings.Insert(at, node.Id);
    }

    private static bool IsOlder(ChatNode one, ChatNode other) =>
        one.CreatedAt < other.CreatedAt || (one.CreatedAt == other.CreatedAt && one.Id.Value.CompareTo(other.Id.Value) < 0);

    // Goes to the end of another branch, unless it only goes on; says whether the old one was left.
    private bool Show(MessageId? leaf)
    {
        MessageId? old = _rest.Leaf;
        if (leaf == old)
        {
            return false;
        }

        _rest = _rest with { Leaf = leaf };
        if (old is null || IsBelow(leaf, old.Value))
        {
            return false;
        }

        // Where it was one of several, it is the one to come back to.
        for (MessageId? id = old; id is { } at; id = _nodes[at].ParentId)
        {
            MessageId key = ChatState.KeyOf(_nodes[at].ParentId);
            if (_children[key].Length > 1)
            {
                _rest = _rest with { Shown = _rest.Shown.SetItem(key, at) };
            }
        }

        return true;
    }

    // Something may have been said below it by way of another change.
    private MessageId? EndOf(MessageId? message)
    {
        MessageId? at = message;
        while (_children.TryGetValue(ChatState.KeyOf(at), out ImmutableArray<MessageId> children) && children.RemoveAll(_rest.Removed.Contains) is { IsEmpty: false } visible)
        {
            at = _rest.Shown.TryGetValue(ChatState.KeyOf(at), out MessageId shown) && visible.Contains(shown) ? shown : visible[^1];
        }

        return at;
    }

    private bool IsBelow(MessageId? message, MessageId ancestor)
    {
        for (MessageId? id = message; id is { } at; id = _nodes[at].ParentId)
        {
            if (at == ancestor)
            {
                return true;
            }
        }

        return false;
    }

    // The branch goes on from wherever it is by now.
    private ChatChange WithLeaf(ChatChange change, bool before) => change.Leaf is not { } leaf ? change
        : change with { Leaf = before ? leaf with { Before = _rest.Leaf } : leaf with { After = _rest.Leaf } };

    private void Change(CommandId command, ChatChange change)
    {
        Remember(change with { By = command });
        Make(change, forward: true);
        _accepted.Add(new(command, null, null));
    }

    private void Remember(ChatChange change)
    {
        ImmutableList<ChatChange> undo = _rest.Undo.Add(change);
        if (!change.Hides && undo.Count > MaxUndo && undo.Count(one => !one.Hides) > MaxUndo)
        {
            undo = undo.RemoveAt(undo.FindIndex(one => !one.Hides));
        }

        _rest = _rest with { Undo = undo, Redo = [] };
    }

    private void Make(ChatChange change, bool forward)
    {
        if (change.Removed is { } removed)
        {
            _rest = _rest with { Removed = forward ? _rest.Removed.Union(removed) : _rest.Removed.Except(removed) };
        }

        if (change.Leaf is { } leaf)
        {
            Show(EndOf(forward ? leaf.After : leaf.Before));
        }

        if (change.ToolCall is { } tool)
        {
            ChatNode reply = _nodes[tool.MessageId];
            int index = ChatNode.IndexOf(reply.Parts, tool.Call.CallId);
            _nodes[reply.Id] = reply with
            {
                Parts = !forward ? reply.Parts.Insert(Math.Min(tool.Index, reply.Parts.Length), tool.Call)
                    : index < 0 ? reply.Parts
                    : reply.Parts.RemoveAt(index),
            };
        }

        if (change.Title is { } title)
        {
            _rest = _rest with { Title = forward ? title.After : title.Before, TitledByPerson = forward || title.BeforeByPerson };
        }

        _rest = _rest with
        {
            Settings = change.Settings is { } settings ? forward ? settings.After : settings.Before : _rest.Settings,
            Pinned = change.Pinned is { } pinned ? pinned == forward : _rest.Pinned,
            Archived = change.Archived is { } archived ? archived == forward : _rest.Archived,
        };
    }
}
